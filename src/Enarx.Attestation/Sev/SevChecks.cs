namespace Enarx.Attestation;

/// <summary>Every check of a legacy SEV appraisal. The ids are stable.</summary>
internal static class SevChecks
{
    // The platform's certificates by themselves.
    public static readonly CheckDefinition Size = new("sev.report.size", "The report is four certificates: PDH, PEK, OCA, CEK", CheckCategory.Format);
    public static readonly CheckDefinition Version = new("sev.certificates.version", "Every certificate is of version 1", CheckCategory.Format);
    public static readonly CheckDefinition Reserved = new("sev.certificates.reserved", "Reserved and unused bytes of the certificates are zero", CheckCategory.Format);
    public static readonly CheckDefinition Usage = new("sev.certificates.usage", "Every certificate is of the usage of its place", CheckCategory.Chain);
    public static readonly CheckDefinition Algorithm = new("sev.certificates.algorithm", "Every key is of the algorithm of its usage", CheckCategory.Chain);
    public static readonly CheckDefinition Key = new("sev.certificates.key", "Every key is a point of its curve", CheckCategory.Format);
    public static readonly CheckDefinition Signers = new("sev.certificates.signers", "No certificate names a signer that it cannot have", CheckCategory.Chain);

    // AMD's authority.
    public static readonly CheckDefinition EndorsementFormat = new("sev.endorsements.format", "Every endorsement is well formed", CheckCategory.Format);
    public static readonly CheckDefinition ChipEndorsed = new("sev.cek.endorsed", "The CEK certificate carries AMD's signature and is of this chip", CheckCategory.HwidMismatch);
    public static readonly CheckDefinition EndorsementsComplete = new("sev.endorsements.complete", "AMD's ASK and ARK are there", CheckCategory.Endorsement);
    public static readonly CheckDefinition RootSimulation = new("sev.ark.simulation", "The root is no simulation root, or one that the policy names", CheckCategory.Simulation);
    public static readonly CheckDefinition RootTrusted = new("sev.ark.trusted", "The root is AMD's pinned one, or one that the policy names", CheckCategory.UntrustedRoot);
    public static readonly CheckDefinition RootSelf = new("sev.ark.self-certified", "The root names itself as its issuer", CheckCategory.Chain);
    public static readonly CheckDefinition RootSignature = new("sev.ark.signature", "The root signed itself", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerNamed = new("sev.ask.issuer", "The ASK names the root as its issuer", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerSignature = new("sev.ask.signature", "The root signed the ASK", CheckCategory.Chain);

    // The platform's chain.
    public static readonly CheckDefinition ChipSignature = new("sev.cek.signature", "The ASK signed the CEK", CheckCategory.Chain);
    public static readonly CheckDefinition OwnerSignature = new("sev.oca.signature", "The OCA signed itself", CheckCategory.Chain);
    public static readonly CheckDefinition EndorsedByOwner = new("sev.pek.owner-signature", "The OCA signed the PEK", CheckCategory.Signature);
    public static readonly CheckDefinition EndorsedByChip = new("sev.pek.chip-signature", "The CEK signed the PEK", CheckCategory.Signature);
    public static readonly CheckDefinition ExchangeSignature = new("sev.pdh.signature", "The PEK signed the PDH", CheckCategory.Signature);
    public static readonly CheckDefinition Owner = new("sev.oca.owner", "The platform's owner is one that the policy names", CheckCategory.UntrustedRoot);
    public static readonly CheckDefinition Rollback = new("sev.cek.rollback", "The chip's key stands for firmware that has no known fault", CheckCategory.TcbOutOfDate);

    // The launch.
    public static readonly CheckDefinition LaunchFormat = new("sev.launch.format", "What the launch gave is well formed", CheckCategory.Format);
    public static readonly CheckDefinition LaunchMeasure = new("sev.launch.measurement", "MEASURE is the firmware's, by the key that the guest owner gave it", CheckCategory.Signature);
    public static readonly CheckDefinition LaunchAttestation = new("sev.launch.attestation", "The PEK signed the attestation report", CheckCategory.Signature);
    public static readonly CheckDefinition LaunchSession = new("sev.launch.session", "The guest was launched with the policy of the guest owner's session", CheckCategory.Binding);
    public static readonly CheckDefinition LaunchPolicy = new("sev.launch.policy", "The guest policy is one that this firmware would launch", CheckCategory.Format);
    public static readonly CheckDefinition GuestProof = new("sev.launch.guest-proof", "The guest that got the session's secret stated the report_data", CheckCategory.Binding);

    // The policy.
    public static readonly CheckDefinition Debug = new("sev.policy.debug", "The host cannot debug the guest", CheckCategory.DebugPolicy);
    public static readonly CheckDefinition Measurement = new("sev.policy.measurement", "The launch digest is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition ChipId = new("sev.policy.chip-id", "The chip is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MinimumFirmware = new("sev.policy.minimum-firmware", "The firmware reaches the policy's floor", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition Nonce = new("sev.policy.nonce", "MNONCE is the nonce that the policy names", CheckCategory.Nonce);
    public static readonly CheckDefinition ReportData = new("sev.policy.report-data", "report_data is the one that the policy names", CheckCategory.Policy);

    /// <summary>The checks of what a launch gave.</summary>
    public static readonly IReadOnlyList<CheckDefinition> Launch = [LaunchMeasure, LaunchAttestation, LaunchSession, LaunchPolicy, GuestProof, Debug];

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        Size, Version, Reserved, Usage, Algorithm, Key, Signers,
        EndorsementFormat, ChipEndorsed, EndorsementsComplete, RootSimulation, RootTrusted, RootSelf, RootSignature, IssuerNamed, IssuerSignature,
        ChipSignature, OwnerSignature, EndorsedByOwner, EndorsedByChip, ExchangeSignature, Owner, Rollback,
        PartChecks.Known, LaunchFormat, .. Launch,
        Measurement, ChipId, MinimumFirmware, Nonce, ReportData,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
