namespace Enarx.Attestation;

/// <summary>Forms of endorsements, which decide the TEEs that can use them.</summary>
internal enum EndorsementForm
{
    /// <summary>A certificate (RFC 5280).</summary>
    Certificate = 1,

    /// <summary>A revocation list (RFC 5280).</summary>
    RevocationList,

    /// <summary>Intel's TCB info or enclave identity, signed JSON.</summary>
    IntelCollateral,

    /// <summary>A bare public key in PEM or as a JWK, or a set of them.</summary>
    PublicKey,

    /// <summary>A CoRIM.</summary>
    Corim,

    /// <summary>A reference integrity manifest in XML (SWID).</summary>
    Rim,

    /// <summary>Certificates in AMD's format of SEV (AMD 55766, appendix C).</summary>
    SevCertificates,
}
