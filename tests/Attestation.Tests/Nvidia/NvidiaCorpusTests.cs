using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Real measurements of NVIDIA devices, and what was made of them, get the verdict that they must.</summary>
public sealed class NvidiaCorpusTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => Corpus.OfTech("nvidia");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evidence_of_the_corpus_gets_its_verdict(string id)
    {
        JsonElement testCase = Corpus.Case(id), facts = testCase.GetProperty("facts");
        KeepEvidence evidence = Evidence(testCase);
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        var policy = new KeepPolicy { Nonce = facts.GetProperty("nonce").GetString() };
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, policy, time);
        if (testCase.GetProperty("expected").GetString() == "valid")
            Assert.True(appraisal.Passed, NvidiaVerifierTests.Explain(appraisal));
        else
            Assert.Equal(testCase.GetProperty("category").GetString(), $"{Assert.Single(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed).Category}", ignoreCase: true);
        Assert.Equal(facts.GetProperty("leaf").GetString(), appraisal.Product);
        foreach ((string fact, string claim) in ((string, string)[])[("driver_version", "DRIVER_VERSION"), ("vbios_version", "VBIOS_VERSION"), ("nonce", "nonce")])
        {
            if (facts.TryGetProperty(fact, out JsonElement value))
                Assert.Equal(value.GetString(), appraisal.Claims.Single(c => c.Name == claim).Value);
        }

        Assert.False(EvidenceAppraiser.Appraise(evidence, policy with { Nonce = new string('0', 64) }, time).Passed);
    }

    // Every bit takes minutes; the next one takes bits in steps.
    [Theory(Explicit = true)]
    [InlineData("nvidia-h100-gpu")]
    [InlineData("nvidia-h100-ppcie-0")]
    [InlineData("nvidia-nvswitch-ls10")]
    public void Every_changed_bit_of_real_evidence_is_refused(string id) => AssertNoFlipPasses(id, 1);

    [Theory]
    [InlineData("nvidia-h100-gpu")]
    [InlineData("nvidia-h100-ppcie-0")]
    [InlineData("nvidia-nvswitch-ls10")]
    public void A_changed_bit_of_real_evidence_is_refused(string id) => AssertNoFlipPasses(id, 307);

    private static void AssertNoFlipPasses(string id, int step)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepEvidence evidence = Evidence(testCase);
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        Assert.True(EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), time).Passed);
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(evidence.Report, step))
            Assert.False(EvidenceAppraiser.Appraise(evidence with { Report = changed }, new KeepPolicy(), time).Passed, $"{id}");
    }

    [Fact]
    public void A_chain_of_another_device_is_refused()
    {
        JsonElement one = Corpus.Case("nvidia-h100-gpu"), other = Corpus.Case("nvidia-h100-ppcie-0");
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(Evidence(one) with { Endorsements = Evidence(other).Endorsements }, new KeepPolicy(), one.GetProperty("verification_time").GetDateTimeOffset());
        Assert.Equal(["nvidia.report.signature", "nvidia.report.firmware-id"], NvidiaVerifierTests.Failed(appraisal));
    }

    private static KeepEvidence Evidence(JsonElement testCase) => new()
    {
        Tee = Tee.NvidiaGpu,
        Report = Corpus.File(testCase, "report"),
        Endorsements = [Corpus.File(testCase, "chain")],
    };
}
