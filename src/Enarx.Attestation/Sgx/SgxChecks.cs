namespace Enarx.Attestation;

/// <summary>Every check of SGX evidence, in the order in which they are made.</summary>
internal static class SgxChecks
{
    // The enclave.
    public static readonly CheckDefinition Initialised = new("sgx.enclave.initialised", "The enclave was initialised", CheckCategory.Format);
    public static readonly CheckDefinition Debug = new("sgx.policy.debug", "The host cannot debug the enclave", CheckCategory.DebugPolicy);

    // The policy.
    public static readonly CheckDefinition Measurement = new("sgx.policy.measurement", "MRENCLAVE is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MrSigner = new("sgx.policy.mrsigner", "MRSIGNER is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition IsvProdId = new("sgx.policy.isvprodid", "ISVPRODID is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition IsvSvn = new("sgx.policy.isvsvn", "ISVSVN reaches the policy's floor", CheckCategory.Policy);
    public static readonly CheckDefinition ConfigId = new("sgx.policy.configid", "CONFIGID is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition ReportData = new("sgx.policy.report-data", "REPORTDATA is what the policy names", CheckCategory.Binding);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        .. DcapChecks.Quote, Initialised, .. DcapChecks.Certification, .. DcapChecks.Tcb,
        Debug, Measurement, MrSigner, IsvProdId, IsvSvn, ConfigId, ReportData,
        PartChecks.Known,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
