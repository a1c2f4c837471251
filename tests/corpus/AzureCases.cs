namespace Enarx.Corpus;

/// <summary>Azure: a report of the paravisor, the vTPM's quote, and what endorses the processor and the vTPM.</summary>
internal static class AzureCases
{
    private static readonly Dictionary<string, string> Parts = new()
    {
        ["tpm_quote_message"] = EvidencePart.TpmQuote,
        ["tpm_quote_signature"] = EvidencePart.TpmSignature,
        ["pcrs_sha256"] = EvidencePart.TpmPcrs,
        ["td_quote"] = EvidencePart.TdQuote,
    };

    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        byte[] report = one.File("hcl_report");
        var evidence = new KeepEvidence
        {
            Tee = IsTdx(report) ? Tee.AzureTdx : Tee.AzureSevSnp,
            Report = report,
            Parts = Parts.Where(part => one.Has(part.Key)).ToDictionary(part => part.Value, part => one.File(part.Key)),
            Endorsements = [.. one.Roles.Where(role => role != "hcl_report" && role != "trusted_root" && !Parts.ContainsKey(role)).Select(one.File)],
        };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root"));
    }

    // The report says which processor's report is in it; 4 is TDX.
    private static bool IsTdx(byte[] report) => report.Length > 0x4c8 && report[0x4c8] == 4;
}
