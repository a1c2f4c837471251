namespace Enarx;

/// <summary>How evidence inside a certificate or certification request vouches for the key of it: what report_data is.</summary>
public enum KeyBinding
{
    /// <summary>Enarx: SHA-384 of the SubjectPublicKeyInfo for SEV-SNP, SHA-256 of it for SGX, then zeros.</summary>
    Enarx = 1,

    /// <summary>
    /// Interoperable RA-TLS: SHA-256 of a claims buffer, then zeros; the claim <c>pubkey-hash</c> is a hash of the
    /// SubjectPublicKeyInfo (TCG DICE Attestation Architecture, tagged evidence; CBOR tag 60000).
    /// </summary>
    TaggedEvidence,

    /// <summary>RA-TLS as Intel's SGX SDK and Gramine had it first: SHA-256 of the key, then zeros.</summary>
    IntelRaTls,

    /// <summary>Open Enclave: SHA-256 of the public key in PEM, then zeros.</summary>
    OpenEnclave,

    /// <summary>A conceptual message wrapper in a certificate (RFC 9999): a SHA-2 hash of the SubjectPublicKeyInfo, then zeros.</summary>
    ConceptualMessage,
}
