namespace Enarx.Attestation.Tests;

/// <summary>Appraisals of any outcome, made by hand.</summary>
internal static class SampleAppraisals
{
    /// <summary>What tries to get out of every format that a report has.</summary>
    public const string Hostile = "</style><script>alert(1)</script>\"'>&amp;]]><![CDATA[ \u0000\u0001\u001b[31m\u202e\ufffe\ud83d\r\n\t${x} --> {{7*7}} 😀ü";

    public static KeepAppraisal Passed(Tee tee = Tee.SevSnp, KeepPolicy? policy = null, bool simulated = false, params AppraisalCheck[] more) => new()
    {
        Tee = tee,
        IsSimulated = simulated,
        Checks = [Check("x.signature", CheckCategory.Signature), Check("x.chip", CheckCategory.Policy, CheckVerdict.NotDone, required: false), .. more],
        VerificationTime = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Policy = policy ?? new KeepPolicy(),
        Evidence = new KeepEvidence { Tee = tee, Report = [1, 2, 3], Nonce = [.. Enumerable.Range(0, 32).Select(i => (byte)i)] },
        Product = "Genoa",
        Measurement = SamplePolicies.Hex(48),
        ChipId = SamplePolicies.Hex(64),
        ReportedTcb = new SnpTcb(3, 0, 8, 115),
        AttestedKey = new byte[48],
        Claims = [new EvidenceClaim("VMPL", "1", "report[0x30..0x34]")],
        Endorsements =
        [
            Endorsement("VCEK"), Endorsement("ARK"), Endorsement("CRL"), Endorsement("ASK"),
        ],
    };

    public static KeepAppraisal Refused(CheckCategory category, CheckVerdict verdict = CheckVerdict.Failed, KeepPolicy? policy = null) =>
        Passed(policy: policy, more: Check("x.wrong", category, verdict)) with { AttestedKey = null };

    /// <summary>An appraisal in which every text is hostile.</summary>
    public static KeepAppraisal HostileOne()
    {
        AppraisalCheck check = new()
        {
            Id = "x." + Hostile, Title = Hostile, Category = CheckCategory.Chain, Verdict = CheckVerdict.Failed, Required = true, Expected = Hostile, Actual = Hostile, Source = Hostile, Reason = Hostile,
        };
        return Passed(policy: new KeepPolicy { Name = Hostile }) with
        {
            Checks = [check, check with { Id = "y." + Hostile, Verdict = CheckVerdict.NotDone, Required = false }, check with { Id = "z." + Hostile, Verdict = CheckVerdict.NotDone }],
            Product = Hostile,
            Measurement = Hostile,
            ChipId = Hostile,
            ReportData = Hostile,
            Advisories = [Hostile],
            Claims = [new EvidenceClaim(Hostile, Hostile, Hostile)],
            Endorsements = [Endorsement(Hostile) with { Subject = Hostile }],
        };
    }

    public static AppraisalCheck Check(string id, CheckCategory category, CheckVerdict verdict = CheckVerdict.Passed, bool required = true) => new()
    {
        Id = id,
        Title = $"The title of {id}",
        Category = category,
        Verdict = verdict,
        Required = required,
        Expected = "this",
        Actual = "that",
        Source = "report[0x0..0x4]",
        Reason = verdict == CheckVerdict.Passed ? null : $"The reason of {id}.",
    };

    private static KeepEndorsement Endorsement(string kind) =>
        new(kind, $"CN={kind}", Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(kind))), new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
}
