namespace Enarx.Attestation;

/// <summary>What makes a signature.</summary>
internal enum SignatureFamily
{
    /// <summary>ECDSA over a NIST curve.</summary>
    Ecdsa,

    /// <summary>RSASSA-PKCS1-v1_5.</summary>
    RsaPkcs1,

    /// <summary>RSASSA-PSS.</summary>
    RsaPss,
}
