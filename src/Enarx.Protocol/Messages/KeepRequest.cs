namespace Enarx.Protocol;

/// <summary>A request about one keep: rule <c>keep-request</c> of docs/protocol.cddl.</summary>
/// <param name="Id">The keep.</param>
/// <param name="Payload">Bytes for the keep, which the host carries unread; null when the operation has none.</param>
public sealed record KeepRequest(Guid Id, byte[]? Payload = null)
{
    /// <summary>The longest payload, bytes.</summary>
    public const int MaximumPayload = 64 * 1024;

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Bytes("id", Id.ToByteArray(bigEndian: true)).Bytes("payload", Payload));

    /// <summary>Reads an encoded body.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static KeepRequest Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "keep-request");
        Guid? id = null;
        byte[]? payload = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "id": id = map.Id(); break;
                case "payload": payload = map.Bytes(1, MaximumPayload); break;
                default: throw map.Unknown();
            }
        }

        return new KeepRequest(id ?? throw map.Missing("id"), payload);
    }
}
