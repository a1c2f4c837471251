namespace Enarx.Corpus;

/// <summary>AWS Nitro: a document, which holds its own certificates.</summary>
internal static class NitroCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        var evidence = new KeepEvidence { Tee = Tee.Nitro, Report = one.File("document") };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root"));
    }
}
