namespace Enarx.Corpus;

/// <summary>NVIDIA: measurements of a GPU or switch, with the device's certificates.</summary>
internal static class NvidiaCases
{
    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        var evidence = new KeepEvidence
        {
            Tee = Tee.NvidiaGpu,
            Report = one.File("report"),
            Endorsements = [.. one.Roles.Where(role => role is not ("report" or "trusted_root")).Select(one.File)],
        };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root"));
    }
}
