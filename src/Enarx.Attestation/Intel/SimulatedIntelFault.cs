namespace Enarx.Attestation;

/// <summary>What can be wrong with the evidence of a simulated platform of Intel's, so that a refusal can be shown and tested.</summary>
public enum SimulatedIntelFault
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The host can debug the enclave or TD.</summary>
    Debug,

    /// <summary>The body was altered after it was signed.</summary>
    AlteredBody,

    /// <summary>The quoting enclave's report was altered after it was signed.</summary>
    AlteredQeReport,

    /// <summary>The data beside the attestation key is not what the quoting enclave vouches for.</summary>
    AlteredQeAuthentication,

    /// <summary>The quote's last bytes are missing.</summary>
    CutQuote,

    /// <summary>The PCK certificate is revoked.</summary>
    RevokedPck,

    /// <summary>The PCK certificate has expired.</summary>
    ExpiredPck,

    /// <summary>The PCK certificate was altered.</summary>
    AlteredPck,

    /// <summary>TCB info, identity and revocation lists are no longer current.</summary>
    ExpiredCollateral,

    /// <summary>TCB info was altered after it was signed.</summary>
    AlteredTcbInfo,

    /// <summary>The identity was altered after it was signed.</summary>
    AlteredIdentity,

    /// <summary>TCB info is of another platform model.</summary>
    OtherTcbInfo,

    /// <summary>The identity is of the other TEE's quoting enclave.</summary>
    OtherIdentity,

    /// <summary>The quoting enclave is not Intel's.</summary>
    ForeignQe,

    /// <summary>The platform's level is out of date.</summary>
    PlatformOutOfDate,

    /// <summary>The platform's level is revoked.</summary>
    PlatformRevoked,

    /// <summary>The platform reaches no level.</summary>
    PlatformUnsupported,

    /// <summary>The quoting enclave is out of date.</summary>
    QeOutOfDate,

    /// <summary>The TDX module is out of date; of TDX alone.</summary>
    ModuleOutOfDate,

    /// <summary>TCB info does not know the TDX module; of TDX alone.</summary>
    ModuleUnknown,

    /// <summary>There is no TCB info.</summary>
    NoTcbInfo,

    /// <summary>There is no identity.</summary>
    NoIdentity,

    /// <summary>There are no revocation lists.</summary>
    NoRevocationLists,
}
