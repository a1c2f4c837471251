namespace Enarx;

/// <summary>Names of what some evidence has beside its report, as keys of <see cref="KeepEvidence.Parts"/>.</summary>
public static class EvidencePart
{
    /// <summary>Azure: the TPMS_ATTEST that the vTPM signed.</summary>
    public const string TpmQuote = "tpm-quote";

    /// <summary>Azure: the signature over <see cref="TpmQuote"/>.</summary>
    public const string TpmSignature = "tpm-signature";

    /// <summary>Azure: the values of the SHA-256 PCRs 0 to 23, 32 bytes each.</summary>
    public const string TpmPcrs = "tpm-pcrs";

    /// <summary>Azure TDX: the TD quote over the paravisor's report.</summary>
    public const string TdQuote = "td-quote";

    /// <summary>The event log of a confidential VM (CCEL), to be replayed against RTMRs or PCRs.</summary>
    public const string EventLog = "event-log";

    /// <summary>SEV: what a launch gave the guest owner, as docs/verification.md lays it out.</summary>
    public const string SevLaunch = "sev-launch";

    /// <summary>NVIDIA: the SPDM request that the measurements answer.</summary>
    public const string SpdmRequest = "spdm-request";

    /// <summary>Every name; evidence with another part is refused.</summary>
    public static IReadOnlyList<string> All { get; } = [TpmQuote, TpmSignature, TpmPcrs, TdQuote, EventLog, SevLaunch, SpdmRequest];
}
