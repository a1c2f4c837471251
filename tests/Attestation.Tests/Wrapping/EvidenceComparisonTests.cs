namespace Enarx.Attestation.Tests;

/// <summary>What is told to have changed is what changed.</summary>
public sealed class EvidenceComparisonTests(SimulatedHost host)
{
    [Fact]
    public void The_same_does_not_differ()
    {
        KeepAppraisal one = Appraise(_ => { });
        Assert.Empty(EvidenceComparison.Compare(one, one));
    }

    [Fact]
    public void Fresh_evidence_of_one_keep_differs_in_its_freshness_alone()
    {
        KeepAppraisal one = Appraise(_ => { });
        IReadOnlyList<EvidenceDifference> all = EvidenceComparison.Compare(one, Appraise(_ => { }));
        Assert.NotEmpty(all);
        Assert.Contains(all, d => d.Field == "ReportData");
        Assert.All(all.Where(d => !EvidenceComparison.IsOfFreshness(d)), d => Assert.Contains(d.Field, (string[])["REPORT_ID"]));
    }

    [Theory]
    [InlineData(0x90, "Measurement", "launched")]
    [InlineData(0xc0, "HOST_DATA", "host gave")]
    [InlineData(0x1a0, "ChipId", "chips")]
    public void A_changed_field_is_told_once_with_its_meaning(int offset, string field, string meaning)
    {
        KeepAppraisal one = Appraise(_ => { });
        KeepAppraisal other = Again(one, r => r[offset] ^= 1);
        IReadOnlyList<EvidenceDifference> all = EvidenceComparison.Compare(one, other);
        EvidenceDifference difference = Assert.Single(all, d => d.Field == field);
        Assert.Contains(meaning, difference.Meaning, StringComparison.Ordinal);
        Assert.NotEqual(difference.Left, difference.Right);
        Assert.Single(all, d => d.Left == difference.Left && d.Right == difference.Right);
        // The signature fails, and that is told as well.
        Assert.Equal(("Passed", "Failed"), all.Where(d => d.Field == "snp.report.signature").Select(d => (d.Left, d.Right)).Single());
        Assert.Contains("does not", all.Single(d => d.Field == "Verdict").Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Firmware_that_went_down_is_told()
    {
        KeepAppraisal one = Appraise(_ => { });
        KeepAppraisal older = one with { ReportedTcb = one.ReportedTcb! with { Microcode = 0 } };
        Assert.Contains("rolled back", Assert.Single(EvidenceComparison.Compare(one, older)).Meaning, StringComparison.Ordinal);
        Assert.Contains("newer", Assert.Single(EvidenceComparison.Compare(older, one)).Meaning, StringComparison.Ordinal);
        KeepAppraisal mixed = older with { ReportedTcb = older.ReportedTcb! with { Snp = 255 } };
        Assert.Contains("parts", Assert.Single(EvidenceComparison.Compare(one, mixed)).Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Status_and_advisories_are_told()
    {
        KeepAppraisal one = Appraise(_ => { }) with { TcbStatus = TcbStatus.UpToDate, Advisories = ["A", "B"] };
        KeepAppraisal other = one with { TcbStatus = TcbStatus.OutOfDate, Advisories = ["B", "C"] };
        IReadOnlyList<EvidenceDifference> all = EvidenceComparison.Compare(one, other);
        Assert.Equal([("TcbStatus", "UpToDate", "OutOfDate"), ("Advisories", "A", "C")], all.Select(d => (d.Field, d.Left, d.Right)));
        Assert.Contains("worse", all[0].Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Debugging_is_told_by_who_can_do_it()
    {
        Assert.Contains("read, the second", ClaimMeaning.Of("POLICY.DEBUG", "0", "1"), StringComparison.Ordinal);
        Assert.Contains("not the second", ClaimMeaning.Of("POLICY.DEBUG", "1", "0"), StringComparison.Ordinal);
        Assert.Contains("newer", ClaimMeaning.Of("ISVSVN", "9", "10"), StringComparison.Ordinal);
        Assert.Contains("Only the first", ClaimMeaning.Of("RTMR0", "a", null), StringComparison.Ordinal);
    }

    [Fact]
    public void Different_TEEs_compare_in_what_both_have()
    {
        KeepAppraisal one = Appraise(_ => { });
        KeepAppraisal other = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.Psa, Report = [] }, new KeepPolicy(), DateTimeOffset.UtcNow);
        IReadOnlyList<EvidenceDifference> all = EvidenceComparison.Compare(one, other);
        Assert.Contains(all, d => d is { Field: "Tee", Left: "SevSnp", Right: "Psa" });
        Assert.DoesNotContain(all, d => d.Field.StartsWith("snp.", StringComparison.Ordinal));
    }

    private KeepAppraisal Appraise(Action<Scene> change)
    {
        var scene = new Scene(host);
        change(scene);
        return scene.Appraise();
    }

    private static KeepAppraisal Again(KeepAppraisal one, Action<byte[]> change)
    {
        byte[] report = [.. one.Evidence.Report];
        change(report);
        return EvidenceAppraiser.Appraise(one.Evidence with { Report = report }, one.Policy, one.VerificationTime);
    }
}
