using System.Collections;
using System.Management.Automation;
using Enarx;

namespace EnarxPS.Commands;

// The fields of a policy as parameters, in the order of KeepPolicy.
public sealed partial class NewKeepPolicyCommand
{
    /// <summary>TEEs that are accepted.</summary>
    [Parameter]
    public Tee[]? Tee { get; set; }

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of simulation roots that are accepted. Empty: simulated keeps are
    /// refused.
    /// </summary>
    [Parameter]
    public Sha256Digest[]? SimulationRoot { get; set; }

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of roots that the caller trusts beside the vendor's pinned ones; for
    /// Arm CCA and PSA, of the attestation keys (CPAK, IAK) themselves.
    /// </summary>
    [Parameter]
    public Sha256Digest[]? TrustedRoot { get; set; }

    /// <summary>Accept a TEE instance that its host can debug, and so read.</summary>
    [Parameter]
    public SwitchParameter AllowDebug { get; set; }

    /// <summary>Refuse evidence whose endorsements were not checked against a dated, signed revocation list.</summary>
    [Parameter]
    public SwitchParameter RequireRevocationCheck { get; set; }

    /// <summary>
    /// Launch measurements that are accepted, lower-case hexadecimal: MEASUREMENT of SEV-SNP, MRENCLAVE, MRTD, the Realm
    /// initial measurement of CCA, PCR0 of Nitro, the launch digest of SEV.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Measurement { get; set; }

    /// <summary>Chips that are accepted, lower-case hexadecimal: CHIP_ID of SEV-SNP, PPID of SGX and TDX, instance id of CCA and PSA.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ChipId { get; set; }

    /// <summary>
    /// What report_data must be (the challenge of a CCA Realm, user_data of Nitro), lower-case hexadecimal. What is
    /// shorter than the field is taken to be followed by zeros. Null: anything, which the claims of a keep narrow.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportData { get; set; }

    /// <summary>The nonce that evidence of other systems must answer, lower-case hexadecimal, where its format has one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Nonce { get; set; }

    /// <summary>Greatest time between the receipt of the evidence and its appraisal; null: none.</summary>
    [Parameter]
    public TimeSpan? MaximumAge { get; set; }

    /// <summary>SHA-384 values of workloads of which the keep must have accepted one, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Workload { get; set; }

    /// <summary>SHA-384 values of configurations of which the keep must have accepted one, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Configuration { get; set; }

    /// <summary>Virtual machine privilege levels that are accepted, 0 to 3.</summary>
    [Parameter]
    public int[]? Vmpl { get; set; }

    /// <summary>Least TCB that the report and the launch must have; null: none.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? MinimumTcb { get; set; }

    /// <summary>Least GUEST_SVN; 0: none.</summary>
    [Parameter]
    public uint? MinimumGuestSvn { get; set; }

    /// <summary>Least committed firmware: major, minor, build; null: none.</summary>
    [Parameter]
    public Version? MinimumFirmware { get; set; }

    /// <summary>Refuse firmware that could still be rolled back: current and committed versions must be the same.</summary>
    [Parameter]
    public SwitchParameter RequireCommittedFirmware { get; set; }

    /// <summary>Bits that LAUNCH_MIT_VECTOR must have; 0: none.</summary>
    [Parameter]
    public ulong? LaunchMitigation { get; set; }

    /// <summary>Bits that CURRENT_MIT_VECTOR must have; 0: none.</summary>
    [Parameter]
    public ulong? CurrentMitigation { get; set; }

    /// <summary>Bits that PLATFORM_INFO must have.</summary>
    [Parameter]
    public SnpPlatformInfo RequiredPlatformInfo { get; set; }

    /// <summary>Bits that PLATFORM_INFO must not have.</summary>
    [Parameter]
    public SnpPlatformInfo ForbiddenPlatformInfo { get; set; }

    /// <summary>Bits that the guest policy must have.</summary>
    [Parameter]
    public SnpGuestPolicy RequiredGuestPolicy { get; set; }

    /// <summary>Bits that the guest policy must not have.</summary>
    [Parameter]
    public SnpGuestPolicy ForbiddenGuestPolicy { get; set; }

    /// <summary>HOST_DATA values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? HostData { get; set; }

    /// <summary>FAMILY_ID values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? FamilyId { get; set; }

    /// <summary>IMAGE_ID values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ImageId { get; set; }

    /// <summary>ID_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? IdKeyDigest { get; set; }

    /// <summary>AUTHOR_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? AuthorKeyDigest { get; set; }

    /// <summary>TCB statuses that are accepted; empty: those that are up to date, whatever hardening or configuration they ask for.</summary>
    [Parameter]
    public TcbStatus[]? TcbStatus { get; set; }

    /// <summary>Advisories that must not apply, for example <c>INTEL-SA-00615</c>.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? RejectedAdvisory { get; set; }

    /// <summary>Least date of the TCB level that the platform has reached; null: none.</summary>
    [Parameter]
    public DateTimeOffset? MinimumTcbDate { get; set; }

    /// <summary>Least tcbEvaluationDataNumber of TCB info and identities; 0: none. Without a floor, older collateral that is still in date passes.</summary>
    [Parameter]
    public uint? MinimumTcbEvaluationNumber { get; set; }

    /// <summary>What the platform must not be.</summary>
    [Parameter]
    public PckPlatform ForbiddenPlatform { get; set; }

    /// <summary>MRSIGNER values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MrSigner { get; set; }

    /// <summary>ISVPRODID values that are accepted.</summary>
    [Parameter]
    public int[]? IsvProdId { get; set; }

    /// <summary>Least ISVSVN; 0: none.</summary>
    [Parameter]
    public uint? MinimumIsvSvn { get; set; }

    /// <summary>MRCONFIGID (CONFIGID of SGX) values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MrConfigId { get; set; }

    /// <summary>MROWNER values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MrOwner { get; set; }

    /// <summary>MROWNERCONFIG values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MrOwnerConfig { get; set; }

    /// <summary>MRSEAM values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? MrSeam { get; set; }

    /// <summary>RTMR values that are accepted, lower-case hexadecimal, by register, 0 to 3.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Rtmr { get; set; }

    /// <summary>Lifecycle states that are accepted; empty: secured, and with <see cref="AllowDebug"/> those in which it is debugged.</summary>
    [Parameter]
    public SecurityLifecycle[]? Lifecycle { get; set; }

    /// <summary>Measurement values of which every software component must have one, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? SoftwareComponent { get; set; }

    /// <summary>Implementation ids that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? ImplementationId { get; set; }

    /// <summary>Realm personalization values that are accepted, lower-case hexadecimal.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? PersonalizationValue { get; set; }

    /// <summary>Realm extensible measurements that are accepted, lower-case hexadecimal, by register, 0 to 3.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Rem { get; set; }

    /// <summary>PCR values that are accepted, lower-case hexadecimal, by register, 0 to 31.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Pcr { get; set; }
}
