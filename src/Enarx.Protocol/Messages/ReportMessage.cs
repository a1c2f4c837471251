namespace Enarx.Protocol;

/// <summary>
/// What the simulated TEE answers to <see cref="Operations.Report"/>, as configfs-tsm would (Linux
/// Documentation/ABI/testing/configfs-tsm-report): rule <c>report</c> of docs/protocol.cddl.
/// </summary>
/// <param name="Tee">The TEE that is simulated.</param>
/// <param name="OutBlob">The TEE's evidence.</param>
/// <param name="Endorsements">Its endorsements, for SEV-SNP the certificate table, which configfs-tsm calls auxblob.</param>
public sealed record ReportMessage(Tee Tee, byte[] OutBlob, IReadOnlyList<byte[]> Endorsements)
{
    private const int Most = 64 * 1024;
    private const int MostEndorsements = 16;

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Text("tee", TeeName.Of(Tee)).Bytes("outblob", OutBlob).Items("endorsements", [.. Endorsements.Select(ByteString.Encode)]));

    /// <summary>Reads an encoded answer.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static ReportMessage Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "report");
        Tee? tee = null;
        byte[]? outblob = null;
        IReadOnlyList<byte[]>? endorsements = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "tee": tee = TeeName.Read(map); break;
                case "outblob": outblob = map.Bytes(1, Most); break;
                case "endorsements": endorsements = map.ByteStrings(MostEndorsements, Most); break;
                default: throw map.Unknown();
            }
        }

        return new ReportMessage(tee ?? throw map.Missing("tee"), outblob ?? throw map.Missing("outblob"), endorsements ?? throw map.Missing("endorsements"));
    }
}
