namespace Enarx.Attestation;

/// <summary>Every check of a PSA token, in the order in which they are made.</summary>
internal static class PsaChecks
{
    public static readonly CoseChecks Cose = new("psa.token", "the token");
    public static readonly CheckDefinition Claims = new("psa.token.claims", "The claims are complete, well formed and of a known profile", CheckCategory.Format);
    public static readonly ArmKeyChecks Key = new("psa.iak", "IAK");
    public static readonly ArmPolicyChecks Policy = new("psa.policy");
    public static readonly CheckDefinition Nonce = new("psa.policy.nonce", "The token answers the policy's nonce", CheckCategory.Nonce);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        .. Cose.Form, Claims, .. Key.All, Cose.Signature, .. Policy.All, Nonce,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
