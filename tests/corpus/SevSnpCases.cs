namespace Enarx.Corpus;

/// <summary>SEV-SNP: a report with its certificates, or certificates alone.</summary>
internal static class SevSnpCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        var evidence = new KeepEvidence
        {
            Tee = Tee.SevSnp,
            Report = one.Has("report") ? one.File("report") : [],
            Endorsements = [.. one.Files("leaf", "chain", "vlek_chain", "crl")],
        };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root"));
    }
}
