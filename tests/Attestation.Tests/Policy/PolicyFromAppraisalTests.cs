namespace Enarx.Attestation.Tests;

/// <summary>Policies made of what was observed: they pin it, say where it came from, and carry no laxity over.</summary>
public sealed class PolicyFromAppraisalTests(SimulatedHost host)
{
    private static readonly EvidenceClaim[] Claims =
    [
        new("VMPL", "1", "r"), new("GUEST_SVN", "7", "r"), new("HOST_DATA", SamplePolicies.Hex(32), "r"), new("FAMILY_ID", new string('0', 32), "r"),
        new("ID_KEY_DIGEST", SamplePolicies.Hex(48), "r"), new("LAUNCH_MIT_VECTOR", "0x0000000000000003", "r"), new("REPORT_DATA", SamplePolicies.Hex(64), "r"),
        new("MRSIGNER", SamplePolicies.Hex(32), "r"), new("ISVPRODID", "2", "r"), new("ISVSVN", "5", "r"), new("RTMR0", SamplePolicies.Hex(48), "r"), new("RTMR3", new string('0', 96), "r"),
        new("PCR[4]", SamplePolicies.Hex(48), "r"), new("PCR8", SamplePolicies.Hex(48), "r"), new("MRSEAM", SamplePolicies.Hex(48), "r"), new("something", "else", "r"),
        new("LAUNCH_TCB.SPL", "bl 4 tee 0 snp 7 ucode 115", "r"), new("COMMITTED_VERSION", "1.55.22", "r"), new("tcbDate", "2024-03-13T00:00:00Z", "r"),
        new("Realm extensible measurements[2]", SamplePolicies.Hex(64), "r"), new("Realm personalization value", SamplePolicies.Hex(64), "r"), new("implementation id", SamplePolicies.Hex(32), "r"),
        new("software component 0", $"BL 1.2 {SamplePolicies.Hex(32)} signer {SamplePolicies.Hex(48)}", "r"), new("software component 1", $"M1 signer 00 {SamplePolicies.Hex(48)} signer 00", "r"),
    ];

    [Fact]
    public void What_was_observed_is_pinned_and_its_source_is_told()
    {
        KeepPolicy policy = PolicyFromAppraisal.Make(SampleAppraisals.Passed() with { Claims = Claims }, "pinned");
        Assert.Equal("pinned", policy.Name);
        Assert.Equal([Tee.SevSnp], policy.Tee);
        Assert.Equal([SamplePolicies.Hex(48)], policy.Measurement);
        Assert.Equal(new SnpTcb(3, 0, 7, 115), policy.MinimumTcb);
        Assert.Equal(new Version(1, 55, 22), policy.MinimumFirmware);
        Assert.Equal(new DateTimeOffset(2024, 3, 13, 0, 0, 0, TimeSpan.Zero), policy.MinimumTcbDate);
        Assert.Equal([2], policy.Rem.Keys);
        Assert.Equal([SamplePolicies.Hex(64)], policy.PersonalizationValue);
        Assert.Equal([SamplePolicies.Hex(32)], policy.ImplementationId);
        Assert.Equal([SamplePolicies.Hex(32), SamplePolicies.Hex(48)], policy.SoftwareComponent);
        Assert.Equal([1], policy.Vmpl);
        Assert.Equal(7u, policy.MinimumGuestSvn);
        Assert.Equal([SamplePolicies.Hex(32)], policy.HostData);
        Assert.Equal(3ul, policy.LaunchMitigation);
        Assert.Equal([SamplePolicies.Hex(32)], policy.MrSigner);
        Assert.Equal([2], policy.IsvProdId);
        Assert.Equal(5u, policy.MinimumIsvSvn);
        Assert.Equal([0, 3], policy.Rtmr.Keys.Order());
        Assert.Equal([4, 8], policy.Pcr.Keys.Order());
        // Fields of zeros, what changes with each report, and what the vendor updates.
        Assert.Empty(policy.FamilyId);
        Assert.Null(policy.ReportData);
        Assert.Empty(policy.MrSeam);
        Assert.Empty(policy.ChipId);
        Assert.Equal(PolicyFields.SetIn(policy).Where(name => name != "Name").Order(), policy.Sources.Keys.Order());
        Assert.Equal("VMPL, r, of SevSnp evidence, appraised 2026-01-02T03:04:05Z", policy.Sources["Vmpl"]);
        Assert.Equal(PolicyJson.Write(policy), PolicyJson.Write(PolicyJson.Read(PolicyJson.Write(policy))));
    }

