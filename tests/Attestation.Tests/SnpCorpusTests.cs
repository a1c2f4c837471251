using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Real evidence of AMD processors, and what was made of it, gets the verdict that it must.</summary>
public sealed class SnpCorpusTests
{
    private static readonly Dictionary<string, CheckCategory> Categories = new()
    {
        ["signature"] = CheckCategory.Signature,
        ["chain"] = CheckCategory.Chain,
        ["untrusted-root"] = CheckCategory.UntrustedRoot,
        ["revoked"] = CheckCategory.Revoked,
        ["expired"] = CheckCategory.Expired,
        ["tcb-mismatch"] = CheckCategory.TcbMismatch,
        ["hwid-mismatch"] = CheckCategory.HwidMismatch,
        ["debug-policy"] = CheckCategory.DebugPolicy,
        ["format"] = CheckCategory.Format,
        ["wrong-key"] = CheckCategory.WrongKey,
        ["binding"] = CheckCategory.Binding,
    };

    [Theory]
    [MemberData(nameof(Corpus.Judged), MemberType = typeof(Corpus))]
    public void Evidence_of_the_corpus_gets_its_verdict(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, new KeepPolicy());

        if (testCase.GetProperty("expected").GetString() == "valid")
        {
            Assert.True(appraisal.Passed, Explain(appraisal));
            Assert.Null(appraisal.FirstFailure);
            Assert.Equal(testCase.GetProperty("facts").GetProperty("product").GetString(), appraisal.Product);
        }
        else
        {
            Assert.False(appraisal.Passed);
            Assert.Equal(Categories[testCase.GetProperty("category").GetString()!], appraisal.FirstFailure!.Category);
        }

        Assert.False(appraisal.IsSimulated);
        Assert.Equal(SnpChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        JsonElement facts = testCase.GetProperty("facts");
        Assert.Equal(facts.GetProperty("measurement").GetString(), appraisal.Measurement);
        Assert.Equal(facts.GetProperty("chip_id").GetString(), appraisal.ChipId);
        Assert.Equal(facts.GetProperty("report_data").GetString(), appraisal.ReportData);
        JsonElement tcb = facts.GetProperty("reported_tcb_parts");
        Assert.Equal(new SnpTcb(Part(tcb, "bl")!.Value, Part(tcb, "tee")!.Value, Part(tcb, "snp")!.Value, Part(tcb, "ucode")!.Value, Part(tcb, "fmc")), appraisal.ReportedTcb);
    }

    [Fact]
    public void A_debuggable_guest_passes_where_the_policy_allows_it()
    {
        KeepAppraisal appraisal = Appraise(Corpus.Case("snp-milan-v2-debug-policy"), new KeepPolicy { AllowDebug = true });
        Assert.True(appraisal.Passed, Explain(appraisal));
    }

