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

    /// <summary>A key, trust anchors, reference values or a CoRIM, for tokens of Arm CCA and PSA.</summary>
    ArmEndorsement,

    /// <summary>Certificates in AMD's format of SEV (AMD 55766, appendix C).</summary>
    SevCertificates,
}
