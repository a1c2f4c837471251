namespace Enarx.Attestation;

/// <summary>Every check of an AWS Nitro attestation document, in the order in which they are made.</summary>
internal static class NitroChecks
{
    // The envelope (attestation_process.md, section 3.1).
    public static readonly CoseChecks Cose = new("nitro.document", "the document");
    public static readonly CheckDefinition Header = new("nitro.document.header", "Nothing stands in the unprotected header", CheckCategory.Format);

    // The document by itself (section 3.2.2).
    public static readonly CheckDefinition Fields = new("nitro.document.fields", "Every mandatory field is there, and no field that is not known", CheckCategory.Format);
    public static readonly CheckDefinition ModuleId = new("nitro.document.module-id", "module_id is a text that is not empty", CheckCategory.Format);
    public static readonly CheckDefinition Digest = new("nitro.document.digest", "digest is SHA384", CheckCategory.Format);
    public static readonly CheckDefinition Timestamp = new("nitro.document.timestamp", "timestamp is a moment after 1970", CheckCategory.Format);
    public static readonly CheckDefinition Pcrs = new("nitro.document.pcrs", "pcrs holds 1 to 32 registers 0 to 31, each of 32, 48 or 64 bytes", CheckCategory.Format);
    public static readonly CheckDefinition Certificate = new("nitro.document.certificate", "certificate is an X.509 certificate of 1 to 1024 bytes", CheckCategory.Format);
    public static readonly CheckDefinition Cabundle = new("nitro.document.cabundle", "cabundle holds X.509 certificates of 1 to 1024 bytes", CheckCategory.Format);
    public static readonly CheckDefinition PublicKey = new("nitro.document.public-key", "public_key, if it is there, has 1 to 1024 bytes", CheckCategory.Format);
    public static readonly CheckDefinition UserData = new("nitro.document.user-data", "user_data, if it is there, has at most 512 bytes", CheckCategory.Format);
    public static readonly CheckDefinition Nonce = new("nitro.document.nonce", "nonce, if it is there, has at most 512 bytes", CheckCategory.Format);

    // The certificates (sections 3.2.3 and 3.2.4) and what they vouch for.
    public static readonly CheckDefinition Order = new("nitro.chain.order", "cabundle leads from the root to the issuer of the certificate, and holds nothing else", CheckCategory.Chain);
    public static readonly ChainChecks Chain = new("nitro.chain", "the enclave's certificate");
    public static readonly CheckDefinition Leaf = new("nitro.leaf.form", "The enclave's certificate is for signatures on P-384, and is no authority", CheckCategory.Chain);
    public static readonly CheckDefinition Moment = new("nitro.leaf.moment", "timestamp lies within the validity of the enclave's certificate", CheckCategory.Expired);

    // The policy.
    public static readonly CheckDefinition Debug = new("nitro.policy.debug", "PCR0 to PCR2 are there and none is zero: the enclave does not run in debug mode", CheckCategory.DebugPolicy);
    public static readonly CheckDefinition Measurement = new("nitro.policy.measurement", "PCR0, the image, is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Registers = new("nitro.policy.pcr", "The registers are those that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition PolicyReportData = new("nitro.policy.report-data", "user_data is what the policy asks for", CheckCategory.Binding);
    public static readonly CheckDefinition PolicyNonce = new("nitro.policy.nonce", "nonce is the policy's", CheckCategory.Nonce);
    public static readonly CheckDefinition Age = new("nitro.policy.age", "The document was made no longer ago than the policy allows", CheckCategory.Expired);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        .. Cose.Form, Header,
        Fields, ModuleId, Digest, Timestamp, Pcrs, Certificate, Cabundle, PublicKey, UserData, Nonce,
        Order, .. Chain.Path, Leaf, Moment, Cose.Signature,
        Debug, Measurement, Registers, PolicyReportData, PolicyNonce, Age,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
