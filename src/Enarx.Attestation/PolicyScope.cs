namespace Enarx.Attestation;

/// <summary>
/// Refuses a policy that asks for what the evidence at hand cannot show. Passing such a field over would let a host
/// choose the TEE whose evidence is asked for least.
/// </summary>
internal static class PolicyScope
{
    public static readonly CheckDefinition Kind =
        new("policy.tee", "The TEE is one that the policy names", CheckCategory.Policy);

    public static readonly CheckDefinition Applies =
        new("policy.applies", "Everything that the policy asks for is something that this TEE can show", CheckCategory.Policy);

    /// <summary>Every definition, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All = [Kind, Applies];

    /// <summary>Fields that mean the same for every TEE, which the common code applies.</summary>
    private static readonly string[] Common =
    [
        nameof(KeepPolicy.Name), nameof(KeepPolicy.Tee), nameof(KeepPolicy.SimulationRoot), nameof(KeepPolicy.TrustedRoot), nameof(KeepPolicy.AllowDebug),
        nameof(KeepPolicy.MaximumAge), nameof(KeepPolicy.Workload), nameof(KeepPolicy.Configuration),
    ];

    /// <summary>Makes the checks.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="tee">The TEE of the evidence.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="applied">Names of the fields that the TEE's verifier applies, beside the common ones.</param>
    public static void Make(CheckList checks, Tee tee, KeepPolicy policy, params IEnumerable<string> applied)
    {
        if (policy.Tee.Count == 0)
            checks.NotDone(Kind, required: false, "The policy names no TEE.");
        else
            checks.Record(Kind, policy.Tee.Contains(tee), "Evidence of another TEE is needed.", string.Join(", ", policy.Tee), tee.ToString());
        string[] unused = [.. PolicyFields.SetIn(policy).Except(Common).Except(applied)];
        checks.Record(Applies, unused.Length == 0, "Leave the field out for this TEE, or use a policy for each.", $"fields of {tee}",
            unused.Length == 0 ? null : string.Join(", ", unused), "policy");
    }
}
