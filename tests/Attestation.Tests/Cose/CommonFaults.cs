using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Faults of what is the same for every TEE, and what every test of a fault asserts.</summary>
internal static class CommonFaults
{
    public static Dictionary<string, SceneFault<T>> Of<T>()
        where T : KeepScene => new()
        {
            ["keep: it came in a certificate of another key"] = new(KeyBindingCheck.Key, s => s.Wrapping = new EvidenceWrapping { Binding = KeyBinding.Enarx, Content = s.Certificate! }),
            ["keep: claims of junk"] = new(ClaimsChecks.Format, s => s.Claims = [1, 2, 3]),
            ["keep: claims of another"] = new(ClaimsChecks.ReportData, s => s.Claims = KeepClaims.Decode(s.Claims!) is var c ? new KeepClaims { Nonce = c.Nonce, Key = c.Key, Workload = SHA384.HashData("other"u8) }.Encode() : null),
            ["keep: another nonce"] = new(ClaimsChecks.Nonce, s => s.Nonce = RandomNumberGenerator.GetBytes(32)),
            ["keep: another certificate"] = new(ClaimsChecks.Key, s => s.Certificate = Scene.SelfSigned()),
            ["keep: no workload"] = new(ClaimsChecks.Workload, s => s.Policy = s.Policy with { Workload = [new string('a', 96)] }),
            ["keep: no configuration"] = new(ClaimsChecks.Configuration, s => s.Policy = s.Policy with { Configuration = [new string('a', 96)] }),
            ["keep: another TEE is wanted"] = new(PolicyScope.Kind, s => s.Policy = s.Policy with { Tee = [Tee.SevSnp] }),
            ["keep: the policy asks for what cannot be shown"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { RequireRevocationCheck = true }),
            ["keep: the policy asks for an SVN"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { MinimumIsvSvn = 1 }),
        };

    public static void AssertFails<T>(SceneFault<T> fault, T scene, IReadOnlyList<CheckDefinition> all)
        where T : KeepScene
    {
        fault.Spoil(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(fault.Fails.Select(c => c.Id), appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(all.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        Assert.Equal(fault.Fails[0].Id, appraisal.FirstFailure!.Id);
        Assert.NotNull(appraisal.FirstFailure.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    public static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Reason}"));
}
