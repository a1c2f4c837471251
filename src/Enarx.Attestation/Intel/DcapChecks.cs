namespace Enarx.Attestation;

/// <summary>Every check that quotes of SGX and TDX have in common, in the order in which they are made.</summary>
internal static class DcapChecks
{
    // The quote by itself.
    public static readonly CheckDefinition Structure = new("dcap.quote.structure", "The quote is of version 3, 4 or 5, signed with ECDSA P-256, and every length in it fits", CheckCategory.Format);
    public static readonly CheckDefinition TeeType = new("dcap.quote.tee", "The quote is of the TEE that the evidence names", CheckCategory.Format);
    public static readonly CheckDefinition Vendor = new("dcap.quote.vendor", "The quoting enclave says that it is Intel's", CheckCategory.Format);
    public static readonly CheckDefinition Reserved = new("dcap.quote.reserved", "Reserved fields, and what follows the quote, are zero", CheckCategory.Format);
    public static readonly CheckDefinition SignatureEncoding = new("dcap.quote.signature-encoding", "R and S of both signatures lie in 1 to n-1", CheckCategory.Format);
    public static readonly CheckDefinition Key = new("dcap.quote.key", "The attestation key is a point of P-256", CheckCategory.Format);

    // What certifies it.
    public static readonly CheckDefinition EndorsementFormat = new("dcap.endorsements.format", "Every endorsement is well formed", CheckCategory.Format);
    public static readonly CheckDefinition Pck = new("dcap.pck", "The PCK certificate is there", CheckCategory.Endorsement);
    public static readonly CheckDefinition PckCarried = new("dcap.pck.carried", "Each certificate that the quote carries names the next one as its issuer", CheckCategory.Chain);
    public static readonly ChainChecks PckChain = new("dcap.pck.chain", "the PCK certificate");
    public static readonly CheckDefinition PckProfile = new("dcap.pck.profile", "The PCK chain has Intel's names and P-256 keys", CheckCategory.Chain);
    public static readonly CheckDefinition PckExtensions = new("dcap.pck.extensions", "The PCK certificate has Intel's extensions, once each", CheckCategory.Chain);
    public static readonly CheckDefinition PckPpid = new("dcap.pck.ppid", "The PCK certificate is for the platform that the quote names", CheckCategory.HwidMismatch);

    // The signatures.
    public static readonly CheckDefinition QeSignature = new("dcap.qe.signature", "The PCK signed the quoting enclave's report", CheckCategory.Signature);
    public static readonly CheckDefinition QeBinding = new("dcap.qe.binding", "The quoting enclave's report vouches for the attestation key", CheckCategory.Binding);
    public static readonly CheckDefinition QuoteSignature = new("dcap.quote.signature", "The attestation key signed the quote", CheckCategory.Signature);

    // TCB info.
    public static readonly CheckDefinition TcbInfo = new("dcap.tcb-info", "TCB info is there", CheckCategory.Endorsement);
    public static readonly CheckDefinition TcbInfoMatch = new("dcap.tcb-info.match", "TCB info is for the TEE and the platform model", CheckCategory.CollateralMismatch);
    public static readonly ChainChecks TcbInfoChain = new("dcap.tcb-info.chain", "the signer of TCB info");
    public static readonly CheckDefinition TcbInfoProfile = new("dcap.tcb-info.profile", "The signer of TCB info stands right under the root of the PCK certificate", CheckCategory.CollateralMismatch);
    public static readonly CheckDefinition TcbInfoSignature = new("dcap.tcb-info.signature", "The signer signed TCB info, byte by byte", CheckCategory.CollateralSignature);
    public static readonly CheckDefinition TcbInfoValidity = new("dcap.tcb-info.validity", "TCB info is current at the verification time", CheckCategory.Expired);

    // Identity of the quoting enclave.
    public static readonly CheckDefinition Identity = new("dcap.qe-identity", "The identity of the quoting enclave is there", CheckCategory.Endorsement);
    public static readonly CheckDefinition IdentityMatch = new("dcap.qe-identity.match", "The identity is for the quoting enclave of the TEE", CheckCategory.CollateralMismatch);
    public static readonly ChainChecks IdentityChain = new("dcap.qe-identity.chain", "the signer of the identity");
    public static readonly CheckDefinition IdentityProfile = new("dcap.qe-identity.profile", "The signer of the identity stands right under the root of the PCK certificate", CheckCategory.CollateralMismatch);
    public static readonly CheckDefinition IdentitySignature = new("dcap.qe-identity.signature", "The signer signed the identity, byte by byte", CheckCategory.CollateralSignature);
    public static readonly CheckDefinition IdentityValidity = new("dcap.qe-identity.validity", "The identity is current at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition QeIdentity = new("dcap.qe.identity", "The quoting enclave is the one of the identity", CheckCategory.CollateralMismatch);

    // Revocation.
    public static readonly CheckDefinition Lists = new("dcap.crl", "There is a revocation list by each issuer", CheckCategory.Endorsement);
    public static readonly CheckDefinition ListIssuer = new("dcap.crl.issuer", "The PCK revocation list is by the issuer of the PCK certificate", CheckCategory.CollateralMismatch);
    public static readonly CheckDefinition ListSignature = new("dcap.crl.signature", "The revocation lists are signed by their issuers", CheckCategory.CollateralSignature);
    public static readonly CheckDefinition ListValidity = new("dcap.crl.validity", "The revocation lists are current at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition ListEntries = new("dcap.crl.entries", "No certificate is revoked", CheckCategory.Revoked);

    // The TCB.
    public static readonly CheckDefinition Level = new("dcap.tcb.level", "The platform reaches a level of TCB info", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition QeLevel = new("dcap.tcb.qe-level", "The quoting enclave reaches a level of the identity", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition Status = new("dcap.tcb.status", "The status of the TCB is one that the policy accepts", CheckCategory.TcbOutOfDate);

    // The policy.
    public static readonly CheckDefinition Advisory = new("dcap.policy.advisory", "No advisory applies that the policy rejects", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition TcbDate = new("dcap.policy.tcb-date", "The levels that are reached are as new as the policy asks", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition EvaluationNumber = new("dcap.policy.evaluation-number", "TCB info and identity are of the evaluation that the policy asks, or of a later one", CheckCategory.TcbOutOfDate);
    public static readonly CheckDefinition Platform = new("dcap.policy.platform", "The platform is not what the policy forbids", CheckCategory.Policy);
    public static readonly CheckDefinition ChipId = new("dcap.policy.chip-id", "The platform is one that the policy names", CheckCategory.Policy);

    /// <summary>Definitions of the quote by itself, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> Quote = [Structure, TeeType, Vendor, Reserved, SignatureEncoding, Key];

    /// <summary>Definitions of what certifies a quote, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> Certification =
    [
        EndorsementFormat, Pck, PckCarried, .. PckChain.Path, PckProfile, PckExtensions, PckPpid,
        QeSignature, QeBinding, QuoteSignature,
        TcbInfo, TcbInfoMatch, .. TcbInfoChain.Path, TcbInfoProfile, TcbInfoSignature, TcbInfoValidity,
        Identity, IdentityMatch, .. IdentityChain.Path, IdentityProfile, IdentitySignature, IdentityValidity, QeIdentity,
        Lists, ListIssuer, ListSignature, ListValidity, ListEntries,
    ];

    /// <summary>Definitions of the TCB and of the policy, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> Tcb = [Level, QeLevel, Status, Advisory, TcbDate, EvaluationNumber, Platform, ChipId];
}
