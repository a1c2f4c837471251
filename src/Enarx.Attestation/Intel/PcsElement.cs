using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>A value of a JSON text of Intel's PCS, read strictly: a member that is missing, or of another kind than PCS gives, is an error.</summary>
/// <param name="Json">The value.</param>
/// <param name="Name">Name of its member, for complaints; arrays add to it where there is one to make.</param>
internal readonly record struct PcsElement(JsonElement Json, string Name)
{
    private const int LongestArray = 256;
    private const int LongestText = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Gets a member of an object.</summary>
    /// <exception cref="CollateralException">It is missing.</exception>
    public PcsElement Member(string name) => Optional(name) ?? throw new CollateralException(Name, $"'{name}' is missing.");

    /// <summary>Gets a member of an object, if it is there.</summary>
    /// <exception cref="CollateralException">This is no object.</exception>
    public PcsElement? Optional(string name)
    {
        if (Json.ValueKind != JsonValueKind.Object)
            throw new CollateralException(Name, "there must be an object.");
        return Json.TryGetProperty(name, out JsonElement member) ? new PcsElement(member, name) : null;
    }

    /// <summary>Gets the elements of an array.</summary>
    /// <exception cref="CollateralException">This is no array, or a very long one.</exception>
    public IReadOnlyList<T> Array<T>(Func<PcsElement, T> read)
    {
        if (Json.ValueKind != JsonValueKind.Array || Json.GetArrayLength() is not (var length and <= LongestArray))
            throw new CollateralException(Name, $"there must be an array of at most {LongestArray} elements.");
        var elements = new T[length];
        int index = 0;
        foreach (JsonElement element in Json.EnumerateArray())
        {
            try
            {
                elements[index] = read(new PcsElement(element, "element"));
            }
            catch (CollateralException e)
            {
                throw e.In($"{Name}[{index}]");
            }

            index++;
        }

        return elements;
    }

    /// <summary>Reads a short text.</summary>
    /// <exception cref="CollateralException">This is none.</exception>
    public string Text() => Json.ValueKind == JsonValueKind.String && Json.GetString() is { Length: > 0 and <= LongestText } text
        ? text
        : throw new CollateralException(Name, $"there must be a text of at most {LongestText} characters.");

    /// <summary>Reads bytes in hexadecimal, whose case PCS does not keep to.</summary>
    /// <exception cref="CollateralException">This is none, or of another length.</exception>
    public byte[] Hex(int length)
    {
        string? text = Json.ValueKind == JsonValueKind.String ? Json.GetString() : null;
        return text?.Length == 2 * length && !text.AsSpan().ContainsAnyExcept(HexDigits)
            ? Convert.FromHexString(text)
            : throw new CollateralException(Name, $"there must be {2 * length} hexadecimal digits.");
    }

    /// <summary>Reads a number that is no greater than another.</summary>
    /// <exception cref="CollateralException">This is none.</exception>
    public uint Number(uint most) => Json.ValueKind == JsonValueKind.Number && Json.TryGetUInt32(out uint number) && number <= most
        ? number
        : throw new CollateralException(Name, $"there must be a number from 0 to {most}.");

    /// <summary>Reads a moment of UTC, for example <c>2026-03-16T22:06:09Z</c>.</summary>
    /// <exception cref="CollateralException">This is none.</exception>
    public DateTimeOffset Time() => DateTimeOffset.TryParseExact(Json.ValueKind == JsonValueKind.String ? Json.GetString() : null,
        "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
        ? time
        : throw new CollateralException(Name, "there must be a moment like '2026-03-16T22:06:09Z'.");

    /// <summary>Reads a status, which PCS gives for a level; those of relaunch are for verifiers to find.</summary>
    /// <exception cref="CollateralException">This is none.</exception>
    public TcbStatus Status() => Json.ValueKind == JsonValueKind.String
        ? Json.GetString() switch
        {
            "UpToDate" => TcbStatus.UpToDate,
            "SWHardeningNeeded" => TcbStatus.SWHardeningNeeded,
            "ConfigurationNeeded" => TcbStatus.ConfigurationNeeded,
            "ConfigurationAndSWHardeningNeeded" => TcbStatus.ConfigurationAndSWHardeningNeeded,
            "OutOfDate" => TcbStatus.OutOfDate,
            "OutOfDateConfigurationNeeded" => TcbStatus.OutOfDateConfigurationNeeded,
            "Revoked" => TcbStatus.Revoked,
            _ => throw new CollateralException(Name, "the status is not known."),
        }
        : throw new CollateralException(Name, "there must be a status.");
}
