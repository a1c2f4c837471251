namespace Enarx.Attestation;

/// <summary>Every check of TDX evidence, in the order in which they are made.</summary>
internal static class TdxChecks
{
    // The TD and the TDX module.
    public static readonly CheckDefinition Attributes = new("tdx.td.attributes", "TDATTRIBUTES has no bit that is not defined", CheckCategory.Format);
    public static readonly CheckDefinition ModuleIdentity = new("tdx.module.identity", "The TDX module is one that TCB info vouches for", CheckCategory.CollateralMismatch);
    public static readonly CheckDefinition ModuleLevel = new("tdx.module.level", "The TDX module reaches a level of its identity", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition Debug = new("tdx.policy.debug", "The host cannot debug or profile the TD", CheckCategory.DebugPolicy);

    // The policy.
    public static readonly CheckDefinition Measurement = new("tdx.policy.measurement", "MRTD is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MrSeam = new("tdx.policy.mrseam", "MRSEAM is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MrConfigId = new("tdx.policy.mrconfigid", "MRCONFIGID is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MrOwner = new("tdx.policy.mrowner", "MROWNER is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MrOwnerConfig = new("tdx.policy.mrownerconfig", "MROWNERCONFIG is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Rtmr = new("tdx.policy.rtmr", "Each RTMR that the policy names has a value that it names", CheckCategory.Policy);
    public static readonly CheckDefinition ReportData = new("tdx.policy.report-data", "REPORTDATA is what the policy names", CheckCategory.Binding);

    /// <summary>The definitions about a TD's quote, without those common to all TEEs: other TEEs that carry a TD's quote have them too.</summary>
    public static readonly IReadOnlyList<CheckDefinition> Quote =
    [
        .. DcapChecks.Quote, Attributes, .. DcapChecks.Certification, ModuleIdentity, ModuleLevel, .. DcapChecks.Tcb,
        Debug, Measurement, MrSeam, MrConfigId, MrOwner, MrOwnerConfig, Rtmr,
    ];

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        .. Quote, ReportData, .. TdxEventLogChecks.All,
        PartChecks.Known,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
