namespace Enarx.Attestation;

/// <summary>Every check of SEV-SNP evidence, in the order in which they are made.</summary>
internal static class SnpChecks
{
    // The report by itself.
    public static readonly CheckDefinition Size = new("snp.report.size", "The report has 1184 bytes", CheckCategory.Format);
    public static readonly CheckDefinition Version = new("snp.report.version", "The report is of version 2, 3 or 5", CheckCategory.Format);
    public static readonly CheckDefinition Reserved = new("snp.report.reserved", "Reserved fields of the report are zero", CheckCategory.Format);
    public static readonly CheckDefinition GuestPolicy = new("snp.report.policy", "The guest policy has bit 17 set and no reserved bit", CheckCategory.Format);
    public static readonly CheckDefinition ReportVmpl = new("snp.report.vmpl", "The privilege level is one that exists", CheckCategory.Format);
    public static readonly CheckDefinition SignatureAlgorithm = new("snp.report.signature-algorithm", "The report is signed with ECDSA P-384 and SHA-384", CheckCategory.Format);
    public static readonly CheckDefinition SignatureEncoding = new("snp.report.signature-encoding", "R and S are zero-padded and lie in 1 to n-1", CheckCategory.Format);
    public static readonly CheckDefinition SigningKey = new("snp.report.signing-key", "The report says that a VCEK or VLEK signed it", CheckCategory.Format);
    public static readonly CheckDefinition AuthorKey = new("snp.report.author-key", "The author key digest is there exactly when the report says so", CheckCategory.Format);

    // What came with it, and which product it is about.
    public static readonly CheckDefinition EndorsementFormat = new("snp.endorsements.format", "Every endorsement is well formed", CheckCategory.Format);
    public static readonly CheckDefinition EndorsementsComplete = new("snp.endorsements.complete", "Leaf, intermediate and root certificates are there", CheckCategory.Endorsement);
    public static readonly CheckDefinition Product = new("snp.product", "The product is known", CheckCategory.Format);
    public static readonly CheckDefinition TcbFormat = new("snp.report.tcb", "Undefined bytes of the TCB versions are zero", CheckCategory.Format);

    // The root (ARK).
    public static readonly CheckDefinition RootSimulation = new("snp.ark.simulation", "The root is no simulation root, or one that the policy names", CheckCategory.Simulation);
    public static readonly CheckDefinition RootTrusted = new("snp.ark.trusted", "The root is AMD's pinned one, or one that the policy names", CheckCategory.UntrustedRoot);
    public static readonly CheckDefinition RootSubject = new("snp.ark.subject", "The root is self-issued and names the product", CheckCategory.Chain);
    public static readonly CheckDefinition RootConstraints = new("snp.ark.constraints", "The root may issue certificates", CheckCategory.Chain);
    public static readonly CheckDefinition RootSerial = new("snp.ark.serial", "The root has AMD's serial number for the product", CheckCategory.Chain);
    public static readonly CheckDefinition RootAlgorithm = new("snp.ark.algorithm", "The root is RSA-4096, signed with RSASSA-PSS and SHA-384", CheckCategory.Chain);
    public static readonly CheckDefinition RootSignature = new("snp.ark.signature", "The root signed itself", CheckCategory.Chain);
    public static readonly CheckDefinition RootValidity = new("snp.ark.validity", "The root is valid at the verification time", CheckCategory.Expired);

