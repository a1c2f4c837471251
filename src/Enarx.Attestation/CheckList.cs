namespace Enarx.Attestation;

/// <summary>
/// Collects the outcome of every check of an appraisal. A check that nobody recorded is listed as not done and
/// required, so that a verifier that gives up early, or forgets a check, refuses.
/// </summary>
internal sealed class CheckList(IReadOnlyList<CheckDefinition> definitions)
{
    // Definitions are made once, so there is no need to compare their texts.
    private readonly Dictionary<CheckDefinition, AppraisalCheck> _made = new(definitions.Count, ReferenceEqualityComparer.Instance);

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
        _made.Add(check, new AppraisalCheck
        {
            Id = check.Id,
            Title = check.Title,
            Category = check.Category,
            Verdict = holds ? CheckVerdict.Passed : CheckVerdict.Failed,
            Required = true,
            Expected = expected,
            Actual = actual,
            Source = source,
            Reason = holds ? null : reason,
        });
        return holds;
    }

    /// <summary>Records a check that was not made, and says why.</summary>
    public void NotDone(CheckDefinition check, bool required, string reason, string? actual = null, string? source = null) =>
        _made.Add(check, Undone(check, required, reason) with { Actual = actual, Source = source });

    /// <summary>Whether the check was made and passed.</summary>
    public bool Passed(CheckDefinition check) => _made.TryGetValue(check, out AppraisalCheck? row) && row.Verdict == CheckVerdict.Passed;

    /// <summary>Every check, in the order of the definitions.</summary>
    public IReadOnlyList<AppraisalCheck> ToList()
    {
        var rows = new AppraisalCheck[definitions.Count];
        string? reason = null;
        for (int i = 0; i < rows.Length; i++)
            rows[i] = _made.TryGetValue(definitions[i], out AppraisalCheck? row) ? row : Undone(definitions[i], required: true, reason ??= WhyNotReached());
        return rows;
    }

    private string WhyNotReached()
    {
        foreach (CheckDefinition definition in definitions)
        {
            if (_made.TryGetValue(definition, out AppraisalCheck? row) && row is { Verdict: CheckVerdict.Failed } or { Verdict: CheckVerdict.NotDone, Required: true })
                return $"It needs what '{row.Id}' did not establish.";
        }

        return "It was not reached.";
    }

    private static AppraisalCheck Undone(CheckDefinition check, bool required, string reason) => new()
    {
        Id = check.Id,
        Title = check.Title,
        Category = check.Category,
        Verdict = CheckVerdict.NotDone,
        Required = required,
        Reason = reason,
    };
}
