using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>A field of <see cref="KeepPolicy"/>: everything that can be done with it by its name.</summary>
/// <param name="Name">Its name in PowerShell.</param>
/// <param name="Description">What it means.</param>
/// <param name="IsSet">Whether a policy has it set.</param>
/// <param name="Set">Sets it from what PowerShell gives.</param>
/// <param name="SetJson">Sets it from JSON that stands at a path.</param>
/// <param name="Write">Writes its value as JSON.</param>
/// <param name="Describe">Writes the members of its JSON Schema.</param>
internal sealed record PolicyField(
    string Name,
    string Description,
    Func<KeepPolicy, bool> IsSet,
    Func<KeepPolicy, object, KeepPolicy> Set,
    Func<KeepPolicy, JsonElement, string, KeepPolicy> SetJson,
    Action<Utf8JsonWriter, KeepPolicy> Write,
    Action<Utf8JsonWriter> Describe)
{
    /// <summary>Its name in JSON.</summary>
    public string JsonName { get; } = JsonNamingPolicy.CamelCase.ConvertName(Name);

    /// <summary>Makes a field.</summary>
    public static PolicyField Of<T>(string name, PolicyType<T> type, Func<KeepPolicy, T> get, Func<KeepPolicy, T, KeepPolicy> set, string description) => new(
        name,
        description,
        policy => type.IsSet(get(policy)),
        (policy, value) => set(policy, Read(name, type, value)),
        (policy, json, path) => set(policy, type.FromJson(json, path)),
        // A policy can be made without the table, so what is written is read first: nobody exports what nobody can import.
        (writer, policy) => type.Write(writer, Read(name, type, get(policy)!)),
        type.Describe);

    private static T Read<T>(string name, PolicyType<T> type, object value)
    {
        try
        {
            return type.FromObject(value);
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException or ArgumentException)
        {
            throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"The policy's field '{name}' cannot be '{PolicyTypes.Shown(Text(value))}': {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static string Text(object value) =>
        value is System.Collections.IEnumerable list and not string ? string.Join(", ", list.Cast<object?>()) : value.ToString() ?? "";
}
