namespace Enarx.Attestation;

/// <summary>Every check of an NVIDIA device's measurements, in the order in which they are made.</summary>
internal static class NvidiaChecks
{
    // The measurements by themselves.
    public static readonly CheckDefinition ReportFormat = new("nvidia.report.format", "The evidence is an SPDM request for every measurement, signed, and the response to it", CheckCategory.Format);
    public static readonly CheckDefinition OpaqueFormat = new("nvidia.report.opaque-data", "The device's own fields are well formed", CheckCategory.Format);

    // The certificates.
    public static readonly CheckDefinition EndorsementFormat = new("nvidia.endorsements.format", "Every endorsement is well formed", CheckCategory.Format);
    public static readonly CheckDefinition EndorsementLeaf = new("nvidia.endorsements.leaf", "The certificate of the device's attestation key is there", CheckCategory.Endorsement);
    public static readonly ChainChecks Chain = new("nvidia.chain", "the device's certificate");
    public static readonly CheckDefinition LeafForm = new("nvidia.leaf.form", "The certificate is of a P-384 key and names the device's firmware", CheckCategory.Chain);
    public static readonly CheckDefinition LeafDevice = new("nvidia.leaf.device", "The certificate was issued by the key of the device that it names", CheckCategory.Chain);

    // The measurements against the certificates.
    public static readonly CheckDefinition Signature = new("nvidia.report.signature", "The device's attestation key signed request and response", CheckCategory.Signature);
    public static readonly CheckDefinition FirmwareId = new("nvidia.report.firmware-id", "The firmware that runs is the one that the certificate is for", CheckCategory.Binding);

    // The policy.
    public static readonly CheckDefinition Nonce = new("nvidia.policy.nonce", "The measurements answer the nonce that the policy names", CheckCategory.Nonce);
    public static readonly CheckDefinition ChipId = new("nvidia.policy.chip-id", "The device is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Measurements = new("nvidia.policy.software-component", "Every measurement has a value that the policy names", CheckCategory.Policy);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        PartChecks.Known, ReportFormat, OpaqueFormat, EndorsementFormat, EndorsementLeaf, .. Chain.All, LeafForm, LeafDevice, Signature, FirmwareId,
        Nonce, ChipId, Measurements,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
