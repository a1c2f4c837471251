using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises evidence of SEV and SEV-ES: the platform's certificates, AMD's authority, what the launch gave, policy,
/// claims, in this order (AMD 55766, sections 2.1 and 6).
/// </summary>
internal static class SevVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.Sev"/>.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="policy">What it must show.</param>
    /// <param name="time">For its age; the certificates have no dates.</param>
    /// <param name="session">The guest owner's session; null for one who is not the guest's owner.</param>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time, SevLaunchSession? session)
    {
        var checks = new CheckList(SevChecks.All);
        var chain = new SevChainChecks(checks, policy);
        SevPlatform? platform = MakeSize(checks, evidence.Report ?? []);
        SevEndorsements endorsements = SevEndorsements.Read(checks, evidence.Endorsements);
        endorsements.Pick(checks, platform);
        chain.MakeAuthority(endorsements);
        if (platform is not null)
            chain.MakePlatform(platform, endorsements.Issuer);

        PartChecks.Make(checks, evidence, EvidencePart.SevLaunch);
        SevStatement? statement = SevLaunchChecks.Make(checks, evidence, platform, session, policy);
        SevPolicyChecks.Make(checks, platform, statement, policy);
        PolicyScope.Make(checks, Tee.Sev, policy, SevPolicyChecks.Applied);
        byte[]? reportData = statement?.Launch?.ReportData;
        KeepClaims? claims = ClaimsChecks.Make(checks, evidence, policy, reportData, "sev-launch[0x5c..0x9c]");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.Sev,
            IsSimulated = chain.IsSimulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Product = chain.Product,
            Measurement = statement is null ? null : Convert.ToHexStringLower(statement.Digest),
            ChipId = SevPolicyChecks.ChipId(platform),
            ReportData = reportData is null ? null : Convert.ToHexStringLower(reportData),
            Claims = [.. Claims(platform, statement)],
            Endorsements = chain.Used,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = claims?.Key } : appraisal;
    }

    private static SevPlatform? MakeSize(CheckList checks, byte[] report)
    {
        if (report.Length == 0)
        {
            checks.NotDone(SevChecks.Size, required: true, "There are no certificates of a platform.");
            return null;
        }

        return checks.Record(SevChecks.Size, report.Length == SevPlatform.Length, "The bytes are not what PDH_CERT_EXPORT gives: they were cut, padded, or are other evidence.",
            $"{SevPlatform.Length} bytes", $"{report.Length} bytes", $"report[0x{Math.Min(report.Length, SevPlatform.Length):x}..]") ? new SevPlatform(report) : null;
    }

    private static IEnumerable<EvidenceClaim> Claims(SevPlatform? platform, SevStatement? statement)
    {
        foreach ((SevUsage usage, SevCertificate certificate, int? offset) in platform?.All ?? [])
        {
            string name = $"{usage}".ToUpperInvariant();
            yield return new EvidenceClaim($"{name}.API", $"{certificate.ApiMajor}.{certificate.ApiMinor}", SevPlatform.Source(offset, 0x04, 0x06));
            if (certificate.PublicKeyInfo is { } key)
                yield return new EvidenceClaim($"{name}.PUBKEY", $"{Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(key))}", SevPlatform.Source(offset, 0x10, 0xa4));
        }

        if (statement is null)
            yield break;
        SevPolicy policy = statement.Policy;
        if (statement.Launch is { } launch)
        {
            yield return new EvidenceClaim("API_VERSION", $"{launch.ApiMajor}.{launch.ApiMinor}", "sev-launch[0x4..0x6]");
            yield return new EvidenceClaim("BUILD", $"{launch.Build}", "sev-launch[0x6..0x7]");
        }

        yield return new EvidenceClaim("POLICY", policy.ToString(), statement.PolicySource);
        (string Name, bool IsSet)[] bits =
        [
            ("NODBG", policy.NoDebug), ("NOKS", policy.NoKeySharing), ("ES", policy.EncryptedState),
            ("NOSEND", policy.NoSend), ("DOMAIN", policy.Domain), ("SEV", policy.SevOnly),
        ];
        foreach ((string name, bool isSet) in bits)
            yield return new EvidenceClaim($"POLICY.{name}", isSet ? "1" : "0", statement.PolicySource);
        yield return new EvidenceClaim("LAUNCH_DIGEST", Convert.ToHexStringLower(statement.Digest), statement.DigestSource);
        yield return new EvidenceClaim("MNONCE", Convert.ToHexStringLower(statement.Nonce), statement.NonceSource);
        if (statement.Launch is { Measure: { } measure })
            yield return new EvidenceClaim("MEASURE", Convert.ToHexStringLower(measure), "sev-launch[0x2c..0x4c]");
    }
}
