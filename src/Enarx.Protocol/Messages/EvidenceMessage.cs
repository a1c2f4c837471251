namespace Enarx.Protocol;

/// <summary>
/// Evidence on the wire and in the keep's certificate: rule <c>evidence</c> of docs/protocol.cddl. In a certificate
/// there is no certificate inside.
/// </summary>
public sealed record EvidenceMessage
{
    /// <summary>Media type of this rule, as a conceptual message wrapper (RFC 9999) names it.</summary>
    public const string MediaType = "application/vnd.enarx.evidence+cbor";

    private const int MostReport = 64 * 1024;
    private const int MostEndorsement = 64 * 1024;
    private const int MostEndorsements = 16;

    /// <summary>The TEE.</summary>
    public required Tee Tee { get; init; }

    /// <summary>The TEE's own evidence.</summary>
    public required byte[] Report { get; init; }

    /// <summary>The encoded claims.</summary>
    public required byte[] Claims { get; init; }

    /// <summary>Endorsements that the host has for the evidence.</summary>
    public IReadOnlyList<byte[]> Endorsements { get; init; } = [];

    /// <summary>The keep's one-use certificate, DER.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map
        .Text("tee", TeeName.Of(Tee)).Bytes("report", Report).Bytes("claims", Claims)
        .Items("endorsements", [.. Endorsements.Select(ByteString.Encode)])
        .Bytes("certificate", Certificate));

    /// <summary>Reads encoded evidence.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static EvidenceMessage Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, "evidence");
        Tee? tee = null;
        byte[]? report = null, claims = null, certificate = null;
        IReadOnlyList<byte[]>? endorsements = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "tee": tee = TeeName.Read(map); break;
                case "report": report = map.Bytes(1, MostReport); break;
                case "claims": claims = map.Bytes(1, KeepClaims.MaximumLength); break;
                case "endorsements": endorsements = map.ByteStrings(MostEndorsements, MostEndorsement); break;
                case "certificate": certificate = map.Bytes(1, MostEndorsement); break;
                default: throw map.Unknown();
            }
        }

        return new EvidenceMessage
        {
            Tee = tee ?? throw map.Missing("tee"),
            Report = report ?? throw map.Missing("report"),
            Claims = claims ?? throw map.Missing("claims"),
            Endorsements = endorsements ?? throw map.Missing("endorsements"),
            Certificate = certificate,
        };
    }
}
