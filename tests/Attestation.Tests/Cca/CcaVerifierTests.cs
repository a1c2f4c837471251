using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Tokens of a simulated Realm: they pass, and one fault is enough to refuse them.</summary>
public sealed class CcaVerifierTests(SimulatedTees tees)
{
    [Fact]
    public void A_simulated_Realm_passes_where_the_policy_names_its_key()
    {
        var scene = new CcaScene(tees);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Equal(Convert.ToHexStringLower(KeepScene.Measurement), appraisal.Measurement);
        Assert.Equal(Convert.ToHexStringLower(KeepClaims.ReportData(scene.Claims)), appraisal.ReportData);
        Assert.Equal(KeepClaims.Decode(scene.Claims).Key, appraisal.AttestedKey);
        Assert.Contains(appraisal.Claims, c => c.Name == "lifecycle" && c.Value == "Secured (0x3000)");
    }

    [Theory]
    [MemberData(nameof(CcaFaults.Names), MemberType = typeof(CcaFaults))]
    public void One_fault_fails_one_check(string name) => CommonFaults.AssertFails(CcaFaults.Get(name), new CcaScene(tees), CcaChecks.All);

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() => Assert.Equal([CcaChecks.Key.Present], CcaChecks.All.Except(CcaFaults.Covered));

    [Fact]
    public void A_bare_point_passes_where_there_is_no_profile()
    {
        var scene = new CcaScene(tees);
        scene.Realm.Claims.Remove(265);
        scene.SetRealmKey(CcaFaults.Point(scene, 4));
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void The_collection_of_the_newer_drafts_passes()
    {
        var scene = new CcaScene(tees) { Collection = (platform, realm) => CcaFaults.WriteWrapped(platform, realm, 263) };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Theory]
    [InlineData("sha-384")]
    [InlineData("sha-512")]
    public void The_binding_is_under_the_hash_that_the_Realm_names(string name)
    {
        var scene = new CcaScene(tees);
        byte[] key = CoseSign1.Read(CcaToken.Read(scene.Evidence().Report).Realm.Embedded("token"), requireTag: true).Payload.Embedded("claims").Map(64).Get(44237, "key").Bytes(0, 512).ToArray();
        scene.SetRealm(44240, w => w.WriteTextString(name));
        scene.SetPlatform(10, w => w.WriteByteString(name == "sha-384" ? SHA384.HashData(key) : SHA512.HashData(key)));
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void Claims_and_headers_that_nobody_knows_are_passed_over()
    {
        var scene = new CcaScene(tees);
        scene.SetPlatform(70000, w => w.WriteNull());
        scene.SetRealm("surprise", w => w.WriteBoolean(true));
        scene.Platform.Unprotected.Set(4, w => w.WriteByteString([1, 2, 3]));
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void A_policy_that_the_token_meets_passes()
    {
        var scene = new CcaScene(tees) { ReceivedAt = DateTimeOffset.UtcNow };
        KeepAppraisal first = scene.Appraise();
        string mark = first.Claims.Single(c => c.Name == "implementation id").Value;
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.Cca],
            Measurement = [first.Measurement!.ToUpperInvariant()],
            ChipId = [first.ChipId!],
            ReportData = first.ReportData,
            Nonce = first.ReportData,
            Lifecycle = [SecurityLifecycle.Secured],
            ImplementationId = [mark],
            SoftwareComponent = [mark],
            PersonalizationValue = [new string('0', 128)],
            Rem = new Dictionary<int, IReadOnlyList<string>> { [0] = [new string('0', 96)] },
            MaximumAge = TimeSpan.FromHours(1),
        };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Fact]
    public void Debug_passes_where_the_policy_allows_it()
    {
        var scene = new CcaScene(tees);
        scene.SetPlatform(2395, w => w.WriteInt32(0x4000));
        scene.Policy = scene.Policy with { AllowDebug = true };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
        scene.Policy = scene.Policy with { AllowDebug = false, Lifecycle = [SecurityLifecycle.NonRotDebug] };
        Assert.True(scene.Appraise().Passed, CommonFaults.Explain(scene.Appraise()));
    }

    [Theory]
    [InlineData(CcaFault.Debug, "cca.policy.debug")]
    [InlineData(CcaFault.Unbound, "cca.binding")]
    [InlineData(CcaFault.PlatformSignature, "cca.platform.signature")]
    [InlineData(CcaFault.RealmSignature, "cca.realm.signature")]
    [InlineData(CcaFault.OtherKey, "cca.cpak.platform")]
    public void A_platform_that_is_asked_to_fail_fails(CcaFault fault, string check)
    {
        (byte[] report, IReadOnlyList<byte[]> endorsements) = tees.Platform.Attest(new byte[32], new byte[64], fault);
        var evidence = new KeepEvidence { Tee = Tee.Cca, Report = report, Endorsements = endorsements };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = [tees.Cca.RootDigest] }, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Equal(CheckVerdict.Failed, appraisal.Checks.Single(c => c.Id == check).Verdict);
    }

    [Theory]
    [InlineData(31, 64)]
    [InlineData(32, 63)]
    [InlineData(0, 64)]
    public void Lengths_that_cannot_be_are_refused(int measurement, int reportData) =>
        Assert.ThrowsAny<ArgumentException>(() => tees.Platform.Attest(new byte[measurement], new byte[reportData]));

    [Fact]
    public void Opening_the_authority_again_gives_the_same_key() =>
        Assert.Equal(tees.Cca.RootDigest, SimulatedCcaAuthority.OpenOrCreate(tees.Folder).RootDigest);

    [Fact]
    public void Foreign_evidence_needs_no_claims()
    {
        var scene = new CcaScene(tees);
        scene.Strip();
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.Null(appraisal.AttestedKey);
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict()
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.Cca, Report = null!, Endorsements = [null!] }, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.Equal(["cca.token.collection", "cca.cpak.format"], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
    }

    [Fact]
    public void Every_order_of_a_curve_is_as_long_as_a_coordinate()
    {
        Assert.Equal([32, 48, 66], CoseAlgorithm.All.Select(a => a.ScalarLength));
        Assert.All(CoseAlgorithm.All, a =>
        {
            using var key = ECDsa.Create(a.CurveBits switch { 256 => ECCurve.NamedCurves.nistP256, 384 => ECCurve.NamedCurves.nistP384, _ => ECCurve.NamedCurves.nistP521 });
            Assert.True(a.IsSignature(key.SignData([1], a.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));
        });
    }
}
