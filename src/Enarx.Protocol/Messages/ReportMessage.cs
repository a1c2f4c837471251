namespace Enarx.Protocol;

/// <summary>
/// What the simulated TEE answers to <see cref="Operations.Report"/>, as configfs-tsm would (Linux
/// Documentation/ABI/testing/configfs-tsm-report): rule <c>report</c> of docs/protocol.cddl.
/// </summary>
/// <param name="Tee">The TEE that is simulated.</param>
/// <param name="OutBlob">The TEE's evidence.</param>
/// <param name="AuxBlob">Its endorsements, for SEV-SNP the certificate table.</param>
public sealed record ReportMessage(Tee Tee, byte[] OutBlob, byte[] AuxBlob)
{
    private const int Most = 64 * 1024;

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Text("tee", TeeName.Of(Tee)).Bytes("outblob", OutBlob).Bytes("auxblob", AuxBlob));

    /// <summary>Reads an encoded answer.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static ReportMessage Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "report");
        Tee? tee = null;
        byte[]? outblob = null, auxblob = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "tee": tee = TeeName.Read(map); break;
                case "outblob": outblob = map.Bytes(1, Most); break;
                case "auxblob": auxblob = map.Bytes(0, Most); break;
                default: throw map.Unknown();
            }
        }

        return new ReportMessage(tee ?? throw map.Missing("tee"), outblob ?? throw map.Missing("outblob"), auxblob ?? throw map.Missing("auxblob"));
    }
}
