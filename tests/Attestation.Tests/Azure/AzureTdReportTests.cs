namespace Enarx.Attestation.Tests;

/// <summary>A TD report is tied to the runtime claims and to the TD quote, field by field.</summary>
public sealed class AzureTdReportTests(SimulatedHost host)
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public void A_quote_over_the_report_fits(byte version)
    {
        var scene = new AzureScene(host, Tee.AzureTdx);
        scene.MoreParts[EvidencePart.TdQuote] = AzureScene.TdQuote(scene.Evidence().Report.AsSpan(0x20, 1024), version);
        KeepAppraisal appraisal = scene.Appraise();
        foreach (string id in (string[])["azure.td-report.format", "azure.td-quote.report", "azure.report.binding", "azure.tpm.signature"])
            Assert.Equal(CheckVerdict.Passed, Verdict(appraisal, id));
        // Nobody signed the quote.
        Assert.False(appraisal.Passed);
        Assert.Equal(AzureVerifierTests.Ids(Tee.AzureTdx), appraisal.Checks.Select(c => c.Id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(15)]
    [InlineData(32)]
    [InlineData(79)]
    [InlineData(80)]
    [InlineData(127)]
    [InlineData(192)]
    [InlineData(223)]
    [InlineData(256)]
    [InlineData(494)]
    [InlineData(495)]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(1023)]
    public void A_changed_byte_of_the_report_is_seen(int offset)
    {
        var scene = new AzureScene(host, Tee.AzureTdx) { EditHardware = r => r[offset] ^= 2 };
        Assert.Equal(CheckVerdict.Failed, Verdict(scene.Appraise(), "azure.td-report.format"));
    }

    [Theory]
    [InlineData(128, "azure.report.binding")]
    [InlineData(160, "azure.report.binding")]
    [InlineData(264, "azure.td-quote.report")]
    [InlineData(280, "azure.td-quote.report")]
    [InlineData(383, "azure.td-quote.report")]
    [InlineData(512, "azure.td-quote.report")]
    [InlineData(911, "azure.td-quote.report")]
    [InlineData(128, "azure.td-quote.report")]
    [InlineData(191, "azure.td-quote.report")]
    public void A_report_that_fits_in_itself_and_is_of_another_TD_is_refused(int offset, string check)
    {
        var scene = new AzureScene(host, Tee.AzureTdx);
        scene.MoreParts[EvidencePart.TdQuote] = AzureScene.TdQuote(scene.Evidence().Report.AsSpan(0x20, 1024), 4);
        scene.EditHardware = r =>
        {
            r[offset] ^= 1;
            AzureScene.Rehash(r);
        };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(CheckVerdict.Passed, Verdict(appraisal, "azure.td-report.format"));
        Assert.Equal(CheckVerdict.Failed, Verdict(appraisal, check));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(48)]
    [InlineData(631)]
    public void A_quote_without_a_body_is_refused_by_the_quotes_own_checks(int length)
    {
        var scene = new AzureScene(host, Tee.AzureTdx);
        scene.MoreParts[EvidencePart.TdQuote] = AzureScene.TdQuote(scene.Evidence().Report.AsSpan(0x20, 1024), 4)[..length];
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(CheckVerdict.Failed, Verdict(appraisal, "dcap.quote.structure"));
        Assert.Equal(CheckVerdict.NotDone, Verdict(appraisal, "azure.td-quote.report"));
    }

    [Fact]
    public void A_quote_of_an_enclave_is_refused()
    {
        var scene = new AzureScene(host, Tee.AzureTdx);
        byte[] quote = AzureScene.TdQuote(scene.Evidence().Report.AsSpan(0x20, 1024), 5);
        scene.MoreParts[EvidencePart.TdQuote] = [5, 0, 2, 0, 0, 0, 0, 0, .. quote[8..48], 1, 0, 0x80, 1, 0, 0, .. new byte[384], .. quote[(54 + 584)..]];
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(CheckVerdict.Failed, Verdict(appraisal, "azure.td-quote.report"));
        Assert.Equal(CheckVerdict.Failed, Verdict(appraisal, "dcap.quote.tee"));
    }

    [Fact]
    public void A_report_without_a_quote_is_not_done()
    {
        var scene = new AzureScene(host, Tee.AzureTdx);
        scene.WithoutParts.Add(EvidencePart.TdQuote);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(AzureVerifierTests.Failed(appraisal));
        Assert.Contains(appraisal.Checks, c => c is { Id: "azure.td-quote.report", Required: true, Verdict: CheckVerdict.NotDone });
    }

    [Fact]
    public void What_follows_a_TD_report_must_be_zero()
    {
        var scene = new AzureScene(host, Tee.AzureTdx) { EditReport = r => { r[0x20 + 1024] = 1; return r; } };
        Assert.Equal(["azure.report.format"], AzureVerifierTests.Failed(scene.Appraise()));
    }

    private static CheckVerdict Verdict(KeepAppraisal appraisal, string id) => appraisal.Checks.Single(c => c.Id == id).Verdict;
}
