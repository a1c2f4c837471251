namespace Enarx.Attestation;

/// <summary>Every check of a host key document of IBM Secure Execution, in the order in which they are made.</summary>
internal static class IbmChecks
{
    // What came.
    public static readonly CheckDefinition HostKeyFormat = new("ibm.host-key.format", "The host key document is one certificate", CheckCategory.Format);
    public static readonly CheckDefinition EndorsementFormat = new("ibm.endorsements.format", "Every endorsement is well formed", CheckCategory.Format);
    public static readonly CheckDefinition SigningKey = new("ibm.endorsements.signing-key", "The certificate of IBM's signing key is there", CheckCategory.Endorsement);

    // The signing key.
    public static readonly CheckDefinition SigningSubject = new("ibm.signing-key.subject", "The signing key's certificate is of IBM's host key signing service", CheckCategory.Chain);
    public static readonly ChainChecks SigningChain = new("ibm.signing-key", "the signing key's certificate");

    // The host key.
    public static readonly CheckDefinition HostKeyForm = new("ibm.host-key.form", "The host key is on P-521, and its certificate issues none", CheckCategory.Chain);
    public static readonly CheckDefinition HostKeyIssuer = new("ibm.host-key.issuer", "The host key document names the signing key as its issuer", CheckCategory.Chain);
    public static readonly CheckDefinition HostKeySignature = new("ibm.host-key.signature", "The signing key signed the host key document", CheckCategory.Signature);
    public static readonly CheckDefinition HostKeyValidity = new("ibm.host-key.validity", "The host key document is valid at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition ListSignature = new("ibm.host-key.crl.signature", "There is a revocation list by the signing key", CheckCategory.Revoked);
    public static readonly CheckDefinition ListValidity = new("ibm.host-key.crl.validity", "The signing key's revocation list is current at the verification time", CheckCategory.Expired);
    public static readonly CheckDefinition ListEntries = new("ibm.host-key.crl.entries", "The host key document is not revoked", CheckCategory.Revoked);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        PartChecks.Known, HostKeyFormat, EndorsementFormat, SigningKey, SigningSubject, .. SigningChain.All,
        HostKeyForm, HostKeyIssuer, HostKeySignature, HostKeyValidity, ListSignature, ListValidity, ListEntries,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
