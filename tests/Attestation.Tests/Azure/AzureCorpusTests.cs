using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Real evidence of Azure's confidential VMs, and what was made of it, gets the verdict that it must.</summary>
public sealed class AzureCorpusTests
{
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["tpm_quote_message"] = EvidencePart.TpmQuote,
        ["tpm_quote_signature"] = EvidencePart.TpmSignature,
        ["pcrs_sha256"] = EvidencePart.TpmPcrs,
        ["td_quote"] = EvidencePart.TdQuote,
    };

    public static IEnumerable<TheoryDataRow<string>> Cases => Corpus.OfTech("azure");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evidence_of_the_corpus_is_read_and_gets_its_verdict(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, policy => policy);
        CheckVerdict Verdict(string check) => appraisal.Checks.Single(c => c.Id == check).Verdict;

        Assert.False(appraisal.IsSimulated);
        Assert.Equal(CheckVerdict.Passed, Verdict("azure.report.format"));
        Assert.Equal(CheckVerdict.Passed, Verdict("azure.report.claims"));
        AppraisalCheck[] failed = [.. appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed)];
        if (testCase.GetProperty("expected").GetString() == "valid")
        {
            Assert.Empty(failed);
            Assert.Equal(CheckVerdict.Passed, Verdict("azure.report.binding"));
            Assert.Equal(CheckVerdict.Passed, Verdict("azure.tpm.signature"));
            Assert.Equal(CheckVerdict.Passed, Verdict("azure.tpm.pcr-digest"));
        }
        else
        {
            Assert.False(appraisal.Passed);
            Assert.Contains(failed, c => string.Equals($"{c.Category}", testCase.GetProperty("category").GetString()!.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));
        }

        if (!testCase.TryGetProperty("facts", out JsonElement facts))
            return;
        Assert.Equal(facts.GetProperty("user_data").GetString(), appraisal.ReportData);
        Assert.Equal(facts.GetProperty("tpm_quote_extra_data_hex").GetString(), appraisal.Claims.Single(c => c.Name == "TPM extraData").Value);
        foreach (JsonProperty property in facts.GetProperty("vm_configuration").EnumerateObject())
            Assert.Equal(property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText(), appraisal.Claims.Single(c => c.Name == $"vm-configuration.{property.Name}").Value);
        if (facts.TryGetProperty("snp", out JsonElement snp))
        {
            Assert.Equal(snp.GetProperty("measurement").GetString(), appraisal.Measurement);
            Assert.Equal(snp.GetProperty("chip_id").GetString(), appraisal.ChipId);
            Assert.Equal(snp.GetProperty("product").GetString(), appraisal.Product);
        }
    }

    [Theory]
    [InlineData("azure-snp-milan-v3")]
    [InlineData("azure-snp-genoa")]
    public void Real_evidence_answers_its_own_nonce_and_no_other(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        string nonce = testCase.GetProperty("facts").GetProperty("tpm_quote_extra_data_hex").GetString()!;
        Assert.True(Appraise(testCase, policy => policy with { Nonce = nonce }).Passed);
        Assert.Equal("azure.policy.nonce", Appraise(testCase, policy => policy with { Nonce = nonce + "00" }).FirstFailure!.Id);
    }

    [Fact]
    public void A_real_attestation_keys_certificate_chains_to_Microsofts_root()
    {
        JsonElement testCase = Corpus.Case("azure-tdx-ak-certified");
        KeepAppraisal appraisal = Appraise(testCase, policy => policy);
        Assert.All(appraisal.Checks.Where(c => c.Id.StartsWith("azure.ak.", StringComparison.Ordinal) && !c.Id.Contains("crl", StringComparison.Ordinal)), c =>
            Assert.True(c.Verdict == CheckVerdict.Passed, $"{c.Id} {c.Verdict} {c.Actual}"));
        Assert.Equal(["AK", "AK issuer", "AK issuer", "AK root"], appraisal.Endorsements.Select(e => e.Kind).Where(k => k.StartsWith("AK", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Both_of_Microsofts_roots_are_pinned()
    {
        JsonElement anchors = Corpus.Case("trust-anchors");
        var set = new EndorsementSet();
        set.Add(Corpus.File(anchors, "azure-virtual-tpm-root-2023"));
        set.Add(Corpus.File(anchors, "microsoft-rsa-devices-root-2021"));
        Assert.Equal([VendorRoots.AzureVtpm2023.KeyDigest, VendorRoots.MicrosoftDevices2021.KeyDigest], set.Certificates.Select(c => c.PublicKeyDigest));
    }

    [Fact]
    public void A_TD_with_everything_passes_and_tells_its_platforms_status()
    {
        JsonElement testCase = Corpus.Case("azure-tdx-ak-certified");
        KeepAppraisal appraisal = Appraise(testCase, policy => policy);
        Assert.True(appraisal.Passed, AzureVerifierTests.Explain(appraisal));
        Assert.Equal(TcbStatus.UpToDate, appraisal.TcbStatus);
        Assert.Equal(testCase.GetProperty("facts").GetProperty("td").GetProperty("mrtd").GetString(), appraisal.Measurement);
        Assert.Equal(AzureVerifierTests.Ids(Tee.AzureTdx), appraisal.Checks.Select(c => c.Id));
        Assert.False(Appraise(testCase, policy => policy with { Measurement = [new string('0', 96)] }).Passed);
    }

    [Fact]
    public void The_quote_of_another_TD_is_refused_though_it_is_good()
    {
        JsonElement one = Corpus.Case("azure-tdx-ak-certified"), other = Corpus.Case("azure-tdx");
        KeepEvidence evidence = Evidence(one);
        var parts = new Dictionary<string, byte[]>(evidence.Parts) { [EvidencePart.TdQuote] = Corpus.File(other, "td_quote") };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence with { Parts = parts }, new KeepPolicy(), one.GetProperty("verification_time").GetDateTimeOffset());
        Assert.Contains("azure.td-quote.report", AzureVerifierTests.Failed(appraisal));
    }

    // Every bit takes minutes; the others take bits in steps.
    [Theory(Explicit = true)]
    [InlineData("azure-snp-milan-v3")]
    [InlineData("azure-snp-genoa")]
    [InlineData("azure-tdx-ak-certified")]
    public void Every_changed_bit_of_real_evidence_is_refused(string id) => AssertNoFlipPasses(id, 1);

    [Theory]
    [InlineData("azure-snp-milan-v3", 401)]
    [InlineData("azure-tdx-ak-certified", 997)]
    public void A_changed_bit_of_real_evidence_is_refused(string id, int step) => AssertNoFlipPasses(id, step);

    private static void AssertNoFlipPasses(string id, int step)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepEvidence good = Evidence(testCase);
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        Assert.True(EvidenceAppraiser.Appraise(good, new KeepPolicy(), time).Passed);
        // Of a TD report, CPUSVN and MAC say nothing to anybody but the machine that made it; nor do what the quote does not repeat.
        bool IsUnsigned(int offset) => good.Tee == Tee.AzureTdx && offset is >= 0x20 + 16 and < 0x20 + 32 or >= 0x20 + 224 and < 0x20 + 256;
        int bit = 0;
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(good.Report, step))
        {
            Assert.True(!EvidenceAppraiser.Appraise(good with { Report = changed }, new KeepPolicy(), time).Passed || IsUnsigned(bit / 8), $"report bit {bit}");
            bit += step;
        }

        foreach ((string part, byte[] bytes) in good.Parts)
        {
            bit = 0;
            // The PEM at the end of a TD quote has characters that mean nothing, ends of lines among them.
            int length = part == EvidencePart.TdQuote ? DcapQuote.Parse(bytes).CertificationOffset : bytes.Length;
            foreach (byte[] changed in AzureAnyBytesTests.Flipped(bytes, step).Take(length * 8 / step))
            {
                Assert.False(EvidenceAppraiser.Appraise(good with { Parts = new Dictionary<string, byte[]>(good.Parts) { [part] = changed } }, new KeepPolicy(), time).Passed, $"{part} bit {bit}");
                bit += step;
            }
        }
    }

    private static KeepAppraisal Appraise(JsonElement testCase, Func<KeepPolicy, KeepPolicy> policy) =>
        EvidenceAppraiser.Appraise(Evidence(testCase), policy(new KeepPolicy()), testCase.GetProperty("verification_time").GetDateTimeOffset());

    private static KeepEvidence Evidence(JsonElement testCase)
    {
        byte[] report = Corpus.File(testCase, "hcl_report");
        string[] endorsements = [.. testCase.GetProperty("files").EnumerateObject().Select(f => f.Name).Where(role => role != "hcl_report" && !Parts.ContainsKey(role))];
        return new KeepEvidence
        {
            Tee = report[0x4c8] == 4 ? Tee.AzureTdx : Tee.AzureSevSnp,
            Report = report,
            Parts = Parts.Where(p => Corpus.Has(testCase, p.Key)).ToDictionary(p => p.Value, p => Corpus.File(testCase, p.Key)),
            Endorsements = [.. endorsements.Select(role => Corpus.File(testCase, role))],
        };
    }
}
