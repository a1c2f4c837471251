namespace Enarx.Attestation;

/// <summary>The checks of a platform's attestation key: given, on its curve, trusted, and the one that signed.</summary>
/// <param name="prefix">Start of the identifiers, for example <c>cca.cpak</c>.</param>
/// <param name="name">What the vendor calls the key, for example <c>CPAK</c>.</param>
internal sealed class ArmKeyChecks(string prefix, string name)
{
    /// <summary>Endorsements are well formed.</summary>
    public CheckDefinition Format { get; } = new($"{prefix}.format", "Every endorsement is well formed", CheckCategory.Format);

    /// <summary>Keys are points on their curves.</summary>
    public CheckDefinition Point { get; } = new($"{prefix}.point", $"Every {name} that was given is a point on its curve", CheckCategory.TrustAnchor);

    /// <summary>There is a key.</summary>
    public CheckDefinition Present { get; } = new($"{prefix}.present", $"A {name} was given", CheckCategory.Endorsement);

    /// <summary>The key is of this platform.</summary>
    public CheckDefinition Platform { get; } = new($"{prefix}.platform", $"The {name} is this platform's: its identifiers and algorithm fit, and it signed the token", CheckCategory.WrongKey);

    /// <summary>The key is no simulated one that the policy does not name.</summary>
    public CheckDefinition Simulation { get; } = new($"{prefix}.simulation", $"The {name} is no simulated one, or one that the policy names", CheckCategory.Simulation);

    /// <summary>The key is trusted.</summary>
    public CheckDefinition Trusted { get; } = new($"{prefix}.trusted", $"The policy names the {name}", CheckCategory.UntrustedRoot);

    /// <summary>Every definition, in the order of checking.</summary>
    public IReadOnlyList<CheckDefinition> All => [Format, Point, Present, Platform, Simulation, Trusted];

    /// <summary>Makes the checks, and that of the token's signature.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="endorsements">What was given.</param>
    /// <param name="message">The token's envelope; null when it could not be read.</param>
    /// <param name="cose">The checks of the envelope.</param>
    /// <param name="token">The token's claims; null when they could not be read.</param>
    /// <param name="policy">The policy.</param>
    /// <returns>The key that was picked, and whether it or the token says that it is simulated.</returns>
    public (ArmKey? Key, bool IsSimulated) Make(CheckList checks, ArmEndorsements endorsements, CoseSign1? message, CoseChecks cose, ArmToken? token, KeepPolicy policy)
    {
        ArmKey? bad = endorsements.Keys.FirstOrDefault(key => key.Key is null);
        if (endorsements.Keys.Count == 0)
        {
            checks.NotDone(Point, required: false, $"No {name} was given.");
            checks.NotDone(Present, required: true, $"Ask the platform's vendor for its {name}: there is no common root that would vouch for it.");
            return default;
        }

        checks.Record(Point, bad is null, "Whoever gave it did not look at it, or means harm. Get the key from its vendor again.", "points on P-256, P-384 or P-521",
            bad is null ? null : $"SPKI SHA-256 {bad.Digest}", bad?.Source);
        ArmKey[] usable = [.. endorsements.Keys.Where(key => key.Key is not null)];
        if (usable.Length == 0)
            return default;
        checks.Record(Present, holds: true, "");
        if (message is null || token is null || !cose.IsFormed(checks))
            return default;
        ArmKey[] fitting = [.. usable.Where(key => key.MayBeOf(token))];
        if (fitting.Length == 0)
        {
            checks.Record(Platform, holds: false, "Every key that was given is of another platform.",
                $"a {name} of instance {Convert.ToHexStringLower(token.InstanceId.Span)}", $"{usable.Length} of others", "endorsements");
            return default;
        }

        return Pick(checks, fitting, message, cose, token, policy);
    }

    private (ArmKey Key, bool IsSimulated) Pick(CheckList checks, ArmKey[] fitting, CoseSign1 message, CoseChecks cose, ArmToken token, KeepPolicy policy)
    {
        // Keys that the policy does not name are tried only where it names none of those that were given, and then few:
        // whoever adds keys must not get more than one verification each out of it, and none in place of a trusted one.
        const int MostTried = 8;
        bool Named(ArmKey key) => policy.TrustedRoot.Contains(key.Digest) || policy.SimulationRoot.Contains(key.Digest);
        ArmKey[] named = [.. fitting.Where(Named)], tried = named.Length > 0 ? named : fitting[..Math.Min(MostTried, fitting.Length)];
        ArmKey? signer = tried.FirstOrDefault(key => message.IsSignedBy(key.Key!));
        ArmKey key = signer ?? tried.FirstOrDefault(key => key.Key!.Size == message.Algorithm!.CurveBits) ?? tried[0];

        bool fits = key.Key!.Size == message.Algorithm!.CurveBits;
        checks.Record(Platform, signer is not null, fits
                ? $"It did not sign the token: either it is another platform's {name}, or the token was altered."
                : $"Its curve is not that of the token's algorithm: it is another platform's {name}.",
            $"a key for {message.Algorithm}", $"P-{key.Key.Size}, SPKI SHA-256 {key.Digest}", key.Source);
        if (fits)
            checks.Record(cose.Signature, signer is not null, "The token was altered, or another key signed it.", $"a signature by the {name}", source: "token");
        bool simulated = policy.SimulationRoot.Contains(key.Digest) || token.VerificationService == SimulatedSnpAuthority.Organization;
        checks.Record(Simulation, !simulated || policy.SimulationRoot.Contains(key.Digest),
            "The evidence is simulated: no TEE is behind it. To accept that for development, name this key in the policy's SimulationRoot.",
            "a vendor's key, or a simulated one that the policy names", $"SPKI SHA-256 {key.Digest}", key.Source);
        if (simulated)
            checks.NotDone(Trusted, required: false, $"'{Simulation.Id}' decides about simulated keys.");
        else
            checks.Record(Trusted, policy.TrustedRoot.Contains(key.Digest), $"Nobody vouches for this key. Compare it with what the vendor publishes, then name it in the policy's TrustedRoot.",
                "a key of the policy's TrustedRoot", $"SPKI SHA-256 {key.Digest}", key.Source);
        return (key, simulated);
    }
}