    [Fact]
    public void A_forged_root_fails_by_its_root_and_by_nothing_else()
    {
        KeepAppraisal appraisal = Appraise(Corpus.Case("snp-synthetic-forged-root"), new KeepPolicy());
        Assert.Equal(["snp.ark.trusted"], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
    }

    [Fact]
    public void A_real_revocation_list_is_used_and_recorded()
    {
        KeepAppraisal appraisal = Appraise(Corpus.Case("snp-milan-v2-enarx-csr-crl"), new KeepPolicy { RequireRevocationCheck = true });
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Contains(appraisal.Endorsements, e => e.Kind == "CRL");
    }

    [Fact]
    public void A_required_revocation_check_fails_without_a_list()
    {
        KeepAppraisal appraisal = Appraise(Corpus.Case("snp-milan-v2-vcek"), new KeepPolicy { RequireRevocationCheck = true });
        Assert.Equal("snp.crl.signature", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void The_first_Genoa_intermediate_is_refused_by_its_list_and_without_it()
    {
        (KeepAppraisal withList, KeepAppraisal without) = GenoaChain("snp-genoa-revoked-ask");
        Assert.Equal(CheckVerdict.Failed, Verdict(withList, "snp.crl.entries"));
        Assert.Equal(CheckVerdict.Failed, Verdict(without, "snp.ask.withdrawn"));
        Assert.Equal(CheckVerdict.Passed, Verdict(without, "snp.ask.signature"));
    }

    [Fact]
    public void The_current_Genoa_intermediate_is_not_on_that_list()
    {
        (KeepAppraisal withList, _) = GenoaChain("snp-genoa-current-ask-not-revoked");
        foreach (string id in (string[])["snp.crl.signature", "snp.crl.validity", "snp.crl.entries", "snp.ask.withdrawn", "snp.ask.signature", "snp.ask.serial", "snp.ark.trusted"])
            Assert.Equal(CheckVerdict.Passed, Verdict(withList, id));
    }

    [Fact]
    public void The_real_Turin_certificates_are_read_and_chain_up()
    {
        JsonElement testCase = Corpus.Case("snp-turin-vcek-chain");
        X509Certificate leaf = X509Certificate.Parse(Corpus.File(testCase, "leaf"));
        SnpLeafExtensions extensions = SnpLeafExtensions.Read(leaf, SnpSigningKey.Vcek);
        Assert.Equal(testCase.GetProperty("facts").GetProperty("leaf_extensions").GetProperty("hwID").GetString(), Convert.ToHexStringLower(extensions.HardwareId));
        Assert.Equal(new SnpTcb(0, 0, 0, 9, 0), extensions.Tcb);
        Assert.Equal("Turin", extensions.ProductName);

        // The chain has carriage returns.
        var set = new EndorsementSet();
        set.Add(Corpus.File(testCase, "chain"));
        Assert.Equal(["SEV-Turin", "ARK-Turin"], set.Certificates.Select(c => c.Subject.CommonName));
        Assert.True(CertificateSignature.IsSignedBy(leaf, set.Certificates[0]));
        Assert.True(CertificateSignature.IsSignedBy(set.Certificates[0], set.Certificates[1]));
        Assert.Equal(SnpProductLine.Of(SnpProduct.Turin).RootDigest, set.Certificates[1].PublicKeyDigest);

        set.Add(Corpus.File(testCase, "vlek_chain"));
        Assert.Equal("SEV-VLEK-Turin", set.Certificates[2].Subject.CommonName);
        Assert.True(SnpProductLine.Of(SnpProduct.Turin).IsIssuerSerial(SnpSigningKey.Vlek, set.Certificates[2].Serial));
    }

    [Theory]
    [InlineData("snp-milan-v2-vcek", SnpProduct.Milan)]
    [InlineData("snp-genoa-v5-vcek", SnpProduct.Genoa)]
    [InlineData("snp-turin-vcek-chain", SnpProduct.Turin)]
    public void The_certificates_that_need_no_verification_of_their_signature_have_good_ones(string id, SnpProduct product)
    {
        var set = new EndorsementSet();
        set.Add(Corpus.File(Corpus.Case(id), "chain"));
        X509Certificate root = set.Certificates.Single(c => c.IsSelfIssued);
        Assert.Equal(SnpProductLine.Of(product).RootCertificate, root.Digest);
        Assert.Equal(SnpProductLine.Of(product).RootDigest, root.PublicKeyDigest);
        Assert.True(CertificateSignature.IsSignedBy(root, root));
    }

    [Fact]
    public void An_altered_copy_of_a_real_root_is_verified_and_refused()
    {
        JsonElement testCase = Corpus.Case("snp-milan-v2-vcek");
        var set = new EndorsementSet();
        set.Add(Corpus.File(testCase, "chain"));
        byte[] root = set.Certificates.Single(c => c.IsSelfIssued).Der.ToArray();
        root[^1] ^= 1;
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence
        {
            Tee = Tee.SevSnp,
            Report = Corpus.File(testCase, "report"),
            Endorsements = [Corpus.File(testCase, "leaf"), set.Certificates.Single(c => !c.IsSelfIssued).Der.ToArray(), root],
        }, new KeepPolicy(), testCase.GetProperty("verification_time").GetDateTimeOffset());
        Assert.Equal(["snp.ark.signature"], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
    }

    [Theory]
    [InlineData("snp-milan-v2-vcek")]
    [InlineData("snp-milan-v3-vlek-aws")]
    [InlineData("snp-genoa-v5-vcek")]
    [InlineData("snp-milan-v2-enarx-csr-crl")]
    public void No_changed_bit_of_a_real_report_passes(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        byte[] report = Corpus.File(testCase, "report");
        var evidence = new KeepEvidence
        {
            Tee = Tee.SevSnp,
            Report = report,
            Endorsements = [Corpus.File(testCase, "leaf"), Corpus.File(testCase, "chain")],
        };
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        Assert.True(EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), time).Passed);
        for (int bit = 0; bit < 8 * report.Length; bit++)
        {
            report[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), time).Passed, $"bit {bit}");
            report[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [MemberData(nameof(Corpus.ParseOnly), MemberType = typeof(Corpus))]
    public void Reports_without_certificates_are_read_and_not_passed(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        JsonElement facts = testCase.GetProperty("facts");
        byte[] bytes = Corpus.File(testCase, "report");
        var report = new SnpReport(bytes);
        Assert.Equal(facts.GetProperty("version").GetUInt32(), report.Version);
        Assert.Equal(facts.GetProperty("cpuid_mod").GetByte(), report.CpuidModel);
        Assert.Equal(facts.GetProperty("vmpl").GetUInt32(), report.Vmpl);

        KeepAppraisal appraisal = Appraise(testCase, new KeepPolicy());
        Assert.False(appraisal.Passed);
        Assert.Equal("snp.endorsements.complete", appraisal.FirstFailure!.Id);
        Assert.Equal(CheckVerdict.NotDone, Verdict(appraisal, "snp.report.signature"));
        Assert.Equal(facts.GetProperty("measurement").GetString(), appraisal.Measurement);
    }

    private static (KeepAppraisal WithList, KeepAppraisal Without) GenoaChain(string id)
    {
        // A real Genoa report has to stand in, because these cases are certificates only.
        JsonElement testCase = Corpus.Case(id), report = Corpus.Case("snp-genoa-v5-vcek");
        KeepAppraisal Judge(params byte[][] endorsements) => EvidenceAppraiser.Appraise(
            new KeepEvidence { Tee = Tee.SevSnp, Report = Corpus.File(report, "report"), Endorsements = [Corpus.File(report, "leaf"), .. endorsements] },
            new KeepPolicy(), testCase.GetProperty("verification_time").GetDateTimeOffset());
        byte[] chain = Corpus.File(testCase, "chain"), list = Corpus.File(testCase, "crl");
        return (Judge(chain, list), Judge(chain));
    }

    private static KeepAppraisal Appraise(JsonElement testCase, KeepPolicy policy)
    {
        if (Corpus.Has(testCase, "trusted_root"))
        {
            using X509Certificate2 root = X509CertificateLoader.LoadCertificate(Corpus.File(testCase, "trusted_root"));
            policy = policy with { TrustedRoot = [Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()))] };
        }

        var endorsements = from role in (string[])["leaf", "chain", "crl"] where Corpus.Has(testCase, role) select Corpus.File(testCase, role);
        JsonElement time = testCase.GetProperty("verification_time");
        return EvidenceAppraiser.Appraise(
            new KeepEvidence { Tee = Tee.SevSnp, Report = Corpus.File(testCase, "report"), Endorsements = [.. endorsements] },
            policy, time.ValueKind == JsonValueKind.Null ? DateTimeOffset.UnixEpoch : time.GetDateTimeOffset());
    }

    private static byte? Part(JsonElement tcb, string name) => tcb.TryGetProperty(name, out JsonElement part) ? part.GetByte() : null;

    private static CheckVerdict Verdict(KeepAppraisal appraisal, string id) => appraisal.Checks.Single(c => c.Id == id).Verdict;

    private static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Reason}"));
}
