namespace Enarx.Protocol;

/// <summary>Pins of roots, each the SHA-256 of a SubjectPublicKeyInfo: rule <c>pins</c> of docs/protocol.cddl.</summary>
public static class PinsMessage
{
    private const int Most = 16;
    private const int Length = 32;

    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(IEnumerable<Sha256Digest> pins) =>
        MapWriter.Encode(map => map.Items("pins", [.. pins.Select(pin => ByteString.Encode(pin.ToArray()))]));

    /// <summary>Reads encoded pins.</summary>
    /// <exception cref="ProtocolException">They do not follow the rule.</exception>
    public static IReadOnlyList<Sha256Digest> Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "pins");
        IReadOnlyList<byte[]>? pins = null;
        while (map.MoveNext())
            pins = map.Key == "pins" ? map.ByteStrings(Most, Length) : throw map.Unknown();
        if (pins is null)
            throw map.Missing("pins");
        return pins.All(pin => pin.Length == Length)
            ? [.. pins.Select(pin => Sha256Digest.FromBytes(pin))]
            : throw new ProtocolException("pins", "pins", 0, $"a pin has {Length} bytes.");
    }
}
