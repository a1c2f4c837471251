namespace Enarx.Corpus;

/// <summary>SEV-SNP: a report with its certificates, certificates alone, or vectors of launch digests.</summary>
internal static class SevSnpCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        if (one.Has("vectors"))
            return LaunchVectors.Judge(one);
        var evidence = new KeepEvidence
        {
            Tee = Tee.SevSnp,
            Report = one.Has("report") ? one.File("report") : [],
            Endorsements = [.. one.Files("leaf", "chain", "vlek_chain", "crl")],
        };
        CaseResult result = CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root"), out KeepAppraisal appraisal);
        return result.IsRight && SnpFacts.FindWrong(one, appraisal) is { } wrong
            ? new CaseResult(false, wrong)
            : result;
    }
}
