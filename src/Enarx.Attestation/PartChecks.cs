namespace Enarx.Attestation;

/// <summary>Refuses evidence with a part that its TEE does not have: a part that nobody looks at must not look as if somebody had.</summary>
internal static class PartChecks
{
    public static readonly CheckDefinition Known =
        new("evidence.parts", "The evidence has no part that this TEE does not have", CheckCategory.Format);

    /// <summary>Makes the check.</summary>
    /// <param name="checks">Where it is recorded.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="known">Names of the parts that the TEE's verifier looks at.</param>
    public static void Make(CheckList checks, KeepEvidence evidence, params ReadOnlySpan<string> known)
    {
        string? other = null;
        foreach (string name in evidence.Parts.Keys)
        {
            if (!known.Contains(name))
                other ??= name;
        }

        checks.Record(Known, other is null, "Leave the part out, or name the TEE that it is of.", $"parts of {evidence.Tee}", other, "evidence.Parts");
    }
}
