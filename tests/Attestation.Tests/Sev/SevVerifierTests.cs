using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence that this project issued itself: it passes, and one fault is enough to refuse it.</summary>
public sealed class SevVerifierTests(SevSimulation simulation) : IClassFixture<SevSimulation>
{
    [Fact]
    public void Evidence_of_a_guest_passes_under_its_owners_session()
    {
        using var scene = new SevScene(simulation);
        string digest = Convert.ToHexStringLower(SHA256.HashData(SevScene.Image));
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.Sev],
            Measurement = [digest],
            ChipId = [Convert.ToHexStringLower(SHA256.HashData(simulation.Cek.ExportSubjectPublicKeyInfo()))],
            MinimumFirmware = new Version(1, 55, 24),
            Nonce = Convert.ToHexString(scene.Launch.Nonce),
            ReportData = Convert.ToHexStringLower(KeepClaims.ReportData(scene.Claims!)),
        };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Null(appraisal.Product);
        Assert.Equal(digest, appraisal.Measurement);
        Assert.Equal(KeepClaims.Decode(scene.Claims).Key, appraisal.AttestedKey);
        Assert.Equal(["ARK", "ASK", "PDH", "PEK", "OCA", "CEK"], appraisal.Endorsements.Select(e => e.Kind));
        Assert.Equal("1", appraisal.Claims.Single(c => c.Name == "POLICY.NODBG").Value);
        Assert.Equal("0", appraisal.Claims.Single(c => c.Name == "POLICY.DOMAIN").Value);
        Assert.Equal("1.55", appraisal.Claims.Single(c => c.Name == "PDH.API").Value);
    }

    [Theory]
    [MemberData(nameof(SevFaults.Names), MemberType = typeof(SevFaults))]
    public void One_fault_fails_one_check(string name)
    {
        SevFault fault = SevFaults.Get(name);
        using var scene = new SevScene(simulation);
        fault.Spoil(scene, simulation);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal([fault.Fails.Id], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(SevChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        Assert.NotNull(appraisal.FirstFailure!.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([SevChecks.EndorsementsComplete, SevChecks.Owner, SevChecks.Rollback], SevChecks.All.Except(SevFaults.Covered));

    [Fact]
    public void Without_the_session_nobody_can_say_that_the_launch_was_measured()
    {
        using var scene = new SevScene(simulation) { Session = null };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.DoesNotContain(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed);
        Assert.Equal(SevChecks.LaunchMeasure.Id, appraisal.FirstFailure!.Id);
        Assert.Contains(appraisal.Checks, c => c.Id == SevChecks.GuestProof.Id && c is { Verdict: CheckVerdict.NotDone, Required: true });
    }

    [Fact]
    public void A_platform_passes_alone_and_binds_nothing_of_a_keep()
    {
        using var scene = new SevScene(simulation) { Session = null, Part = [], Claims = null, Certificate = null };
        Assert.Equal(ClaimsChecks.Format.Id, scene.Appraise().FirstFailure!.Id);
        scene.Nonce = null;
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        Assert.Null(appraisal.Measurement);
        Assert.Null(appraisal.AttestedKey);
    }

    [Fact]
    public void A_policy_about_a_guest_refuses_a_platform_alone()
    {
        (string Check, Func<KeepPolicy, KeepPolicy> Ask)[] asks =
        [
            (SevChecks.Measurement.Id, p => p with { Measurement = [new string('0', 64)] }),
            (SevChecks.MinimumFirmware.Id, p => p with { MinimumFirmware = new Version(0, 1) }),
            (SevChecks.Nonce.Id, p => p with { Nonce = new string('0', 32) }),
            (SevChecks.ReportData.Id, p => p with { ReportData = "00" }),
        ];
        foreach ((string check, Func<KeepPolicy, KeepPolicy> ask) in asks)
        {
            using var scene = new SevScene(simulation) { Session = null, Part = [], Claims = null, Nonce = null, Certificate = null };
            scene.Policy = ask(scene.Policy);
            Assert.Equal(check, scene.Appraise().FirstFailure!.Id);
        }
    }

    [Fact]
    public void A_session_requires_a_launch()
    {
        using var scene = new SevScene(simulation) { Part = [], Claims = null, Nonce = null, Certificate = null };
        Assert.Equal(SevChecks.LaunchFormat.Id, scene.Appraise().FirstFailure!.Id);
    }

    [Fact]
    public void A_session_is_not_satisfied_by_a_report_that_names_no_session()
    {
        using var scene = new SevScene(simulation);
        SevLaunchSession session = scene.Session!;
        scene.UseReport();
        KeepAppraisal anybody = scene.Appraise();
        Assert.True(anybody.Passed, SevScene.Explain(anybody));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(SevScene.Image)), anybody.Measurement);
        scene.Session = session;
        Assert.Equal(SevChecks.LaunchMeasure.Id, scene.Appraise().FirstFailure!.Id);
    }

    [Fact]
    public void A_report_answers_the_nonce_of_the_policy()
    {
        using var scene = new SevScene(simulation);
        scene.UseReport(r => r.AsSpan(0, 16).Fill(0xab));
        scene.Policy = scene.Policy with { Nonce = string.Concat(Enumerable.Repeat("AB", 16)) };
        Assert.True(scene.Appraise().Passed, SevScene.Explain(scene.Appraise()));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Missing_issuers_are_not_done(bool noIssuer, bool noRoot)
    {
        using var scene = new SevScene(simulation);
        if (noIssuer)
            scene.Issuer = [];
        if (noRoot)
            scene.Root = [];
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.DoesNotContain(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed);
        Assert.Equal(SevChecks.EndorsementsComplete.Id, appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void A_CEK_as_the_platform_exports_it_needs_the_certificate_that_AMD_signed()
    {
        using var scene = new SevScene(simulation);
        byte[] signed = scene.Cek;
        scene.Cek = SevFaults.Unsigned(scene.Cek);
        KeepAppraisal without = scene.Appraise();
        Assert.Equal(SevChecks.ChipEndorsed.Id, without.FirstFailure!.Id);
        Assert.DoesNotContain(without.Checks, c => c.Verdict == CheckVerdict.Failed);
        scene.More.Add(signed);
        Assert.True(scene.Appraise().Passed, SevScene.Explain(scene.Appraise()));
        signed[5] ^= 1;
        Assert.Equal(SevChecks.ChipSignature.Id, scene.Appraise().FirstFailure!.Id);
    }

    [Fact]
    public void The_right_issuers_are_picked_from_among_others()
    {
        using var scene = new SevScene(simulation);
        byte[] issuer = scene.Issuer, root = scene.Root;
        scene.EditRoot(c => c.AsSpan(0x40 + 512, 400).Fill(0x55));
        scene.EditIssuer(c => c.AsSpan(0x40 + 512, 400).Fill(0x55));
        Assert.False(scene.Appraise().Passed);
        scene.More.Add([.. issuer, .. root]);
        Assert.True(scene.Appraise().Passed, SevScene.Explain(scene.Appraise()));
    }

    [Fact]
    public void The_signatures_of_a_PEK_may_stand_in_either_order()
    {
        using var scene = new SevScene(simulation);
        scene.Pek = SevScene.Edit(scene.Pek, _ => { }, (SevUsage.Cek, simulation.Cek), (SevUsage.Oca, simulation.Oca));
        Assert.True(scene.Appraise().Passed, SevScene.Explain(scene.Appraise()));
    }

    [Fact]
    public void An_owner_may_bring_a_key_on_P256_and_be_named()
    {
        using var scene = new SevScene(simulation);
        using var owner = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        scene.Oca = SevScene.Edit(SevCertificateWriter.Write(SevUsage.Oca, SevAlgorithm.EcdsaSha256, owner.ExportParameters(false)), _ => { }, (SevUsage.Oca, owner));
        scene.Pek = SevScene.Edit(scene.Pek, _ => { }, (SevUsage.Oca, owner), (SevUsage.Cek, simulation.Cek));
        Assert.Equal(CheckVerdict.NotDone, scene.Appraise().Checks.Single(c => c.Id == SevChecks.Owner.Id).Verdict);
        scene.Policy = scene.Policy with { TrustedRoot = [Sha256Digest.FromBytes(SHA256.HashData(owner.ExportSubjectPublicKeyInfo()))] };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        Assert.Equal(CheckVerdict.Passed, appraisal.Checks.Single(c => c.Id == SevChecks.Owner.Id).Verdict);
    }

    [Fact]
    public void A_caller_may_trust_a_root_of_its_own()
    {
        using var scene = new SevScene(simulation);
        scene.Rename();
        scene.Policy = new KeepPolicy { TrustedRoot = [simulation.Authority.RootDigest] };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        Assert.False(appraisal.IsSimulated);
    }

    [Fact]
    public void A_simulation_shows_as_one_though_it_is_refused()
    {
        using var scene = new SevScene(simulation) { Policy = new KeepPolicy() };
        Assert.True(scene.Appraise().IsSimulated);
    }

    [Fact]
    public void Debugging_passes_where_the_policy_allows_it()
    {
        using var scene = new SevScene(simulation);
        scene.Remeasure(l => l with { Policy = new SevPolicy(0) });
        scene.State(KeepClaims.ReportData(scene.Claims!));
        Assert.False(scene.Appraise().Passed);
        scene.Policy = scene.Policy with { AllowDebug = true };
        Assert.True(scene.Appraise().Passed, SevScene.Explain(scene.Appraise()));
    }

    [Fact]
    public void The_right_MAC_is_never_shown()
    {
        using var scene = new SevScene(simulation);
        byte[] right = [.. scene.Launch.Measure], keys = scene.Session!.ExportKeys();
        scene.Launch.Measure[0] ^= 1;
        KeepAppraisal appraisal = scene.Appraise();
        string text = string.Join('\n', appraisal.Checks.Select(c => c.ToString())) + string.Join('\n', appraisal.Claims) + appraisal + scene.Session;
        foreach (byte[] secret in (byte[][])[right, keys[..16], keys[16..], scene.Session.GuestProofKey().Value])
            Assert.DoesNotContain(Convert.ToHexStringLower(secret), text, StringComparison.OrdinalIgnoreCase);
    }
}
