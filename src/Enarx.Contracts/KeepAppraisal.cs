namespace Enarx;

/// <summary>
/// The result of appraising evidence against a policy (an attestation result of RFC 9334), with every check listed.
/// Lists are kept as arrays: PowerShell cannot index the types that collection expressions make.
/// </summary>
public sealed record KeepAppraisal
{
    /// <summary>True only if every required check was made and passed.</summary>
    public bool Passed => Checks.Count > 0
        && Checks.All(check => check.Verdict == CheckVerdict.Passed || (!check.Required && check.Verdict == CheckVerdict.NotDone));

    /// <summary>The TEE that the evidence says it comes from.</summary>
    public required Tee Tee { get; init; }

    /// <summary>True when the chain ends in a simulation root: no TEE protects the keep.</summary>
    public required bool IsSimulated { get; init; }

    /// <summary>Every check, in the order in which it was made.</summary>
    public required IReadOnlyList<AppraisalCheck> Checks { get; init => field = value.ToArray(); }

    /// <summary>The moment as of which certificates and lists were judged.</summary>
    public required DateTimeOffset VerificationTime { get; init; }

    /// <summary>The policy that was applied.</summary>
    public required KeepPolicy Policy { get; init; }

    /// <summary>The evidence that was appraised.</summary>
    public required KeepEvidence Evidence { get; init; }

    /// <summary>Product that the endorsements name, for example <c>Genoa</c>.</summary>
    public string? Product { get; init; }

    /// <summary>Launch measurement, lower-case hexadecimal.</summary>
    public string? Measurement { get; init; }

    /// <summary>Chip identifier, lower-case hexadecimal.</summary>
    public string? ChipId { get; init; }

    /// <summary>report_data, lower-case hexadecimal.</summary>
    public string? ReportData { get; init; }

    /// <summary>The TCB that the endorsement vouches for.</summary>
    public SnpTcb? ReportedTcb { get; init; }

    /// <summary>How Intel rates the platform's TCB; null for other TEEs and where the collateral was not there to tell.</summary>
    public TcbStatus? TcbStatus { get; init; }

    /// <summary>Security advisories of the vendor that apply to the TCB, for example <c>INTEL-SA-00615</c>.</summary>
    public IReadOnlyList<string> Advisories { get; init => field = value.ToArray(); } = [];

    /// <summary>Everything that the evidence states, by the vendor's names.</summary>
    public IReadOnlyList<EvidenceClaim> Claims { get; init => field = value.ToArray(); } = [];

    /// <summary>SHA-384 of the attested SubjectPublicKeyInfo, 48 bytes; null when the evidence attests to no key.</summary>
    public byte[]? AttestedKey { get; init; }

    /// <summary>Endorsements that were used.</summary>
    public IReadOnlyList<KeepEndorsement> Endorsements { get; init => field = value.ToArray(); } = [];

    /// <summary>The keep that gave the evidence; null for evidence of other systems.</summary>
    public Keep? Keep => Evidence.Keep;

    /// <summary>The first check that keeps the appraisal from passing; null when it passed.</summary>
    public AppraisalCheck? FirstFailure =>
        Checks.FirstOrDefault(check => check.Verdict == CheckVerdict.Failed)
        ?? Checks.FirstOrDefault(check => check.Required && check.Verdict == CheckVerdict.NotDone);

    /// <inheritdoc/>
    public override string ToString() => Passed ? "passed" : $"refused by {FirstFailure?.Id ?? "no check at all"}";
}
