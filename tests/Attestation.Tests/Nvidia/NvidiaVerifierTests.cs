namespace Enarx.Attestation.Tests;

/// <summary>Measurements of an NVIDIA device pass, and each fault in them is refused by the check that is about it.</summary>
public sealed class NvidiaVerifierTests
{
    [Fact]
    public void Good_evidence_passes()
    {
        KeepAppraisal appraisal = new NvidiaScene().Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal("GH100 A01 GSP FMC LF", appraisal.Product);
        Assert.Equal("48b02df44660da06", appraisal.ChipId);
        Assert.Equal("590.12", Value(appraisal, "DRIVER_VERSION"));
        Assert.Equal("96.00.A5.00.01", Value(appraisal, "VBIOS_VERSION"));
        Assert.Equal(["measurement 1", "measurement 2", "measurement 4"], appraisal.Claims.Select(c => c.Name).Where(n => n.StartsWith("measurement", StringComparison.Ordinal)));
        Assert.Equal(["AK", "issuer", "issuer", "issuer", "root"], appraisal.Endorsements.Select(e => e.Kind));
        Assert.Equal(NvidiaChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
    }

    [Theory]
    [MemberData(nameof(NvidiaFaults.Names), MemberType = typeof(NvidiaFaults))]
    public void One_fault_fails_one_check(string name)
    {
        NvidiaFault fault = NvidiaFaults.Get(name);
        var scene = new NvidiaScene();
        fault.Spoil(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal([fault.Fails.Id], Failed(appraisal));
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(NvidiaChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        Assert.NotNull(appraisal.FirstFailure!.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    // Without report_data nothing can vouch for a key, so that these are never made; asked for, they refuse.
    private static readonly CheckDefinition[] OfReportData = [.. ClaimsChecks.All.Where(c => c == ClaimsChecks.ReportData || c == ClaimsChecks.Nonce || c == ClaimsChecks.Key || c == KeyBindingCheck.Key)];

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([NvidiaChecks.EndorsementLeaf, NvidiaChecks.Chain.Complete, .. OfReportData], NvidiaChecks.All.Except(NvidiaFaults.Covered));

    [Fact]
    public void A_missing_leaf_or_issuer_refuses_and_is_not_a_fault()
    {
        var scene = new NvidiaScene();
        scene.Without.Add(scene.Leaf);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Empty(Failed(appraisal));
        Assert.Equal("nvidia.endorsements.leaf", appraisal.FirstFailure!.Id);

        foreach (Func<NvidiaScene, CertificateSpec> issuer in (Func<NvidiaScene, CertificateSpec>[])[s => s.Device, s => s.Line, s => s.Model, s => s.Root])
        {
            scene = new NvidiaScene();
            scene.Without.Add(issuer(scene));
            appraisal = scene.Appraise();
            Assert.False(appraisal.Passed);
            Assert.Empty(Failed(appraisal));
            Assert.Equal("nvidia.chain.complete", appraisal.FirstFailure!.Id);
        }
    }

    [Fact]
    public void A_policy_that_the_evidence_meets_passes()
    {
        var scene = new NvidiaScene();
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.NvidiaGpu],
            Nonce = Convert.ToHexString(scene.Nonce),
            ChipId = ["48B02DF44660DA06"],
            SoftwareComponent = [.. new byte[] { 1, 2, 4 }.Select(i => Convert.ToHexString(System.Security.Cryptography.SHA384.HashData([i])))],
        };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
    }

    [Fact]
    public void Lists_are_asked_of_those_issuers_that_publish_them()
    {
        var scene = new NvidiaScene();
        scene.Policy = scene.Policy with { RequireRevocationCheck = true };
        Assert.Equal("nvidia.chain.crl.signature", scene.Appraise().FirstFailure!.Id);
        scene.More.Add(CertificateSpec.List(NvidiaScene.ModelName, "nv-model", scene.Time.AddDays(-1), scene.Time.AddDays(1)));
        Assert.False(scene.Appraise().Passed);
        scene.More.Add(CertificateSpec.List(NvidiaScene.RootName, "nv-root", scene.Time.AddDays(-1), scene.Time.AddDays(1)));
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal(2, appraisal.Endorsements.Count(e => e.Kind == "CRL"));
    }

    [Fact]
    public void A_chain_that_names_no_lists_at_all_is_asked_for_all_of_them()
    {
        var scene = new NvidiaScene();
        scene.Line.Set("2.5.29.31", null);
        scene.Model.Set("2.5.29.31", null);
        scene.Policy = scene.Policy with { RequireRevocationCheck = true };
        scene.More.Add(CertificateSpec.List(NvidiaScene.ModelName, "nv-model", scene.Time.AddDays(-1), scene.Time.AddDays(1)));
        scene.More.Add(CertificateSpec.List(NvidiaScene.RootName, "nv-root", scene.Time.AddDays(-1), scene.Time.AddDays(1)));
        Assert.False(scene.Appraise().Passed);
    }

    [Fact]
    public void A_request_may_come_in_its_own_part()
    {
        var scene = new NvidiaScene();
        byte[] request = scene.Evidence().Report[..37];
        scene.Parts[EvidencePart.SpdmRequest] = request;
        scene.EditSigned = exchange => exchange[37..];
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
    }

    [Fact]
    public void The_right_leaf_is_picked_from_among_others()
    {
        var scene = new NvidiaScene();
        var other = new CertificateSpec("CN=Another leaf", NvidiaScene.DeviceName, "nv-other", "nv-device");
        byte[][] leaves = [other.Build(), scene.Leaf.Build()];
        scene.Without.Add(scene.Leaf);
        scene.More.AddRange(leaves);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
    }

    [Fact]
    public void A_switch_that_does_not_report_its_firmware_passes_by_its_certificate()
    {
        var scene = new NvidiaScene();
        scene.Opaque[2] = NvidiaScene.Field(22, [0x66, 0x6e, 0x93, 0xe1, 0x9d, 0xec, 0x7d, 0x2d]);
        scene.Opaque[0] = NvidiaScene.Field(6, "96.10.73.00.01"u8.ToArray());
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal("96.10.73.00.01", Value(appraisal, "VBIOS_VERSION"));
        Assert.Equal("666e93e19dec7d2d", Value(appraisal, "SWITCH_PDI"));
    }

    [Fact]
    public void Text_that_could_do_something_to_a_terminal_is_shown_as_bytes()
    {
        var scene = new NvidiaScene();
        scene.Opaque[1] = NvidiaScene.Field(3, [0x1b, (byte)'[', (byte)'m', 0]);
        scene.Opaque.Add(NvidiaScene.Field(0x1234, [1]));
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal("1b5b6d00", Value(appraisal, "DRIVER_VERSION"));
        Assert.Equal("01", Value(appraisal, "OPAQUE_4660"));
    }

    [Fact]
    public void Evidence_in_a_certificate_that_it_cannot_vouch_for_does_not_pass()
    {
        var scene = new NvidiaScene { Keep = e => e with { Wrapping = new EvidenceWrapping { Binding = KeyBinding.ConceptualMessage, Content = Scene.SelfSigned() } } };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal("wrapping.key", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict() =>
        Assert.Equal(["nvidia.report.format", "nvidia.endorsements.format"],
            Failed(EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.NvidiaGpu, Report = null!, Endorsements = [null!] }, new KeepPolicy(), DateTimeOffset.UtcNow)));

    internal static string Explain(KeepAppraisal appraisal) => AzureVerifierTests.Explain(appraisal);

    internal static IEnumerable<string> Failed(KeepAppraisal appraisal) => AzureVerifierTests.Failed(appraisal);

    private static string Value(KeepAppraisal appraisal, string name) => appraisal.Claims.Single(c => c.Name == name).Value;
}
