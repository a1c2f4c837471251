using System.Security.Cryptography;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>A host key document passes, and each fault in it or its chain is refused by the check that is about it.</summary>
public sealed class IbmVerifierTests
{
    private static readonly string Armonk = IbmScene.SigningName.Replace("Poughkeepsie", "Armonk", StringComparison.Ordinal);

    [Fact]
    public void A_good_document_passes_and_gives_its_key()
    {
        var scene = new IbmScene();
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, AzureVerifierTests.Explain(appraisal));
        Assert.Equal(SHA384.HashData(scene.Host.PublicKey), appraisal.AttestedKey);
        Assert.Equal("7", appraisal.Claims.Single(c => c.Name == "serial number").Value);
        Assert.Equal(["signing key", "issuer", "root", "CRL", "CRL", "CRL"], appraisal.Endorsements.Select(e => e.Kind));
        Assert.Equal(IbmChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
    }

    [Theory]
    [MemberData(nameof(IbmFaults.Names), MemberType = typeof(IbmFaults))]
    public void One_fault_fails_one_check(string name)
    {
        IbmFault fault = IbmFaults.Get(name);
        var scene = new IbmScene();
        fault.Spoil(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal([fault.Fails.Id], AzureVerifierTests.Failed(appraisal));
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(IbmChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        Assert.NotNull(appraisal.FirstFailure!.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    // Without report_data nothing can vouch for a key, so that these are never made; asked for, they refuse.
    private static readonly CheckDefinition[] OfReportData = [.. ClaimsChecks.All.Where(c => c == ClaimsChecks.ReportData || c == ClaimsChecks.Nonce || c == ClaimsChecks.Key || c == KeyBindingCheck.Key)];

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([IbmChecks.SigningKey, IbmChecks.SigningChain.Complete, .. OfReportData], IbmChecks.All.Except(IbmFaults.Covered));

    [Theory]
    [InlineData("signing", "ibm.signing-key.crl.signature")]
    [InlineData("intermediate", "ibm.signing-key.crl.signature")]
    [InlineData("host", "ibm.host-key.crl.signature")]
    public void A_missing_list_refuses(string list, string check)
    {
        var scene = new IbmScene();
        scene.Lists.Remove(list);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Equal(check, appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void A_missing_certificate_refuses_and_is_not_a_fault()
    {
        foreach ((Func<IbmScene, CertificateSpec> which, string check) in ((Func<IbmScene, CertificateSpec>, string)[])
            [(s => s.Signing, "ibm.endorsements.signing-key"), (s => s.Intermediate, "ibm.signing-key.complete"), (s => s.Root, "ibm.signing-key.complete")])
        {
            var scene = new IbmScene();
            scene.Without.Add(which(scene));
            KeepAppraisal appraisal = scene.Appraise();
            Assert.False(appraisal.Passed);
            Assert.Equal(check, appraisal.Checks.First(c => c is { Required: true, Verdict: CheckVerdict.NotDone }).Id);
        }
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void Both_places_of_the_signing_service_are_the_same(bool host, bool signing, bool list)
    {
        var scene = new IbmScene();
        if (host)
            scene.Host.Issuer = CertificateSpec.Name(Armonk);
        if (signing)
            scene.Signing.Subject = CertificateSpec.Name(Armonk);
        if (list)
            scene.Lists["host"] = scene.List(Armonk, "ibm-signing");
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, AzureVerifierTests.Explain(appraisal));
    }

    [Fact]
    public void The_order_of_a_name_does_not_matter()
    {
        var scene = new IbmScene();
        string[] parts = IbmScene.SigningName.Split(", ");
        string turned = string.Join(", ", parts.Reverse());
        scene.Host.Issuer = CertificateSpec.Name(turned);
        scene.Lists["host"] = scene.List(turned, "ibm-signing");
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, AzureVerifierTests.Explain(appraisal));
    }

    [Fact]
    public void The_signing_key_that_signed_is_picked_from_among_others()
    {
        var scene = new IbmScene();
        var other = new CertificateSpec(IbmScene.SigningName, IbmScene.IntermediateName, "ibm-other", "ibm-intermediate");
        byte[][] signers = [other.Build(), scene.Signing.Build()];
        scene.Without.Add(scene.Signing);
        scene.More.AddRange(signers);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, AzureVerifierTests.Explain(appraisal));
    }

    [Fact]
    public void Everything_may_come_as_PEM()
    {
        var scene = new IbmScene();
        KeepEvidence evidence = scene.Evidence();
        byte[] bundle = [.. evidence.Endorsements.SelectMany(e => System.Text.Encoding.ASCII.GetBytes(new string(PemEncoding.Write(RevocationList.IsList(e) ? "X509 CRL" : "CERTIFICATE", e)) + "\n"))];
        byte[] host = System.Text.Encoding.ASCII.GetBytes(new string(PemEncoding.Write("CERTIFICATE", evidence.Report)));
        Assert.True(EvidenceAppraiser.Appraise(evidence with { Report = host, Endorsements = [bundle] }, scene.Policy, scene.Time).Passed);
    }

    [Fact]
    public void Every_changed_bit_of_the_document_is_refused()
    {
        var scene = new IbmScene();
        KeepEvidence good = scene.Evidence();
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(good.Report, 7))
            Assert.False(EvidenceAppraiser.Appraise(good with { Report = changed }, scene.Policy, scene.Time).Passed);
    }

    [Fact]
    public void Every_changed_bit_of_a_list_is_refused()
    {
        var scene = new IbmScene();
        KeepEvidence good = scene.Evidence();
        byte[] list = scene.Lists["host"];
        scene.Lists.Remove("host");
        KeepEvidence without = scene.Evidence();
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(list, 7))
            Assert.False(EvidenceAppraiser.Appraise(good with { Endorsements = [.. without.Endorsements, changed] }, scene.Policy, scene.Time).Passed);
    }

    [Fact]
    public void Every_cut_of_the_document_is_refused_by_its_format()
    {
        var scene = new IbmScene();
        KeepEvidence good = scene.Evidence();
        for (int length = 0; length < good.Report.Length; length++)
            Assert.Equal("ibm.host-key.format", EvidenceAppraiser.Appraise(good with { Report = good.Report[..length] }, scene.Policy, scene.Time).FirstFailure!.Id);
    }

    [Fact]
    public void Random_bytes_end_in_a_refusal() =>
        Gen.Select(Gen.Byte.Array[0, 600], Gen.Byte.Array[0, 600]).Sample((report, endorsement) =>
        {
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.IbmSecureExecution, Report = [0x30, .. report], Endorsements = [[0x30, .. endorsement]] }, new KeepPolicy(), DateTimeOffset.UtcNow);
            Assert.False(appraisal.Passed);
            Assert.Equal(IbmChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        }, iter: 500);

    [Fact]
    public void Evidence_in_a_certificate_that_it_cannot_vouch_for_does_not_pass()
    {
        var scene = new IbmScene { Keep = e => e with { Wrapping = new EvidenceWrapping { Binding = KeyBinding.ConceptualMessage, Content = Scene.SelfSigned() } } };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal("wrapping.key", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict() =>
        Assert.Equal(["ibm.host-key.format", "ibm.endorsements.format"],
            AzureVerifierTests.Failed(EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.IbmSecureExecution, Report = null!, Endorsements = [null!] }, new KeepPolicy(), DateTimeOffset.UtcNow)));
}
