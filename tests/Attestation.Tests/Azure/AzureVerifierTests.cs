using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence from behind a paravisor passes, and each fault in it is refused by the check that is about it.</summary>
public sealed class AzureVerifierTests(SimulatedHost host)
{
    [Fact]
    public void Good_evidence_passes()
    {
        var scene = new AzureScene(host);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Equal(Tee.AzureSevSnp, appraisal.Tee);
        Assert.Equal("Milan", appraisal.Product);
        Assert.Equal(Convert.ToHexStringLower(Scene.Launch.Measurement), appraisal.Measurement);
        Assert.Equal(Convert.ToHexStringLower(scene.UserData), appraisal.ReportData);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal("true", Assert.Single(appraisal.Claims, c => c.Name == "vm-configuration.secure-boot").Value);
        Assert.Equal(string.Concat(Enumerable.Repeat("0b", 32)), Assert.Single(appraisal.Claims, c => c.Name == "PCR11").Value);
        Assert.Equal("612063" + "68616c6c656e6765", Assert.Single(appraisal.Claims, c => c.Name == "TPM extraData").Value);
        Assert.Equal(Ids(Tee.AzureSevSnp), appraisal.Checks.Select(c => c.Id));
        Assert.Contains(appraisal.Checks, c => c.Id == "snp.report.signature" && c.Source!.StartsWith("hardware report[", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AzureFaults.Names), MemberType = typeof(AzureFaults))]
    public void One_fault_fails_the_check_that_is_about_it(string name)
    {
        AzureFault fault = AzureFaults.Get(name);
        var scene = new AzureScene(host);
        fault.Spoil(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(((CheckDefinition[])[fault.Fails, .. fault.Also]).Select(c => c.Id).Order(), Failed(appraisal).Order());
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(Ids(scene.Tee), appraisal.Checks.Select(c => c.Id));
        Assert.NotNull(appraisal.FirstFailure!.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([AzureChecks.AkChain.Complete], AzureChecks.All(Tee.AzureSevSnp).Except(AzureFaults.Covered));

    [Theory]
    [InlineData(EvidencePart.TpmQuote, "azure.tpm.quote")]
    [InlineData(EvidencePart.TpmSignature, "azure.tpm.signature-encoding")]
    [InlineData(EvidencePart.TpmPcrs, "azure.tpm.pcr-values")]
    public void A_missing_part_refuses_and_is_not_a_fault(string part, string check)
    {
        var scene = new AzureScene(host);
        scene.WithoutParts.Add(part);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal(check, appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void What_a_policy_asks_of_a_missing_quote_is_not_passed_over()
    {
        var scene = new AzureScene(host);
        scene.WithoutParts.Add(EvidencePart.TpmQuote);
        scene.Policy = scene.Policy with { Nonce = Convert.ToHexStringLower(scene.Nonce), Pcr = AzureFaults.Pcr(0, new string('0', 64)) };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Checks.Single(c => c.Id == "azure.policy.nonce").Required);
        Assert.Equal(["azure.policy.pcr"], Failed(appraisal));
    }

    [Fact]
    public void A_certified_attestation_key_passes_and_its_certificates_do_not_confuse_the_processors_chain()
    {
        var scene = new AzureScene(host) { HasAkCertificate = true };
        scene.Policy = scene.Policy with { RequireRevocationCheck = true };
        KeepAppraisal without = scene.Appraise();
        Assert.False(without.Passed);
        Assert.Equal(["azure.ak.crl.entries", "azure.ak.crl.signature", "azure.ak.crl.validity"], without.Checks.Where(c => c.Required && c.Verdict == CheckVerdict.NotDone && c.Id.StartsWith("azure", StringComparison.Ordinal)).Select(c => c.Id).Order());

        // All in one bundle, the processor's list among them.
        byte[] list = new Scene(host).RevocationList();
        DateTimeOffset before = scene.Time.AddDays(-1), after = scene.Time.AddDays(1);
        byte[][] all = [scene.Ak.Build(), CertificateSpec.List(AzureScene.AkIssuer, "ak-issuer", before, after), scene.Root.Build(), list, CertificateSpec.List(AzureScene.AkRoot, "ak-root", before, after), scene.Issuer.Build()];
        scene.HasAkCertificate = false;
        scene.Endorsements.Add(System.Text.Encoding.ASCII.GetBytes(string.Join('\n', all.Select(Pem))));
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal(["AK", "AK issuer", "AK root", "ARK", "ASK", "CRL", "CRL", "CRL", "VCEK"], appraisal.Endorsements.Select(e => e.Kind).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_attestation_keys_certificate_without_its_issuer_is_not_done()
    {
        var scene = new AzureScene(host);
        scene.Endorsements.Add(scene.Ak.Build());
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal("azure.ak.complete", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void A_policy_that_the_evidence_meets_passes()
    {
        var scene = new AzureScene(host);
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.AzureSevSnp],
            Measurement = [Convert.ToHexStringLower(Scene.Launch.Measurement)],
            Nonce = Convert.ToHexString(scene.Nonce),
            ReportData = Convert.ToHexString(scene.UserData),
            Pcr = new Dictionary<int, IReadOnlyList<string>> { [0] = [new string('0', 64)], [11] = [new string('f', 64), string.Concat(Enumerable.Repeat("0B", 32))] },
            Vmpl = [0],
        };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
    }

    [Fact]
    public void A_keep_may_bind_its_claims_to_the_user_data()
    {
        var scene = new AzureScene(host);
        AzureFaults.UseKeep(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal(KeepClaims.Decode(scene.Evidence().Claims).Key, appraisal.AttestedKey);
    }

    [Fact]
    public void A_signature_as_a_TPM_gives_it_passes()
    {
        var scene = new AzureScene(host) { EditSignature = signature => [0, 0x14, 0, 0x0b, 1, 0, .. signature] };
        Assert.True(scene.Appraise().Passed, Explain(scene.Appraise()));
    }

    [Fact]
    public void The_older_form_without_user_data_and_with_another_use_of_the_key_passes()
    {
        var scene = new AzureScene(host) { ReportLength = 2048 };
        int second = scene.ClaimsText.IndexOf(",{\"kid\":\"HCLEkPub\"", StringComparison.Ordinal);
        scene.ClaimsText = scene.ClaimsText.Remove(scene.ClaimsText.LastIndexOf(",\"user-data", StringComparison.Ordinal)) + "}";
        scene.ClaimsText = scene.ClaimsText.Remove(second, scene.ClaimsText.IndexOf("],\"vm", StringComparison.Ordinal) - second).Replace("\"sign\"", "\"encrypt\"", StringComparison.Ordinal);
        scene.EditReport = report => [.. report[..4], 1, .. report[5..]];
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Null(appraisal.ReportData);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Longer_digests_of_the_claims_pass(byte type)
    {
        var scene = new AzureScene(host);
        byte[] claims = System.Text.Encoding.UTF8.GetBytes(scene.ClaimsText);
        scene.EditReport = report => { report[0x4cc] = type; return report; };
        scene.EditHardware = report =>
        {
            report.AsSpan(0x50, 64).Clear();
            (type == 2 ? System.Security.Cryptography.SHA384.HashData(claims) : System.Security.Cryptography.SHA512.HashData(claims)).CopyTo(report, 0x50);
        };
        Assert.True(scene.Appraise().Passed, Explain(scene.Appraise()));
    }

    [Fact]
    public void A_quote_over_some_PCRs_states_those_and_no_others()
    {
        var scene = new AzureScene(host) { Selection = [0x01, 0x08, 0x80] };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal(["PCR0", "PCR11", "PCR23"], appraisal.Claims.Where(c => c.Name.StartsWith("PCR", StringComparison.Ordinal)).Select(c => c.Name));
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict()
    {
        var parts = new Dictionary<string, byte[]> { [EvidencePart.TpmQuote] = null!, [EvidencePart.TpmSignature] = null!, [EvidencePart.TpmPcrs] = null!, [EvidencePart.TdQuote] = null! };
        foreach (Tee tee in (Tee[])[Tee.AzureSevSnp, Tee.AzureTdx])
            Assert.False(EvidenceAppraiser.Appraise(new KeepEvidence { Tee = tee, Report = null!, Parts = parts, Endorsements = [null!] }, new KeepPolicy(), DateTimeOffset.UtcNow).Passed);
    }

    internal static IEnumerable<string> Ids(Tee tee) =>
        AzureChecks.BeforeHardware.Concat(AzureHardware.ChecksOf(tee)).Concat(AzureChecks.All(tee).Skip(AzureChecks.BeforeHardware.Count)).Select(c => c.Id);

    internal static IEnumerable<string> Failed(KeepAppraisal appraisal) => appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id);

    internal static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Reason}"));

    private static string Pem(byte[] der) =>
        new(System.Security.Cryptography.PemEncoding.Write(RevocationList.IsList(der) ? "X509 CRL" : "CERTIFICATE", der));
}
