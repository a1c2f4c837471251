namespace Enarx;

/// <summary>The trusted execution environments whose evidence this release can appraise.</summary>
public enum Tee
{
    /// <summary>AMD SEV-SNP: an ATTESTATION_REPORT (AMD 56860).</summary>
    SevSnp = 1,

    /// <summary>AMD SEV and SEV-ES: platform certificates and a launch measurement (AMD 55766).</summary>
    Sev,

    /// <summary>Intel SGX: an ECDSA quote of an enclave.</summary>
    Sgx,

    /// <summary>Intel TDX: an ECDSA quote of a trust domain.</summary>
    Tdx,

    /// <summary>Arm CCA: a token of a Realm and its platform (Arm DEN0137).</summary>
    Cca,

    /// <summary>AWS Nitro Enclaves: an attestation document.</summary>
    Nitro,

    /// <summary>SEV-SNP behind Azure's paravisor: a vTPM quote whose key the paravisor's report vouches for.</summary>
    AzureSevSnp,

    /// <summary>TDX behind Azure's paravisor: a vTPM quote whose key the paravisor's report vouches for.</summary>
    AzureTdx,

    /// <summary>NVIDIA confidential computing, GPU or switch: signed SPDM measurements.</summary>
    NvidiaGpu,

    /// <summary>IBM Secure Execution: a host key document.</summary>
    IbmSecureExecution,

    /// <summary>A device with a PSA root of trust: a PSA attestation token (RFC 9783).</summary>
    Psa,
}
