namespace Enarx.Attestation;

/// <summary>Rows that say whether what the evidence states is what the policy asks for; the same for every TEE.</summary>
internal static class PolicyChecks
{
    private const string Reason = "The evidence is good; the policy asks for something else.";

    /// <summary>Requires one of a list of values; an empty list requires nothing.</summary>
    public static void OneOf(CheckList checks, CheckDefinition check, IReadOnlyList<string> accepted, string actual, string source)
    {
        if (accepted.Count == 0)
            checks.NotDone(check, required: false, "The policy names none.", actual, source);
        else
            checks.Record(check, accepted.Contains(actual, StringComparer.OrdinalIgnoreCase), Reason, string.Join(" or ", accepted), actual, source);
    }

    /// <summary>Requires a floor; 0 requires nothing.</summary>
    public static void AtLeast(CheckList checks, CheckDefinition check, ulong floor, ulong actual, string source)
    {
        if (floor == 0)
            checks.NotDone(check, required: false, "The policy sets no floor.", $"{actual}", source);
        else
            checks.Record(check, actual >= floor, "It is out of date.", $"{floor} or more", $"{actual}", source);
    }

    /// <summary>Requires the value of a field whose rest is zeros, as report_data is where less than all of it is used.</summary>
    /// <param name="checks">Where it is recorded.</param>
    /// <param name="check">The check.</param>
    /// <param name="asked">Lower-case hexadecimal, no longer than the field; null requires nothing.</param>
    /// <param name="actual">The whole field; null when the evidence has none.</param>
    /// <param name="source">Where it stands.</param>
    public static void Padded(CheckList checks, CheckDefinition check, string? asked, byte[]? actual, string source)
    {
        if (asked is null)
        {
            checks.NotDone(check, required: false, "The policy names none.", actual is null ? null : Convert.ToHexStringLower(actual), source);
            return;
        }

        string found = Convert.ToHexStringLower(actual ?? []);
        checks.Record(check, actual is not null && asked.Length <= found.Length && string.Equals(asked.PadRight(found.Length, '0'), found, StringComparison.OrdinalIgnoreCase),
            Reason, asked, actual is null ? "none" : found, source);
    }

    /// <summary>Requires one of a list of values of each register that the policy names.</summary>
    /// <param name="checks">Where it is recorded.</param>
    /// <param name="check">The check.</param>
    /// <param name="accepted">What the policy names.</param>
    /// <param name="register">Value of a register in lower-case hexadecimal; null when the evidence does not have it.</param>
    /// <param name="source">Where they stand.</param>
    public static void Registers(CheckList checks, CheckDefinition check, IReadOnlyDictionary<int, IReadOnlyList<string>> accepted, Func<int, string?> register, string source)
    {
        if (accepted.Count == 0)
        {
            checks.NotDone(check, required: false, "The policy names none.");
            return;
        }

        (int index, IReadOnlyList<string> values) = accepted.OrderBy(a => a.Key)
            .FirstOrDefault(a => !a.Value.Contains(register(a.Key) ?? "", StringComparer.OrdinalIgnoreCase), new(-1, []));
        checks.Record(check, index < 0, Reason, index < 0 ? null : $"{index}: {string.Join(" or ", values)}", index < 0 ? null : $"{index}: {register(index) ?? "none"}", source);
    }
}