    [Fact]
    public void The_chip_and_a_Nitro_instance_are_pinned_only_when_asked()
    {
        KeepAppraisal appraisal = SampleAppraisals.Passed(Tee.Nitro) with { Claims = Claims };
        Assert.Equal([8], PolicyFromAppraisal.Make(appraisal, "x").Pcr.Keys);
        KeepPolicy pinned = PolicyFromAppraisal.Make(appraisal, "x", pinChip: true);
        Assert.Equal([4, 8], pinned.Pcr.Keys.Order());
        Assert.Equal([SamplePolicies.Hex(64)], pinned.ChipId);
        Assert.Throws<KeepException>(() => PolicyFromAppraisal.Make(appraisal with { ChipId = new string('0', 128) }, "x", pinChip: true));
        Assert.Throws<KeepException>(() => PolicyFromAppraisal.Make(appraisal with { ChipId = null }, "x", pinChip: true));
    }

    [Fact]
    public void A_report_that_the_host_asked_for_has_no_privilege_level_to_pin() =>
        Assert.Empty(PolicyFromAppraisal.Make(SampleAppraisals.Passed() with { Claims = [new("VMPL", "4294967295", "r")] }, "x").Vmpl);

    [Fact]
    public void Nothing_is_made_of_what_did_not_pass()
    {
        Assert.Equal(KeepErrorId.AppraisalNotPassed, Assert.Throws<KeepException>(() => PolicyFromAppraisal.Make(SampleAppraisals.Refused(CheckCategory.Policy), "x")).ErrorId);
        Assert.Equal(KeepErrorId.AppraisalNotPassed, Assert.Throws<KeepException>(() => PolicyFromAppraisal.Make(SampleAppraisals.Passed() with { Checks = [] }, "x")).ErrorId);
    }

    [Fact]
    public void A_claim_that_no_policy_can_name_is_an_error_and_not_passed_over() =>
        Assert.Equal(KeepErrorId.PolicyFieldInvalid, Assert.Throws<KeepException>(() => PolicyFromAppraisal.Make(SampleAppraisals.Passed() with { Claims = [new("HOST_DATA", "12", "r")] }, "x")).ErrorId);

    [Fact]
    public void Laxity_is_not_carried_over_and_what_the_caller_trusts_is()
    {
        var lax = new KeepPolicy
        {
            AllowDebug = true, SimulationRoot = [host.Authority.RootDigest], TrustedRoot = [host.Authority.RootDigest], MaximumAge = TimeSpan.FromHours(1), TcbStatus = [TcbStatus.OutOfDate],
        };
        KeepPolicy policy = PolicyFromAppraisal.Make(SampleAppraisals.Passed(policy: lax, simulated: true) with { TcbStatus = TcbStatus.OutOfDate }, "x");
        Assert.False(policy.AllowDebug);
        Assert.Empty(policy.SimulationRoot);
        Assert.Null(policy.MaximumAge);
        Assert.Equal(lax.TrustedRoot, policy.TrustedRoot);
        Assert.Equal([TcbStatus.OutOfDate], policy.TcbStatus);
    }

    [Fact]
    public void The_same_evidence_passes_the_policy_that_is_made_of_it_once_its_simulation_is_accepted()
    {
        var scene = new Scene(host);
        KeepAppraisal appraisal = scene.Appraise();
        KeepPolicy policy = PolicyFromAppraisal.Make(appraisal, "pinned", pinChip: true);
        scene.Policy = policy;
        Assert.Equal(CheckCategory.Simulation, scene.Appraise().FirstFailure!.Category);
        scene.Policy = policy with { SimulationRoot = [host.Authority.RootDigest] };
        KeepAppraisal again = scene.Appraise();
        Assert.True(again.Passed, $"{again}: {again.FirstFailure?.Reason} {again.FirstFailure?.Actual}");
        scene.EditReport(report => report[0x90] ^= 1);
        Assert.Equal(CheckCategory.Policy, scene.Appraise().FirstFailure!.Category);
    }
}
