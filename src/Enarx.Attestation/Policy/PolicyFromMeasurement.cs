namespace Enarx.Attestation;

/// <summary>Makes a policy of what something will measure to when it is started.</summary>
public static class PolicyFromMeasurement
{
    /// <summary>Makes a policy.</summary>
    /// <param name="measured">The measurement.</param>
    /// <param name="name">Name of the policy.</param>
    public static KeepPolicy Make(KeepMeasurement measured, string name)
    {
        ArgumentNullException.ThrowIfNull(measured);
        var fields = new Dictionary<string, object?> { [nameof(KeepPolicy.Tee)] = measured.Tee, [nameof(KeepPolicy.Name)] = name };
        if (measured.Measurement is { } measurement)
            fields[nameof(KeepPolicy.Measurement)] = measurement;
        if (measured.MrSigner is { } signer)
            fields[nameof(KeepPolicy.MrSigner)] = signer;
        if (measured.IsvProdId is { } product)
            fields[nameof(KeepPolicy.IsvProdId)] = product;
        if (measured.IsvSvn is > 0 and var svn)
            fields[nameof(KeepPolicy.MinimumIsvSvn)] = svn;
        string source = $"computed from {string.Join(", ", measured.Inputs)}";
        KeepPolicy policy = PolicyFields.Build(fields) with { Rtmr = measured.Rtmr };
        return policy with { Sources = PolicyFields.SetIn(policy).ToDictionary(field => field, _ => source) };
    }
}
