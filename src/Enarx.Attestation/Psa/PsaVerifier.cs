namespace Enarx.Attestation;

/// <summary>
/// Appraises PSA attestation tokens (RFC 9783, and the profiles of its drafts): envelope, claims, the attestation key
/// that the policy names, signature, lifecycle, software. There are no dates in them: only the nonce tells how old one
/// is.
/// </summary>
internal static class PsaVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.Psa"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(PsaChecks.All);
        ReadOnlyMemory<byte> report = evidence.Report;
        CoseSign1? message = PsaChecks.Cose.Make(checks, () => CoseSign1.Read(CborItem.Open(report, 0, "token"), requireTag: true), CoseAlgorithm.All, "token");
        ArmToken? token = message is null ? null : ReadClaims(checks, PsaChecks.Claims, message, cca: false);
        var endorsements = ArmEndorsements.Read(checks, PsaChecks.Key.Format, evidence.Endorsements);
        (ArmKey? key, bool simulated) = PsaChecks.Key.Make(checks, endorsements, message, PsaChecks.Cose, token, policy);
        if (token is not null)
        {
            PsaChecks.Policy.Make(checks, token, policy, endorsements);
            MakeNonce(checks, PsaChecks.Nonce, policy, token.Challenge, "token: nonce");
        }

        PolicyScope.Make(checks, Tee.Psa, policy, [.. ArmPolicyChecks.Applied, nameof(KeepPolicy.Nonce)]);
        // A PSA token has no field for report_data; claims of a keep beside one are bound to nothing, and refused.
        ClaimsChecks.Make(checks, evidence, policy, reportData: null, "token");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        return new KeepAppraisal
        {
            Tee = Tee.Psa,
            IsSimulated = simulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Product = token?.Profile.Name,
            ChipId = token is null ? null : Convert.ToHexStringLower(token.InstanceId.Span),
            Claims = token?.Claims ?? [],
            Endorsements = Used("IAK", key),
        };
    }

    /// <summary>Reads the claims of a PSA token or of a platform token of CCA.</summary>
    public static ArmToken? ReadClaims(CheckList checks, CheckDefinition check, CoseSign1 message, bool cca)
    {
        try
        {
            var token = ArmToken.Read(message.Payload.Embedded("claims"), cca);
            checks.Record(check, holds: true, "");
            return token;
        }
        catch (CborException e)
        {
            checks.Record(check, holds: false, "The token is altered, or of a profile that is not known.", "claims of a known profile", e.Message, $"token[0x{e.Offset:x}..]");
            return null;
        }
    }

    /// <summary>Requires the nonce that the policy names, followed by zeros where it is shorter.</summary>
    public static void MakeNonce(CheckList checks, CheckDefinition check, KeepPolicy policy, ReadOnlyMemory<byte> actual, string source) =>
        PolicyChecks.Padded(checks, check, policy.Nonce, actual.ToArray(), source);

    /// <summary>What an appraisal says of a key that it used. Keys have no dates.</summary>
    public static IReadOnlyList<KeepEndorsement> Used(string kind, ArmKey? key) => key is null ? []
        : [new KeepEndorsement(kind, key.Source, key.Digest, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)];
}
