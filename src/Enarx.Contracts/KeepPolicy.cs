namespace Enarx;

/// <summary>
/// What evidence must show to pass. The default refuses debug, simulation and every root that is not the vendor's.
/// Lists that are empty require nothing. A field that the TEE at hand cannot show is refused, and never passed over.
/// Lists are kept as arrays: PowerShell cannot index the types that collection expressions make.
/// </summary>
public sealed record KeepPolicy
{
    // Of every TEE.

    /// <summary>Name for people; it has no effect.</summary>
    public string Name { get; init; } = "default";

    /// <summary>TEEs that are accepted.</summary>
    public IReadOnlyList<Tee> Tee { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of simulation roots that are accepted. Empty: simulated keeps are
    /// refused.
    /// </summary>
    public IReadOnlyList<Sha256Digest> SimulationRoot { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of roots that the caller trusts beside the vendor's pinned ones; for
    /// Arm CCA and PSA, of the attestation keys (CPAK, IAK) themselves.
    /// </summary>
    public IReadOnlyList<Sha256Digest> TrustedRoot { get; init => field = value.ToArray(); } = [];

    /// <summary>Accept a TEE instance that its host can debug, and so read.</summary>
    public bool AllowDebug { get; init; }

    /// <summary>Refuse evidence whose endorsements were not checked against a dated, signed revocation list.</summary>
    public bool RequireRevocationCheck { get; init; }

    /// <summary>
    /// Launch measurements that are accepted, lower-case hexadecimal: MEASUREMENT of SEV-SNP, MRENCLAVE, MRTD, the Realm
    /// initial measurement of CCA, PCR0 of Nitro, the launch digest of SEV.
    /// </summary>
    public IReadOnlyList<string> Measurement { get; init => field = value.ToArray(); } = [];

    /// <summary>Chips that are accepted, lower-case hexadecimal: CHIP_ID of SEV-SNP, PPID of SGX and TDX, instance id of CCA and PSA.</summary>
    public IReadOnlyList<string> ChipId { get; init => field = value.ToArray(); } = [];

    /// <summary>
    /// What report_data must be (the challenge of a CCA Realm, user_data of Nitro), lower-case hexadecimal. What is
    /// shorter than the field is taken to be followed by zeros. Null: anything, which the claims of a keep narrow.
    /// </summary>
    public string? ReportData { get; init; }

    /// <summary>The nonce that evidence of other systems must answer, lower-case hexadecimal, where its format has one.</summary>
    public string? Nonce { get; init; }

    /// <summary>Greatest time between the receipt of the evidence and its appraisal; null: none.</summary>
    public TimeSpan? MaximumAge { get; init; }

    /// <summary>SHA-384 values of workloads of which the keep must have accepted one, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> Workload { get; init => field = value.ToArray(); } = [];

    /// <summary>SHA-384 values of configurations of which the keep must have accepted one, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> Configuration { get; init => field = value.ToArray(); } = [];

    // Of AMD SEV-SNP (AMD 56860).

    /// <summary>Virtual machine privilege levels that are accepted, 0 to 3.</summary>
    public IReadOnlyList<int> Vmpl { get; init => field = value.ToArray(); } = [];

    /// <summary>Least TCB that the report and the launch must have; null: none.</summary>
    public SnpTcb? MinimumTcb { get; init; }

    /// <summary>Least GUEST_SVN; 0: none.</summary>
    public uint MinimumGuestSvn { get; init; }

    /// <summary>Least committed firmware: major, minor, build; null: none.</summary>
    public Version? MinimumFirmware { get; init; }

    /// <summary>Refuse firmware that could still be rolled back: current and committed versions must be the same.</summary>
    public bool RequireCommittedFirmware { get; init; }

    /// <summary>Bits that LAUNCH_MIT_VECTOR must have; 0: none.</summary>
    public ulong LaunchMitigation { get; init; }

    /// <summary>Bits that CURRENT_MIT_VECTOR must have; 0: none.</summary>
    public ulong CurrentMitigation { get; init; }

    /// <summary>Bits that PLATFORM_INFO must have.</summary>
    public SnpPlatformInfo RequiredPlatformInfo { get; init; }

    /// <summary>Bits that PLATFORM_INFO must not have.</summary>
    public SnpPlatformInfo ForbiddenPlatformInfo { get; init; }

    /// <summary>Bits that the guest policy must have.</summary>
    public SnpGuestPolicy RequiredGuestPolicy { get; init; }

    /// <summary>Bits that the guest policy must not have.</summary>
    public SnpGuestPolicy ForbiddenGuestPolicy { get; init; }

    /// <summary>HOST_DATA values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> HostData { get; init => field = value.ToArray(); } = [];

    /// <summary>FAMILY_ID values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> FamilyId { get; init => field = value.ToArray(); } = [];

    /// <summary>IMAGE_ID values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> ImageId { get; init => field = value.ToArray(); } = [];

    /// <summary>ID_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> IdKeyDigest { get; init => field = value.ToArray(); } = [];

    /// <summary>AUTHOR_KEY_DIGEST values of which the launch must have had one, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> AuthorKeyDigest { get; init => field = value.ToArray(); } = [];

    // Of Intel SGX and TDX.

    /// <summary>TCB statuses that are accepted; empty: those that are up to date, whatever hardening or configuration they ask for.</summary>
    public IReadOnlyList<TcbStatus> TcbStatus { get; init => field = value.ToArray(); } = [];

    /// <summary>Advisories that must not apply, for example <c>INTEL-SA-00615</c>.</summary>
    public IReadOnlyList<string> RejectedAdvisory { get; init => field = value.ToArray(); } = [];

    /// <summary>Least date of the TCB level that the platform has reached; null: none.</summary>
    public DateTimeOffset? MinimumTcbDate { get; init; }

    /// <summary>Least tcbEvaluationDataNumber of TCB info and identities; 0: none. Without a floor, older collateral that is still in date passes.</summary>
    public uint MinimumTcbEvaluationNumber { get; init; }

    /// <summary>What the platform must not be.</summary>
    public PckPlatform ForbiddenPlatform { get; init; }

    /// <summary>MRSIGNER values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MrSigner { get; init => field = value.ToArray(); } = [];

    /// <summary>ISVPRODID values that are accepted.</summary>
    public IReadOnlyList<int> IsvProdId { get; init => field = value.ToArray(); } = [];

    /// <summary>Least ISVSVN; 0: none.</summary>
    public uint MinimumIsvSvn { get; init; }

    /// <summary>MRCONFIGID (CONFIGID of SGX) values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MrConfigId { get; init => field = value.ToArray(); } = [];

    /// <summary>MROWNER values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MrOwner { get; init => field = value.ToArray(); } = [];

    /// <summary>MROWNERCONFIG values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MrOwnerConfig { get; init => field = value.ToArray(); } = [];

    /// <summary>MRSEAM values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> MrSeam { get; init => field = value.ToArray(); } = [];

    /// <summary>RTMR values that are accepted, lower-case hexadecimal, by register, 0 to 3.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Rtmr { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    // Of Arm CCA and PSA (RFC 9783).

    /// <summary>Lifecycle states that are accepted; empty: secured, and with <see cref="AllowDebug"/> those in which it is debugged.</summary>
    public IReadOnlyList<SecurityLifecycle> Lifecycle { get; init => field = value.ToArray(); } = [];

    /// <summary>Measurement values of which every software component must have one, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> SoftwareComponent { get; init => field = value.ToArray(); } = [];

    /// <summary>Implementation ids that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> ImplementationId { get; init => field = value.ToArray(); } = [];

    /// <summary>Realm personalization values that are accepted, lower-case hexadecimal.</summary>
    public IReadOnlyList<string> PersonalizationValue { get; init => field = value.ToArray(); } = [];

    /// <summary>Realm extensible measurements that are accepted, lower-case hexadecimal, by register, 0 to 3.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Rem { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    // Of AWS Nitro and of vTPMs.

    /// <summary>PCR values that are accepted, lower-case hexadecimal, by register, 0 to 31.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Pcr { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    /// <summary>Where values came from, for people, by the name of the field; it has no effect.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();
}
