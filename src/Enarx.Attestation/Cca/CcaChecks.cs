namespace Enarx.Attestation;

/// <summary>Every check of an Arm CCA token, in the order in which they are made.</summary>
internal static class CcaChecks
{
    // Both tokens by themselves.
    public static readonly CheckDefinition Collection = new("cca.token.collection", "The evidence is a platform token and a Realm token, and nothing more", CheckCategory.Format);
    public static readonly CoseChecks Platform = new("cca.platform", "the platform token");
    public static readonly CheckDefinition PlatformClaims = new("cca.platform.claims", "The platform's claims are complete, well formed and of a known profile", CheckCategory.Format);
    public static readonly CoseChecks Realm = new("cca.realm", "the Realm token");
    public static readonly CheckDefinition RealmClaims = new("cca.realm.claims", "The Realm's claims are complete, well formed and of a known profile", CheckCategory.Format);
    public static readonly CheckDefinition RealmKey = new("cca.realm.key", "The Realm's key (RAK) is a point on the curve of its token's algorithm", CheckCategory.Format);

    // The keys and what they signed. Platform.Signature and Realm.Signature belong here.
    public static readonly ArmKeyChecks Key = new("cca.cpak", "CPAK");
    public static readonly CheckDefinition Binding = new("cca.binding", "The platform's challenge is the digest of the Realm's key", CheckCategory.Binding);

    // The policy and the reference values.
    public static readonly ArmPolicyChecks Policy = new("cca.policy");
    public static readonly CheckDefinition RealmReference = new("cca.policy.realm-reference", "The Realm is one of the reference values that were given", CheckCategory.Policy);
    public static readonly CheckDefinition Measurement = new("cca.policy.measurement", "The Realm's initial measurement is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Rem = new("cca.policy.rem", "The Realm's extensible measurements are those that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition Personalization = new("cca.policy.personalization-value", "The Realm's personalization value is one that the policy names", CheckCategory.Policy);
    public static readonly CheckDefinition ReportData = new("cca.policy.report-data", "The Realm's challenge is what the policy asks for", CheckCategory.Binding);
    public static readonly CheckDefinition Nonce = new("cca.policy.nonce", "The Realm's challenge is the policy's nonce", CheckCategory.Nonce);

    /// <summary>Every definition, in the order of checking, those common to all TEEs last.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All =
    [
        Collection, .. Platform.Form, PlatformClaims, .. Realm.Form, RealmClaims, RealmKey,
        .. Key.All, Platform.Signature, Realm.Signature, Binding,
        .. Policy.All, RealmReference, Measurement, Rem, Personalization, ReportData, Nonce,
        .. PolicyScope.All,
        .. ClaimsChecks.All,
    ];
}
