namespace Enarx.Attestation;

/// <summary>How a quote names the key that certifies its quoting enclave (Intel SGX ECDSA quote library API, table "QE Certification Data").</summary>
internal enum CertificationDataType
{
    /// <summary>PPID in the clear with the platform's TCB.</summary>
    PlainPpid = 1,

    /// <summary>PPID encrypted with RSA-2048.</summary>
    EncryptedPpid2048 = 2,

    /// <summary>PPID encrypted with RSA-3072.</summary>
    EncryptedPpid3072 = 3,

    /// <summary>The PCK certificate alone.</summary>
    PckLeaf = 4,

    /// <summary>The PCK certificate and its issuers.</summary>
    PckChain = 5,

    /// <summary>The quoting enclave's report with certification data of its own.</summary>
    QeReport = 6,
}
