namespace Enarx.Protocol;

/// <summary>A body that is one byte string, carried unread: rule <c>payload</c> of docs/protocol.cddl.</summary>
public static class Payload
{
    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(byte[] payload) => MapWriter.Encode(map => map.Bytes("payload", payload));

    /// <summary>Reads the bytes of an encoded body.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule, or there are more than <paramref name="most"/> bytes.</exception>
    public static byte[] Decode(ReadOnlyMemory<byte> body, int most = Frames.MaximumLength)
    {
        var map = MapReader.Open(body, "payload");
        byte[]? payload = null;
        while (map.MoveNext())
            payload = map.Key == "payload" ? map.Bytes(1, most) : throw map.Unknown();
        return payload ?? throw map.Missing("payload");
    }
}