    // The intermediate (ASK or ASVK).
    public static readonly CheckDefinition IssuerSubject = new("snp.ask.subject", "The intermediate names the product and is issued by the root", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerConstraints = new("snp.ask.constraints", "The intermediate may issue certificates", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerSerial = new("snp.ask.serial", "The intermediate has a serial number of AMD's for the product", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerAlgorithm = new("snp.ask.algorithm", "The intermediate is RSA-4096, signed with RSASSA-PSS and SHA-384", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerSignature = new("snp.ask.signature", "The root signed the intermediate", CheckCategory.Chain);
    public static readonly CheckDefinition IssuerValidity = new("snp.ask.validity", "The intermediate is valid at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition IssuerWithdrawn = new("snp.ask.withdrawn", "The intermediate is not the one that AMD withdrew", CheckCategory.Revoked);

    // The leaf (VCEK or VLEK).
    public static readonly CheckDefinition LeafKind = new("snp.leaf.kind", "The leaf is of the kind that the report says signed it", CheckCategory.WrongKey);
    public static readonly CheckDefinition LeafIssuer = new("snp.leaf.issuer", "The leaf is issued by the intermediate", CheckCategory.Chain);
    public static readonly CheckDefinition LeafSerial = new("snp.leaf.serial", "A VCEK has the serial number 0", CheckCategory.Chain);
    public static readonly CheckDefinition LeafAlgorithm = new("snp.leaf.algorithm", "The leaf is P-384, signed with RSASSA-PSS and SHA-384", CheckCategory.Chain);
    public static readonly CheckDefinition LeafExtensions = new("snp.leaf.extensions", "The leaf is of X.509 version 3 and has every AMD extension once", CheckCategory.Chain);
    public static readonly CheckDefinition LeafProduct = new("snp.leaf.product", "The leaf is for the product", CheckCategory.WrongKey);
    public static readonly CheckDefinition LeafSignature = new("snp.leaf.signature", "The intermediate signed the leaf", CheckCategory.Chain);
    public static readonly CheckDefinition LeafValidity = new("snp.leaf.validity", "The leaf is valid at the verification time", CheckCategory.Expired);

    // Revocation.
    public static readonly CheckDefinition ListSignature = new("snp.crl.signature", "The revocation list is the root's", CheckCategory.Revoked);
    public static readonly CheckDefinition ListValidity = new("snp.crl.validity", "The revocation list is current at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition ListEntries = new("snp.crl.entries", "Neither intermediate nor leaf is revoked", CheckCategory.Revoked);

    // The report against the leaf.
    public static readonly CheckDefinition TcbOrder = new("snp.tcb.order", "REPORTED is within COMMITTED, and COMMITTED and LAUNCH are within CURRENT", CheckCategory.TcbMismatch);
    public static readonly CheckDefinition TcbEndorsed = new("snp.tcb.endorsed", "REPORTED_TCB is the TCB that the leaf vouches for", CheckCategory.TcbMismatch);
    public static readonly CheckDefinition ChipEndorsed = new("snp.chip.endorsed", "CHIP_ID is the chip that the leaf vouches for", CheckCategory.HwidMismatch);
    public static readonly CheckDefinition ReportSignature = new("snp.report.signature", "The leaf's key signed the report", CheckCategory.Signature);

    // The policy.
    public static readonly CheckDefinition Debug = new("snp.policy.debug", "The host cannot debug the guest", CheckCategory.DebugPolicy);
    public static readonly CheckDefinition MigrationAgent = new("snp.policy.migration-agent", "No migration agent may take the guest over", CheckCategory.Policy);
    public static readonly CheckDefinition Measurement = new("snp.policy.measurement", "The launch measurement is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition ChipId = new("snp.policy.chip-id", "The chip is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Vmpl = new("snp.policy.vmpl", "The privilege level is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition MinimumTcb = new("snp.policy.minimum-tcb", "REPORTED_TCB and LAUNCH_TCB reach the policy's floor", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition ReportData = new("snp.policy.report-data", "REPORT_DATA is what the policy asks for", CheckCategory.Policy);
    public static readonly CheckDefinition HostData = new("snp.policy.host-data", "HOST_DATA is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition FamilyId = new("snp.policy.family-id", "FAMILY_ID is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition ImageId = new("snp.policy.image-id", "IMAGE_ID is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition IdKeyDigest = new("snp.policy.id-key-digest", "The launch had an ID block, by an ID key that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition AuthorKeyDigest = new("snp.policy.author-key-digest", "The ID key was signed by an author key that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition RequiredGuestPolicy = new("snp.policy.guest-policy-required", "The guest policy has every bit that the policy requires", CheckCategory.Policy);
    public static readonly CheckDefinition ForbiddenGuestPolicy = new("snp.policy.guest-policy-forbidden", "The guest policy has no bit that the policy forbids", CheckCategory.Policy);
    public static readonly CheckDefinition RequiredPlatformInfo = new("snp.policy.platform-info-required", "PLATFORM_INFO has every bit that the policy requires", CheckCategory.Policy);
    public static readonly CheckDefinition ForbiddenPlatformInfo = new("snp.policy.platform-info-forbidden", "PLATFORM_INFO has no bit that the policy forbids", CheckCategory.Policy);
    public static readonly CheckDefinition MinimumFirmware = new("snp.policy.minimum-firmware", "The committed firmware reaches the policy's floor", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition CommittedFirmware = new("snp.policy.committed-firmware", "The firmware can no longer be rolled back", CheckCategory.Policy);
    public static readonly CheckDefinition LaunchMitigation = new("snp.policy.launch-mitigation", "LAUNCH_MIT_VECTOR has every bit that the policy requires", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition CurrentMitigation = new("snp.policy.current-mitigation", "CURRENT_MIT_VECTOR has every bit that the policy requires", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition MinimumGuestSvn = new("snp.policy.minimum-guest-svn", "GUEST_SVN reaches the policy's floor", CheckCategory.Policy);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        Size, Version, Reserved, GuestPolicy, ReportVmpl, SignatureAlgorithm, SignatureEncoding, SigningKey, AuthorKey,
        EndorsementFormat, EndorsementsComplete, Product, TcbFormat,
        RootSimulation, RootTrusted, RootSubject, RootConstraints, RootSerial, RootAlgorithm, RootSignature, RootValidity,
        IssuerSubject, IssuerConstraints, IssuerSerial, IssuerAlgorithm, IssuerSignature, IssuerValidity, IssuerWithdrawn,
        LeafKind, LeafIssuer, LeafSerial, LeafAlgorithm, LeafExtensions, LeafProduct, LeafSignature, LeafValidity,
        ListSignature, ListValidity, ListEntries,
        TcbOrder, TcbEndorsed, ChipEndorsed, ReportSignature,
        Debug, MigrationAgent, Measurement, ChipId, Vmpl, ReportData, HostData, FamilyId, ImageId, IdKeyDigest, AuthorKeyDigest,
        RequiredGuestPolicy, ForbiddenGuestPolicy, RequiredPlatformInfo, ForbiddenPlatformInfo,
        MinimumTcb, MinimumFirmware, CommittedFirmware, LaunchMitigation, CurrentMitigation, MinimumGuestSvn,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
