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
        Assert.Equal(AzureAkChecks.Pins, set.Certificates.Select(c => c.PublicKeyDigest));
    }

    private static KeepAppraisal Appraise(JsonElement testCase, Func<KeepPolicy, KeepPolicy> policy)
    {
        byte[] report = Corpus.File(testCase, "hcl_report");
        string[] endorsements = [.. testCase.GetProperty("files").EnumerateObject().Select(f => f.Name).Where(role => role != "hcl_report" && !Parts.ContainsKey(role))];
        var evidence = new KeepEvidence
        {
            Tee = report[0x4c8] == 4 ? Tee.AzureTdx : Tee.AzureSevSnp,
            Report = report,
            Parts = Parts.Where(p => Corpus.Has(testCase, p.Key)).ToDictionary(p => p.Value, p => Corpus.File(testCase, p.Key)),
            Endorsements = [.. endorsements.Select(role => Corpus.File(testCase, role))],
        };
        return EvidenceAppraiser.Appraise(evidence, policy(new KeepPolicy()), testCase.GetProperty("verification_time").GetDateTimeOffset());
    }
}
