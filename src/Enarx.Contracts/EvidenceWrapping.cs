namespace Enarx;

/// <summary>
/// The certificate or certification request that evidence came in. Whoever holds its key is the attester only if the
/// evidence vouches for that key, which an appraisal checks.
/// </summary>
public sealed record EvidenceWrapping
{
    /// <summary>How report_data vouches for the key.</summary>
    public required KeyBinding Binding { get; init; }

    /// <summary>The certificate (RFC 5280) or certification request (PKCS #10, RFC 2986), DER.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The claims buffer beside the evidence, CBOR; null where <see cref="Binding"/> has none.</summary>
    public byte[]? Claims { get; init; }
}
