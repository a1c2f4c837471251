using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>A kind of value that a field of a policy has.</summary>
/// <param name="IsSet">Whether a value asks for, or accepts, anything.</param>
/// <param name="FromObject">Reads what PowerShell gives; a <see cref="FormatException"/> says why it cannot be.</param>
/// <param name="FromJson">Reads JSON that stands at a path, as strictly as the schema; a <see cref="KeepException"/> says what is wrong.</param>
/// <param name="Write">Writes JSON that <paramref name="FromJson"/> reads back as the same value.</param>
/// <param name="Describe">Writes the members of the JSON Schema that it has.</param>
internal sealed record PolicyType<T>(
    Func<T, bool> IsSet, Func<object, T> FromObject, Func<JsonElement, string, T> FromJson, Action<Utf8JsonWriter, T> Write, Action<Utf8JsonWriter> Describe);
