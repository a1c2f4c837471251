namespace Enarx.Attestation;

/// <summary>What a key of the SEV key hierarchy does, with its hash (AMD 55766, appendix C, "Signature Algorithm").</summary>
internal enum SevAlgorithm : uint
{
    /// <summary>None.</summary>
    Invalid = 0,

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    RsaSha256 = 0x1,

    /// <summary>ECDSA with SHA-256.</summary>
    EcdsaSha256 = 0x2,

    /// <summary>ECDH.</summary>
    EcdhSha256 = 0x3,

    /// <summary>RSASSA-PSS with SHA-384.</summary>
    RsaSha384 = 0x101,

    /// <summary>ECDSA with SHA-384.</summary>
    EcdsaSha384 = 0x102,

    /// <summary>ECDH.</summary>
    EcdhSha384 = 0x103,
}
