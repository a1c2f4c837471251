using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Documents of a simulated enclave: they pass, and one fault is enough to refuse them.</summary>
public sealed class NitroVerifierTests(SimulatedTees tees)
{
    [Fact]
    public void A_simulated_enclave_passes_where_the_policy_names_its_root()
    {
        using var scene = new NitroScene(tees);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Equal(Convert.ToHexStringLower(KeepScene.Measurement), appraisal.Measurement);
        Assert.Equal(Convert.ToHexStringLower(KeepClaims.ReportData(scene.Claims)), appraisal.ReportData);
        Assert.Equal(KeepClaims.Decode(scene.Claims).Key, appraisal.AttestedKey);
        Assert.Equal(["Enclave", "Intermediate", "Intermediate", "Intermediate", "Root"], appraisal.Endorsements.Select(e => e.Kind));
    }

    [Theory]
    [MemberData(nameof(NitroFaults.Names), MemberType = typeof(NitroFaults))]
    public void One_fault_fails_one_check(string name)
    {
        using var scene = new NitroScene(tees);
        CommonFaults.AssertFails(NitroFaults.Get(name), scene, NitroChecks.All);
    }

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() => Assert.Equal([NitroChecks.Chain.Complete], NitroChecks.All.Except(NitroFaults.Covered));

    [Fact]
    public void Without_a_root_the_appraisal_is_not_done()
    {
        using var scene = new NitroScene(tees);
        scene.Bundle.RemoveAt(0);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Equal("nitro.chain.complete", appraisal.FirstFailure!.Id);
        Assert.DoesNotContain(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed);
    }

    [Fact]
    public void Tag_open_lengths_and_absent_fields_pass()
    {
        using var scene = new NitroScene(tees);
        scene.Document.Tag = CoseSign1.Tag;
        scene.Document.Payload = claims => claims.Encode(indefinite: true);
        scene.Document.Claims.Remove("public_key").Remove("nonce");
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void Fields_at_their_greatest_lengths_pass()
    {
        using var scene = new NitroScene(tees);
        scene.Strip();
        scene.Set("public_key", w => w.WriteByteString(new byte[1024]));
        scene.Set("user_data", w => w.WriteByteString(new byte[512]));
        scene.Set("nonce", w => w.WriteByteString(new byte[512]));
        scene.SetRegisters([.. Enumerable.Range(0, 32).Select(i => (i, Enumerable.Repeat((byte)1, (i % 3) switch { 0 => 32, 1 => 48, _ => 64 }).ToArray()))]);
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void A_root_that_the_caller_trusts_passes_and_is_no_simulation()
    {
        using var scene = new NitroScene(tees);
        NitroFaults.Get("a root that nobody names").Spoil(scene);
        scene.Policy = new KeepPolicy { TrustedRoot = [X509Certificate.Parse(scene.Bundle[0]).PublicKeyDigest] };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.False(appraisal.IsSimulated);
    }

    [Fact]
    public void A_policy_that_the_document_meets_passes()
    {
        using var scene = new NitroScene(tees);
        scene.Set("nonce", w => w.WriteByteString([1, 2]));
        scene.ReceivedAt = scene.Time.AddSeconds(-1);
        KeepAppraisal first = scene.Appraise();
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.Nitro],
            Measurement = [first.Measurement!],
            ReportData = first.ReportData,
            Nonce = "0102",
            Pcr = new Dictionary<int, IReadOnlyList<string>> { [0] = [first.Measurement!.ToUpperInvariant()], [8] = [new string('0', 96)] },
            MaximumAge = TimeSpan.FromHours(1),
        };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void Debug_passes_where_the_policy_allows_it()
    {
        using var scene = new NitroScene(tees);
        NitroFaults.Get("debug mode").Spoil(scene);
        scene.Policy = scene.Policy with { AllowDebug = true };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Theory]
    [InlineData(NitroFault.None, null)]
    [InlineData(NitroFault.Debug, "nitro.policy.debug")]
    [InlineData(NitroFault.Signature, "nitro.document.signature")]
    [InlineData(NitroFault.Expired, "nitro.chain.validity")]
    [InlineData(NitroFault.MissingIssuer, "nitro.chain.order")]
    [InlineData(NitroFault.OtherRoot, "nitro.chain.root.simulation")]
    public void A_hypervisor_that_is_asked_to_fail_fails(NitroFault fault, string? check)
    {
        (byte[] report, IReadOnlyList<byte[]> endorsements) = tees.Hypervisor.Attest(new byte[47].Append((byte)1).ToArray(), new byte[64], fault);
        var evidence = new KeepEvidence { Tee = Tee.Nitro, Report = report, Endorsements = endorsements };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = [tees.Nitro.RootDigest] }, DateTimeOffset.UtcNow);
        Assert.Equal(check is null, appraisal.Passed);
        Assert.Equal(check, appraisal.FirstFailure?.Id);
    }

    [Theory]
    [InlineData(32, 64)]
    [InlineData(48, 63)]
    public void Lengths_that_cannot_be_are_refused(int measurement, int reportData) =>
        Assert.ThrowsAny<ArgumentException>(() => tees.Hypervisor.Attest(new byte[measurement], new byte[reportData]));

    [Fact]
    public void Opening_the_authority_again_gives_the_same_root() =>
        Assert.Equal(tees.Nitro.RootDigest, SimulatedNitroAuthority.OpenOrCreate(tees.Folder).RootDigest);

    [Theory]
    [InlineData("nitro.zone.key")]
    [InlineData("nitro.root.key")]
    public void A_key_that_was_made_anew_beside_its_certificate_is_told(string file)
    {
        string folder = Directory.CreateTempSubdirectory("enarx-nitro-").FullName;
        try
        {
            SimulatedNitroAuthority.OpenOrCreate(folder);
            File.Delete(Path.Combine(folder, file));
            Assert.Throws<SimulationException>(() => SimulatedNitroAuthority.OpenOrCreate(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict()
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.Nitro, Report = null! }, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.Equal("nitro.document.envelope", Assert.Single(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed).Id);
    }
}
