namespace Enarx;

/// <summary>
/// What evidence must show to pass. The default refuses debug, simulation and every root that is not the vendor's.
/// Lists that are empty require nothing.
/// </summary>
public sealed record KeepPolicy
{
    /// <summary>Name for people; it has no effect.</summary>
    public string Name { get; init; } = "default";

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of simulation roots that are accepted. Empty: simulated keeps are
    /// refused.
    /// </summary>
    public IReadOnlyList<Sha256Digest> SimulationRoot { get; init; } = [];

    /// <summary>
    /// SHA-256 values of the SubjectPublicKeyInfo of roots that the caller trusts beside the vendor's pinned ones.
    /// </summary>
    public IReadOnlyList<Sha256Digest> TrustedRoot { get; init; } = [];

    /// <summary>Accept a TEE instance that its host can debug, and so read.</summary>
    public bool AllowDebug { get; init; }

    /// <summary>Refuse evidence whose endorsements were not checked against a dated, signed revocation list.</summary>
    public bool RequireRevocationCheck { get; init; }

    /// <summary>Launch measurements that are accepted, lower-case hexadecimal; 96 digits for SEV-SNP.</summary>
    public IReadOnlyList<string> Measurement { get; init; } = [];

    /// <summary>Chip identifiers that are accepted, lower-case hexadecimal; 128 digits for SEV-SNP.</summary>
    public IReadOnlyList<string> ChipId { get; init; } = [];

    /// <summary>SEV-SNP virtual machine privilege levels that are accepted, 0 to 3.</summary>
    public IReadOnlyList<int> Vmpl { get; init; } = [];

    /// <summary>Least SEV-SNP TCB that the report and the launch must have; null: none.</summary>
    public SnpTcb? MinimumTcb { get; init; }

    /// <summary>Least GUEST_SVN; 0: none.</summary>
    public uint MinimumGuestSvn { get; init; }

    /// <summary>Greatest time between the receipt of the evidence and its appraisal; null: none.</summary>
    public TimeSpan? MaximumAge { get; init; }
}
