namespace Enarx;

/// <summary>
/// Evidence of a TEE with what is needed to appraise it (RFC 9334). Nothing in it is trusted before an appraisal.
/// </summary>
public sealed record KeepEvidence
{
    /// <summary>The TEE that the evidence says it comes from.</summary>
    public required Tee Tee { get; init; }

    /// <summary>The TEE's own evidence, for SEV-SNP the ATTESTATION_REPORT of 1184 bytes.</summary>
    public required byte[] Report { get; init; }

    /// <summary>What the evidence has beside its report, by the names of <see cref="EvidencePart"/>.</summary>
    public IReadOnlyDictionary<string, byte[]> Parts { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>
    /// Endorsements that came with the evidence or from the caller: certificates in DER or PEM, revocation lists,
    /// or AMD's certificate table (GHCB 2.03, section 4.1.8.1). Content is detected; roots among them are matched
    /// against pins and never trusted for being here.
    /// </summary>
    public IReadOnlyList<byte[]> Endorsements { get; init => field = value.ToArray(); } = [];

    /// <summary>The encoded claims map whose SHA-512 is the report_data; null for evidence of other systems.</summary>
    public byte[]? Claims { get; init; }

    /// <summary>The nonce that this client asked with, kept by the client; 32 bytes. Null when it asked nothing.</summary>
    public byte[]? Nonce { get; init; }

    /// <summary>The one-use certificate of the keep, DER; null for evidence of other systems.</summary>
    public byte[]? Certificate { get; init; }

    /// <summary>The certificate or request that the evidence came in; null when it came by itself.</summary>
    public EvidenceWrapping? Wrapping { get; init; }

    /// <summary>The keep that gave the evidence; null for evidence of other systems.</summary>
    public Keep? Keep { get; init; }

    /// <summary>When the client received the evidence, by the client's clock.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }
}
