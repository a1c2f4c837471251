namespace Enarx.Attestation;

/// <summary>
/// Collects the outcome of every check of an appraisal. A check that nobody recorded is listed as not done and
/// required, so that a verifier that gives up early, or forgets a check, refuses.
/// </summary>
internal sealed class CheckList(IReadOnlyList<CheckDefinition> definitions)
{
    // Definitions are made once, so there is no need to compare their texts.
    private readonly Dictionary<CheckDefinition, AppraisalCheck> _made = new(ReferenceEqualityComparer.Instance);

    /// <summary>Records a check that was made.</summary>
    /// <param name="check">The check.</param>
    /// <param name="holds">Whether it passed.</param>
    /// <param name="reason">Why it matters and what to do, for when it failed.</param>
    /// <param name="expected">What was expected.</param>
    /// <param name="actual">What was found.</param>
    /// <param name="source">Where it was found.</param>
    /// <returns><paramref name="holds"/>.</returns>
    public bool Record(CheckDefinition check, bool holds, string reason, string? expected = null, string? actual = null, string? source = null)
    {
        _made.Add(check, Row(check, holds ? CheckVerdict.Passed : CheckVerdict.Failed, required: true) with
        {
            Expected = expected,
            Actual = actual,
            Source = source,
            Reason = holds ? null : reason,
        });
        return holds;
    }

    /// <summary>Records a check that was not made, and says why.</summary>
    public void NotDone(CheckDefinition check, bool required, string reason, string? actual = null, string? source = null) =>
        _made.Add(check, Row(check, CheckVerdict.NotDone, required) with { Reason = reason, Actual = actual, Source = source });

    /// <summary>Whether the check was made and passed.</summary>
    public bool Passed(CheckDefinition check) => _made.TryGetValue(check, out AppraisalCheck? row) && row.Verdict == CheckVerdict.Passed;

    /// <summary>Every check, in the order of the definitions.</summary>
    public IReadOnlyList<AppraisalCheck> ToList()
    {
        AppraisalCheck? stop = definitions.Select(d => _made.GetValueOrDefault(d))
            .FirstOrDefault(row => row is { Verdict: CheckVerdict.Failed } or { Verdict: CheckVerdict.NotDone, Required: true });
        string reason = stop is null ? "It was not reached." : $"It needs what '{stop.Id}' did not establish.";
        return [.. definitions.Select(d => _made.GetValueOrDefault(d)
            ?? Row(d, CheckVerdict.NotDone, required: true) with { Reason = reason })];
    }

    private static AppraisalCheck Row(CheckDefinition check, CheckVerdict verdict, bool required) => new()
    {
        Id = check.Id,
        Title = check.Title,
        Category = check.Category,
        Verdict = verdict,
        Required = required,
    };
}
