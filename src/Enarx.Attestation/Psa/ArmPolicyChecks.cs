namespace Enarx.Attestation;

/// <summary>What the policy and reference values ask of a platform with a PSA root of trust.</summary>
/// <param name="prefix">Start of the identifiers, for example <c>cca.platform</c>.</param>
internal sealed class ArmPolicyChecks(string prefix)
{
    /// <summary>The platform is not being debugged.</summary>
    public CheckDefinition Debug { get; } = new($"{prefix}.debug", "Nothing of the platform is being debugged", CheckCategory.DebugPolicy);

    /// <summary>The lifecycle is accepted.</summary>
    public CheckDefinition Lifecycle { get; } = new($"{prefix}.lifecycle", "The platform is in a state of its lifecycle in which it can be trusted", CheckCategory.Policy);

    /// <summary>The implementation is accepted.</summary>
    public CheckDefinition Implementation { get; } = new($"{prefix}.implementation-id", "The implementation is one that the policy names", CheckCategory.Policy);

    /// <summary>The instance is accepted.</summary>
    public CheckDefinition Instance { get; } = new($"{prefix}.instance-id", "The instance is one that the policy names", CheckCategory.Policy);

    /// <summary>The software is accepted.</summary>
    public CheckDefinition Software { get; } = new($"{prefix}.software", "Every software component is one that the policy names", CheckCategory.Policy);

    /// <summary>The software is what the reference values say.</summary>
    public CheckDefinition Reference { get; } = new($"{prefix}.reference", "Software and configuration are those of the reference values that were given", CheckCategory.TcbMismatch);

    /// <summary>Every definition, in the order of checking.</summary>
    public IReadOnlyList<CheckDefinition> All => [Debug, Lifecycle, Implementation, Instance, Software, Reference];

    /// <summary>The policy's fields that these checks apply.</summary>
    public static IReadOnlyList<string> Applied { get; } =
        [nameof(KeepPolicy.Lifecycle), nameof(KeepPolicy.ImplementationId), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.SoftwareComponent)];

    /// <summary>Makes the checks.</summary>
    public void Make(CheckList checks, ArmToken token, KeepPolicy policy, ArmEndorsements endorsements)
    {
        MakeLifecycle(checks, token, policy);
        PolicyChecks.OneOf(checks, Implementation, policy.ImplementationId, Convert.ToHexStringLower(token.ImplementationId.Span), "token: implementation id");
        PolicyChecks.OneOf(checks, Instance, policy.ChipId, Convert.ToHexStringLower(token.InstanceId.Span), "token: instance id");
        MakeSoftware(checks, token, policy);
        MakeReference(checks, token, [.. endorsements.Platforms.Where(p => token.ImplementationId.Span.SequenceEqual(p.ImplementationId))]);
    }

    private void MakeLifecycle(CheckList checks, ArmToken token, KeepPolicy policy)
    {
        bool debugged = token.Lifecycle is SecurityLifecycle.NonRotDebug or SecurityLifecycle.RecoverableRotDebug;
        string actual = $"{token.Lifecycle} (0x{token.LifecycleValue:x4})";
        checks.Record(Debug, !debugged || policy.AllowDebug || policy.Lifecycle.Contains(token.Lifecycle), "Whoever debugs it can read and change what it protects.",
            "no state of debugging", actual, "token: lifecycle");
        IEnumerable<SecurityLifecycle> accepted = policy.Lifecycle.Count > 0 ? policy.Lifecycle : [SecurityLifecycle.Secured];
        checks.Record(Lifecycle, policy.Lifecycle.Contains(token.Lifecycle) || (policy.Lifecycle.Count == 0 && (token.Lifecycle == SecurityLifecycle.Secured || debugged)),
            "The platform's keys and measurements mean nothing in this state.", string.Join(" or ", accepted), actual, "token: lifecycle");
    }

    private void MakeSoftware(CheckList checks, ArmToken token, KeepPolicy policy)
    {
        if (policy.SoftwareComponent.Count == 0)
        {
            checks.NotDone(Software, required: false, "The policy names none.");
            return;
        }

        ArmSoftwareComponent? odd = token.Components.FirstOrDefault(c => !policy.SoftwareComponent.Contains(Convert.ToHexStringLower(c.Measurement.Span), StringComparer.OrdinalIgnoreCase));
        checks.Record(Software, odd is null && token.Components.Count > 0, "The platform runs software that the policy does not name.",
            string.Join(" or ", policy.SoftwareComponent), odd?.ToString() ?? $"{token.Components.Count} components", "token: software components");
    }

    private void MakeReference(CheckList checks, ArmToken token, ArmPlatformReference[] references)
    {
        if (references.Length == 0)
        {
            checks.NotDone(Reference, required: false, "No reference values for this implementation were given.");
            return;
        }

        ArmComponentReference[] known = [.. references.SelectMany(r => r.Components)];
        ArmSoftwareComponent? odd = known.Length == 0 ? null : token.Components.FirstOrDefault(c => !known.Any(k => k.Is(c)));
        byte[][] configurations = [.. references.Select(r => r.Configuration).OfType<byte[]>()];
        bool configured = configurations.Length == 0 || (token.Configuration is { } actual && configurations.Any(c => actual.Span.SequenceEqual(c)));
        checks.Record(Reference, odd is null && configured, "The platform is not as its vendor describes it: it is out of date, newer than the reference values, or altered.",
            $"{known.Length} known components", odd?.ToString() ?? (configured ? null : "another platform configuration"), "token: software components");
    }
}
