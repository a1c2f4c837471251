namespace Enarx;

/// <summary>One check of an appraisal: what was compared, where it stands in the evidence, and how it ended.</summary>
public sealed record AppraisalCheck
{
    /// <summary>Stable identifier, for example <c>snp.report.signature</c>.</summary>
    public required string Id { get; init; }

    /// <summary>What the check establishes, in words.</summary>
    public required string Title { get; init; }

    /// <summary>What kind of fault it shows when it fails.</summary>
    public required CheckCategory Category { get; init; }

    /// <summary>How it ended.</summary>
    public required CheckVerdict Verdict { get; init; }

    /// <summary>True when the appraisal cannot pass unless this check passed.</summary>
    public required bool Required { get; init; }

    /// <summary>What was expected.</summary>
    public string? Expected { get; init; }

    /// <summary>What was found.</summary>
    public string? Actual { get; init; }

    /// <summary>Where it was found, for example <c>report[0x180..0x188]</c>.</summary>
    public string? Source { get; init; }

    /// <summary>Why it failed or was not done.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Verdict}";
}
