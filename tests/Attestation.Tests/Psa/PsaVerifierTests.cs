namespace Enarx.Attestation.Tests;

/// <summary>PSA tokens of every profile: they pass, and one fault is enough to refuse them.</summary>
public sealed class PsaVerifierTests
{
    private const string Oldest = "PSA_IOT_PROFILE_1";

    private static readonly Dictionary<string, SceneFault<PsaScene>> Faults = new(
    [
        .. new Dictionary<string, SceneFault<PsaScene>>
        {
            ["no tag"] = new(PsaChecks.Cose.Envelope, s => s.Token.Tag = null),
            ["another profile"] = Claim(265, w => w.WriteTextString("tag:psacertified.org,2030:psa#tfm")),
            ["a profile of CCA"] = Claim(265, w => w.WriteTextString("http://arm.com/CCA-SSD/1.0.0")),
            ["the oldest profile's name in the newer claim"] = Claim(265, w => w.WriteTextString(Oldest)),
            ["no profile"] = new(PsaChecks.Claims, s => s.Token.Claims.Remove(265)),
            ["no nonce"] = new(PsaChecks.Claims, s => s.Token.Claims.Remove(10)),
            ["a nonce of 16 bytes"] = Claim(10, w => w.WriteByteString(new byte[16])),
            ["client 0"] = Claim(2394, w => w.WriteInt32(0)),
            ["a client of more than 31 bits"] = Claim(2394, w => w.WriteInt64(int.MaxValue + 1L)),
            ["no client"] = new(PsaChecks.Claims, s => s.Token.Claims.Remove(2394)),
            ["a lifecycle of no state"] = Claim(2395, w => w.WriteInt32(0x3f00)),
            ["a boot seed of 7 bytes"] = Claim(268, w => w.WriteByteString(new byte[7])),
            ["a boot seed of 33 bytes"] = Claim(268, w => w.WriteByteString(new byte[33])),
            ["a certification reference of letters"] = Claim(2398, w => w.WriteTextString("123456789012x-12345")),
            ["a certification reference without a version"] = Claim(2398, w => w.WriteTextString("1234567890123")),
            ["no software components"] = new(PsaChecks.Claims, s => s.Token.Claims.Remove(2399)),
            ["no measurements under a newer profile"] = new(PsaChecks.Claims, s => s.Token.Claims.Remove(2399).Set(-75007, w => w.WriteInt32(1))),
            ["an instance id of another type"] = Claim(256, w => w.WriteByteString([3, .. new byte[32]])),

            ["an endorsement of junk"] = new(PsaChecks.Key.Format, s => s.Endorsements.Add("junk"u8.ToArray())),
            ["a key beside its curve"] = new(PsaChecks.Key.Point, s => s.Endorsements.Add([.. s.Endorsements[0][..^1], (byte)(s.Endorsements[0][^1] ^ 1)])),
            ["a key of another instance"] = new(PsaChecks.Key.Platform, s => s.Endorsements[0] = CcaEndorsementTests.Anchor(s.Endorsements[0], new byte[32], [1, .. new byte[31], 1])),
            ["a key that the policy does not name"] = new(PsaChecks.Key.Trusted, s => s.Policy = s.Policy with { TrustedRoot = [] }),
            ["a simulation"] = new(PsaChecks.Key.Simulation, s => s.Token.Claims.Set(2400, w => w.WriteTextString(SimulatedSnpAuthority.Organization))),

            ["debug"] = new(PsaChecks.Policy.Debug, s => s.Token.Claims.Set(2395, w => w.WriteInt32(0x4001))),
            ["provisioning"] = new(PsaChecks.Policy.Lifecycle, s => s.Token.Claims.Set(2395, w => w.WriteInt32(0x2000))),
            ["another implementation"] = Policy(PsaChecks.Policy.Implementation, p => p with { ImplementationId = ["aa"] }),
            ["another instance"] = Policy(PsaChecks.Policy.Instance, p => p with { ChipId = ["aa"] }),
            ["other software"] = Policy(PsaChecks.Policy.Software, p => p with { SoftwareComponent = ["aa"] }),
            ["another nonce"] = Policy(PsaChecks.Nonce, p => p with { Nonce = "01" }),
            ["other reference values"] = new(PsaChecks.Policy.Reference, s => s.Endorsements.Add(CorimBuilder.Corim(CorimBuilder.Platform(new byte[32], CorimBuilder.Component("BL", new byte[32], new byte[32]))))),
            ["another TEE is wanted"] = Policy(PolicyScope.Kind, p => p with { Tee = [Tee.Cca] }),
            ["report_data is asked for"] = Policy(PolicyScope.Applies, p => p with { ReportData = "00" }),
        },
        .. EnvelopeFaults.Of<PsaScene>(PsaChecks.Cose, s => s.Token, [PsaChecks.Key.Platform, PsaChecks.Cose.Signature], "token"),
    ]);

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void One_fault_fails_one_check(string name)
    {
        using var scene = new PsaScene();
        Faults[name].Spoil(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Equal(Faults[name].Fails.Select(c => c.Id), Failed(appraisal));
        Assert.Equal(PsaChecks.All.Count, appraisal.Checks.Count);
    }

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([PsaChecks.Key.Present], PsaChecks.All.Except(ClaimsChecks.All).Except(Faults.Values.SelectMany(f => f.Fails)));

    [Theory]
    [InlineData("tag:psacertified.org,2023:psa#tfm")]
    [InlineData("http://arm.com/psa/2.0.0")]
    [InlineData(Oldest)]
    public void Every_profile_passes(string profile)
    {
        using var scene = new PsaScene(profile);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.Equal(profile, appraisal.Product);
        Assert.False(appraisal.IsSimulated);
    }

    [Fact]
    public void The_oldest_profile_may_leave_its_name_out_and_measure_nothing()
    {
        using var scene = new PsaScene(Oldest);
        scene.Token.Claims.Remove(-75000).Remove(-75006).Set(-75007, w => w.WriteInt32(1));
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
        scene.Policy = scene.Policy with { SoftwareComponent = [new string('0', 64)] };
        Assert.Equal(["psa.policy.software"], Failed(scene.Appraise()));
    }

    [Theory]
    [InlineData(-75004)]
    [InlineData(-75006)]
    [InlineData(-75009)]
    public void The_oldest_profile_needs_its_claims(int claim)
    {
        using var scene = new PsaScene(Oldest);
        scene.Token.Claims.Remove(claim);
        Assert.Equal(["psa.token.claims"], Failed(scene.Appraise()));
    }

    [Fact]
    public void Measurements_and_the_claim_that_there_are_none_exclude_each_other()
    {
        using var scene = new PsaScene(Oldest);
        scene.Token.Claims.Set(-75007, w => w.WriteInt32(1));
        Assert.Equal(["psa.token.claims"], Failed(scene.Appraise()));
    }

    [Fact]
    public void Two_boot_seeds_are_refused()
    {
        using var scene = new PsaScene("http://arm.com/psa/2.0.0");
        scene.Token.Claims.Set(2397, w => w.WriteByteString(new byte[32]));
        Assert.Equal(["psa.token.claims"], Failed(scene.Appraise()));
    }

    [Fact]
    public void A_policy_that_the_token_meets_passes()
    {
        using var scene = new PsaScene();
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.Psa],
            Nonce = new string('0', 64),
            ChipId = ["01" + new string('0', 64)],
            ImplementationId = [new string('0', 64)],
            SoftwareComponent = [new string('0', 64)],
            Lifecycle = [SecurityLifecycle.Secured],
        };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void Without_a_key_the_appraisal_is_not_done()
    {
        using var scene = new PsaScene();
        scene.Endorsements.Clear();
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal("psa.iak.present", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void Claims_of_a_keep_are_bound_to_nothing_and_refused()
    {
        using var scene = new PsaScene();
        var evidence = new KeepEvidence
        {
            Tee = Tee.Psa,
            Report = scene.Token.Encode(),
            Endorsements = scene.Endorsements,
            Claims = new Protocol.KeepClaims { Nonce = new byte[32], Key = new byte[48] }.Encode(),
            Nonce = new byte[32],
        };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, scene.Policy, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(CheckVerdict.NotDone, appraisal.Checks.Single(c => c.Id == "claims.report-data").Verdict);
    }

    private static SceneFault<PsaScene> Claim(object label, Action<System.Formats.Cbor.CborWriter> value) => new(PsaChecks.Claims, s => s.Token.Claims.Set(label, value));

    private static SceneFault<PsaScene> Policy(CheckDefinition fails, Func<KeepPolicy, KeepPolicy> change) => new(fails, s => s.Policy = change(s.Policy));

    private static IEnumerable<string> Failed(KeepAppraisal appraisal) => appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id);
}
