namespace Enarx.Attestation;

/// <summary>Every check of evidence from behind Azure's paravisor, beside those of the processor's own evidence.</summary>
internal static class AzureChecks
{
    // The paravisor's report.
    public static readonly CheckDefinition ReportFormat = new("azure.report.format", "The paravisor's report is well formed", CheckCategory.Format);
    public static readonly CheckDefinition ReportTee = new("azure.report.tee", "The paravisor's report is of the TEE that the evidence names", CheckCategory.Format);
    public static readonly CheckDefinition RuntimeClaims = new("azure.report.claims", "The runtime claims are JSON with one attestation key of the vTPM", CheckCategory.Format);

    // The processor's evidence and the runtime claims.
    public static readonly CheckDefinition LeafChip = new("azure.hardware.leaf", "The VCEK is of the chip that the VM was started on", CheckCategory.WrongKey);
    public static readonly CheckDefinition TdReportFormat = new("azure.td-report.format", "The TD report is well formed, and its hashes are of what it holds", CheckCategory.Format);
    public static readonly CheckDefinition TdQuoteReport = new("azure.td-quote.report", "The TD quote is about the TD report", CheckCategory.Binding);
    public static readonly CheckDefinition Binding = new("azure.report.binding", "REPORT_DATA of the processor's report is the digest of the runtime claims", CheckCategory.Binding);

    // The certificate of the attestation key, which not every VM has.
    public static readonly CheckDefinition AkKey = new("azure.ak.key", "The certificate is of the attestation key in the runtime claims", CheckCategory.WrongKey);
    public static readonly CheckDefinition AkUsage = new("azure.ak.usage", "The certificate is one of a TPM's attestation key", CheckCategory.Chain);
    public static readonly ChainChecks AkChain = new("azure.ak", "the attestation key's certificate");

    // The TPM quote.
    public static readonly CheckDefinition QuoteFormat = new("azure.tpm.quote", "The TPM quote is well formed: made by a TPM, over PCRs of SHA-256", CheckCategory.Format);
    public static readonly CheckDefinition SignatureFormat = new("azure.tpm.signature-encoding", "The signature is one of RSASSA-PKCS1-v1_5 with SHA-256, as long as the key", CheckCategory.Format);
    public static readonly CheckDefinition Signature = new("azure.tpm.signature", "The attestation key signed the TPM quote", CheckCategory.Signature);
    public static readonly CheckDefinition PcrFormat = new("azure.tpm.pcr-values", "There are 24 PCR values of 32 bytes", CheckCategory.Format);
    public static readonly CheckDefinition PcrDigest = new("azure.tpm.pcr-digest", "The PCR values are those that the quote is about", CheckCategory.Binding);

    // The policy.
    public static readonly CheckDefinition Nonce = new("azure.policy.nonce", "The TPM quote answers the nonce that the policy names", CheckCategory.Nonce);
    public static readonly CheckDefinition UserData = new("azure.policy.report-data", "The user data in the runtime claims is what the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Pcr = new("azure.policy.pcr", "The PCRs are those that the policy names", CheckCategory.Policy);

    /// <summary>The definitions for a TEE up to where the processor's own checks are made.</summary>
    public static readonly IReadOnlyList<CheckDefinition> BeforeHardware = [PartChecks.Known, ReportFormat, ReportTee, RuntimeClaims];

    /// <summary>Every definition for a TEE without the processor's own, in the order of checking.</summary>
    public static IReadOnlyList<CheckDefinition> All(Tee tee) =>
    [
        .. BeforeHardware,
        .. tee == Tee.AzureSevSnp ? (CheckDefinition[])[LeafChip] : [TdReportFormat, TdQuoteReport],
        Binding, AkKey, AkUsage, .. AkChain.All,
        QuoteFormat, SignatureFormat, Signature, PcrFormat, PcrDigest,
        Nonce, UserData, Pcr,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
