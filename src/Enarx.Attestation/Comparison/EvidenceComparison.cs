namespace Enarx.Attestation;

/// <summary>What changed between two appraisals: what runs, where it runs, how it is judged, and what vouches for it.</summary>
public static class EvidenceComparison
{
    private static readonly string[] Fresh = [nameof(KeepAppraisal.ReportData), "REPORT_DATA", "nonce", "timestamp", "challenge", "clock"];

    /// <summary>Compares two appraisals.</summary>
    /// <param name="left">The first, usually the older.</param>
    /// <param name="right">The second.</param>
    /// <returns>Everything in which they differ: identity first, then claims, checks and endorsements.</returns>
    public static IReadOnlyList<EvidenceDifference> Compare(KeepAppraisal left, KeepAppraisal right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var differences = new List<EvidenceDifference>();
        CompareIdentity(left, right, differences);
        CompareClaims(left, right, differences);
        CompareChecks(left, right, differences);
        CompareEndorsements(left, right, differences);
        return differences;
    }

    /// <summary>Whether a difference is one that any two pieces of fresh evidence have.</summary>
    public static bool IsOfFreshness(EvidenceDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return Fresh.Any(name => difference.Field.StartsWith(name, StringComparison.OrdinalIgnoreCase));
    }

    private static void CompareIdentity(KeepAppraisal left, KeepAppraisal right, List<EvidenceDifference> to)
    {
        Add("Verdict", left.ToString(), right.ToString(), right.Passed ? "The second passes its policy." : left.Passed ? "The first passed its policy, and the second does not." : "Neither passes.");
        Add(nameof(left.Tee), $"{left.Tee}", $"{right.Tee}", "They are of different kinds of TEE; little else of them can be compared.");
        Add(nameof(left.IsSimulated), Truth(left.IsSimulated), Truth(right.IsSimulated), right.IsSimulated ? "No TEE protects the second." : "A TEE protects the second; none protected the first.");
        Add(nameof(left.Product), left.Product, right.Product, "They are of different products, with endorsements and TCB versions of their own.");
        Add(nameof(left.Measurement), left.Measurement, right.Measurement, ClaimMeaning.Launch);
        Add(nameof(left.ChipId), left.ChipId, right.ChipId, "They ran on different chips, or the host hides the chip in one of them.");
        Add(nameof(left.ReportData), left.ReportData, right.ReportData, "They answer different questions or vouch for different keys, as fresh evidence always does.");
        Add(nameof(left.ReportedTcb), left.ReportedTcb?.ToString(), right.ReportedTcb?.ToString(), OfTcb(left.ReportedTcb, right.ReportedTcb));
        Add(nameof(left.TcbStatus), left.TcbStatus?.ToString(), right.TcbStatus?.ToString(), OfStatus(left.TcbStatus, right.TcbStatus));
        Add(nameof(left.Advisories), Join(left.Advisories.Except(right.Advisories)), Join(right.Advisories.Except(left.Advisories)),
            right.Advisories.Except(left.Advisories).Any() ? "Faults that the vendor has published apply to the second and did not to the first." : "Faults of the first do not apply to the second any more.");
        Add("Policy", left.Policy.Name, right.Policy.Name, "They were judged by different policies, so verdicts and checks do not compare.");
        Add("Certificate", Wrapping(left), Wrapping(right), "The evidence came in different certificates or requests, or in none.");

        void Add(string field, string? before, string? after, string meaning)
        {
            if (before != after)
                to.Add(new EvidenceDifference(field, before, after, meaning));
        }
    }

    private static void CompareClaims(KeepAppraisal left, KeepAppraisal right, List<EvidenceDifference> to)
    {
        // What stands among the properties already, by whichever name the vendor has for it.
        HashSet<(string?, string?)> told = [.. to.Select(d => (d.Left, d.Right))];
        foreach ((string name, string? before, string? after) in Pair(left.Claims, claim => claim.Name, claim => claim.Value, right.Claims))
        {
            if (before != after && !told.Contains((before, after)))
                to.Add(new EvidenceDifference(name, before, after, ClaimMeaning.Of(name, before, after)));
        }
    }

    private static void CompareChecks(KeepAppraisal left, KeepAppraisal right, List<EvidenceDifference> to)
    {
        // The checks of another TEE are other checks.
        if (left.Tee != right.Tee)
            return;
        Dictionary<string, AppraisalCheck> rows = right.Checks.ToDictionary(check => check.Id, StringComparer.Ordinal);
        foreach ((string id, string? before, string? after) in Pair(left.Checks, check => check.Id, check => $"{check.Verdict}", right.Checks))
        {
            if (before != after)
                to.Add(new EvidenceDifference(id, before, after, rows.TryGetValue(id, out AppraisalCheck? row) ? row.Reason ?? $"{row.Title}." : "The second was not checked for it."));
        }
    }

    private static void CompareEndorsements(KeepAppraisal left, KeepAppraisal right, List<EvidenceDifference> to)
    {
        foreach ((string kind, string? before, string? after) in Pair(left.Endorsements, e => e.Kind, e => $"{e.Subject}, {e.NotBefore:yyyy-MM-dd} to {e.NotAfter:yyyy-MM-dd}, SHA-256 {e.Sha256}", right.Endorsements))
        {
            if (before != after)
                to.Add(new EvidenceDifference(kind, before, after, before is null ? "The second was judged with it." : after is null ? "The second was judged without it." : "Another one was used; vendors issue the same again with new dates."));
        }
    }

    // Both sides by name; of a name that stands more than once, the first with the first and so on.
    private static IEnumerable<(string Name, string? Left, string? Right)> Pair<T>(IReadOnlyList<T> left, Func<T, string> name, Func<T, string> value, IReadOnlyList<T> right)
    {
        ILookup<string, string> after = right.ToLookup(name, value, StringComparer.Ordinal);
        foreach (IGrouping<string, string> group in left.ToLookup(name, value, StringComparer.Ordinal))
        {
            string[] before = [.. group], now = [.. after[group.Key]];
            for (int i = 0; i < Math.Max(before.Length, now.Length); i++)
                yield return (group.Key, i < before.Length ? before[i] : null, i < now.Length ? now[i] : null);
        }

        HashSet<string> known = [.. left.Select(name)];
        foreach (T only in right.Where(one => !known.Contains(name(one))))
            yield return (name(only), null, value(only));
    }

    private static string OfTcb(SnpTcb? left, SnpTcb? right) =>
        left is null || right is null ? "Only one of them tells its TCB."
        : right.IsAtLeast(left) ? "The firmware of the second is newer."
        : left.IsAtLeast(right) ? "The firmware of the second is older: it was rolled back, or it is another machine."
        : "Parts of the firmware are newer and parts are older.";

    private static string OfStatus(TcbStatus? left, TcbStatus? right) =>
        left is null || right is null ? "Only one of them could be rated."
        : right > left ? "The vendor rates the second worse: its firmware was rolled back, or faults became known since."
        : "The vendor rates the second better.";

    private static string? Wrapping(KeepAppraisal appraisal) => appraisal.Evidence.Wrapping is { } wrapping
        ? $"{wrapping.Binding}, SHA-256 {Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(wrapping.Content))}"
        : null;

    private static string Truth(bool value) => value ? "true" : "false";

    private static string? Join(IEnumerable<string> values) => string.Join(", ", values) is { Length: > 0 } joined ? joined : null;
}
