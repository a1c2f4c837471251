using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises Arm CCA tokens (Arm DEN0137, section A7.2; draft-ffm-rats-cca-token): both envelopes and their claims, the
/// platform's key (CPAK) that the policy names, both signatures, the binding of the Realm to the platform, policy and
/// claims. There is no common root and there are no dates: the Realm's challenge alone tells how old a token is.
/// </summary>
internal static class CcaVerifier
{
    private static readonly string[] Applied =
    [
        .. ArmPolicyChecks.Applied, nameof(KeepPolicy.Measurement), nameof(KeepPolicy.Rem), nameof(KeepPolicy.PersonalizationValue),
        nameof(KeepPolicy.ReportData), nameof(KeepPolicy.Nonce),
    ];

    /// <summary>Appraises evidence of <see cref="Tee.Cca"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(CcaChecks.All);
        CcaToken? collection = ReadCollection(checks, evidence.Report);
        CoseSign1? platformMessage = collection is null ? null : ReadEnvelope(checks, CcaChecks.Platform, collection.Platform, "platform token");
        CoseSign1? realmMessage = collection is null ? null : ReadEnvelope(checks, CcaChecks.Realm, collection.Realm, "Realm token");
        ArmToken? platform = platformMessage is null ? null : PsaVerifier.ReadClaims(checks, CcaChecks.PlatformClaims, platformMessage, cca: true);
        CcaRealmToken? realm = realmMessage is null ? null : ReadRealm(checks, realmMessage);
        VerificationKey? realmKey = realm is null || !CcaChecks.Realm.IsFormed(checks) ? null : ReadRealmKey(checks, realm, realmMessage!.Algorithm!);

        var endorsements = ArmEndorsements.Read(checks, CcaChecks.Key.Format, evidence.Endorsements);
        (ArmKey? key, bool simulated) = CcaChecks.Key.Make(checks, endorsements, platformMessage, CcaChecks.Platform, platform, policy);
        if (realmKey is not null)
            checks.Record(CcaChecks.Realm.Signature, realmMessage!.IsSignedBy(realmKey), "The Realm token was altered.", "a signature by the RAK of its own claims", source: "token: Realm token");
        if (platform is not null && realm is not null)
            MakeBinding(checks, platform, realm);
        if (platform is not null)
            CcaChecks.Policy.Make(checks, platform, policy, endorsements);
        if (realm is not null)
            MakeRealmPolicy(checks, realm, policy, endorsements.Realms);

        PolicyScope.Make(checks, Tee.Cca, policy, Applied);
        byte[]? challenge = realm?.Challenge.ToArray();
        KeepClaims? claims = ClaimsChecks.Make(checks, evidence, policy, challenge, "token: Realm challenge");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.Cca,
            IsSimulated = simulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Product = platform?.Profile.Name,
            Measurement = realm is null ? null : Convert.ToHexStringLower(realm.InitialMeasurement.Span),
            ChipId = platform is null ? null : Convert.ToHexStringLower(platform.InstanceId.Span),
            ReportData = challenge is null ? null : Convert.ToHexStringLower(challenge),
            Claims = [.. platform?.Claims ?? [], .. realm?.Claims ?? []],
            Endorsements = PsaVerifier.Used("CPAK", key),
        };
        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = claims?.Key } : appraisal;
    }

    private static CcaToken? ReadCollection(CheckList checks, byte[]? report)
    {
        try
        {
            var token = CcaToken.Read(report);
            checks.Record(CcaChecks.Collection, holds: true, "");
            return token;
        }
        catch (CborException e)
        {
            checks.Record(CcaChecks.Collection, holds: false, "The bytes are cut, altered, or of another format.", "a CCA token collection", e.Message, $"token[0x{e.Offset:x}..]");
            return null;
        }
    }

    private static CoseSign1? ReadEnvelope(CheckList checks, CoseChecks cose, CborItem part, string field) =>
        cose.Make(checks, () => CoseSign1.Read(part.Embedded(field), requireTag: true), CoseAlgorithm.All, "token");

    private static CcaRealmToken? ReadRealm(CheckList checks, CoseSign1 message)
    {
        try
        {
            var realm = CcaRealmToken.Read(message.Payload.Embedded("Realm claims"));
            checks.Record(CcaChecks.RealmClaims, holds: true, "");
            return realm;
        }
        catch (CborException e)
        {
            checks.Record(CcaChecks.RealmClaims, holds: false, "The token is altered, or of a profile that is not known.", "claims of a known profile", e.Message, $"token[0x{e.Offset:x}..]");
            return null;
        }
    }

    private static VerificationKey? ReadRealmKey(CheckList checks, CcaRealmToken realm, CoseAlgorithm algorithm)
    {
        var key = VerificationKey.Import(realm.KeyInfo);
        return checks.Record(CcaChecks.RealmKey, key?.Size == algorithm.CurveBits, "No key that signed the token is like that.", $"a point for {algorithm}",
            key is null ? "a point beside its curve" : $"P-{key.Size}", "token: Realm public key") ? key : null;
    }

    private static void MakeBinding(CheckList checks, ArmToken platform, CcaRealmToken realm)
    {
        byte[] digest = ArmHash.Hash(realm.KeyHash, realm.KeyClaim.Span);
        checks.Record(CcaChecks.Binding, CryptographicOperations.FixedTimeEquals(digest, platform.Challenge.Span),
            "The platform did not vouch for this Realm: the two tokens were put together by somebody else.",
            $"{realm.KeyHash} of the RAK: {Convert.ToHexStringLower(digest)}", Convert.ToHexStringLower(platform.Challenge.Span), "token: platform challenge");
    }

    private static void MakeRealmPolicy(CheckList checks, CcaRealmToken realm, KeepPolicy policy, IReadOnlyList<CcaRealmReference> references)
    {
        if (references.Count == 0)
            checks.NotDone(CcaChecks.RealmReference, required: false, "No reference values for Realms were given.");
        else
            checks.Record(CcaChecks.RealmReference, references.Any(r => r.Is(realm)), "The Realm is not as its owner describes it.", $"one of {references.Count} known Realms",
                $"RIM {Convert.ToHexStringLower(realm.InitialMeasurement.Span)}", "token: Realm measurements");
        PolicyChecks.OneOf(checks, CcaChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(realm.InitialMeasurement.Span), "token: Realm initial measurement");
        PolicyChecks.Registers(checks, CcaChecks.Rem, policy.Rem,
            i => i >= 0 && i < CcaRealmToken.Registers ? Convert.ToHexStringLower(realm.ExtensibleMeasurements[i].Span) : null, "token: Realm extensible measurements");
        PolicyChecks.OneOf(checks, CcaChecks.Personalization, policy.PersonalizationValue, Convert.ToHexStringLower(realm.PersonalizationValue.Span), "token: Realm personalization value");
        byte[] challenge = realm.Challenge.ToArray();
        PolicyChecks.Padded(checks, CcaChecks.ReportData, policy.ReportData, challenge, "token: Realm challenge");
        PolicyChecks.Padded(checks, CcaChecks.Nonce, policy.Nonce, challenge, "token: Realm challenge");
    }
}
