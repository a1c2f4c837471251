using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>Evidence of any technology inside a certificate or request, found by content as users give it.</summary>
internal static class WrappedCases
{
    private static readonly string[] Roles = ["certificate", "csr", "enarx_csr", "oe_report"];

    /// <summary>Whether a case has nothing but a file in which evidence is wrapped.</summary>
    public static bool Has(CorpusCase one) => Roles.Any(one.Has) && !one.Has("quote") && !one.Has("report");

    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        string role = Roles.First(one.Has);
        KeepEvidence evidence = EvidenceReader.Read(one.File(role)).Single();
        return CaseJudge.Appraise(one, evidence with { Endorsements = [.. evidence.Endorsements, .. one.Roles.Where(r => r != role && r != "trusted_root").Select(one.File)] },
            CaseJudge.PolicyOf(one, "trusted_root"));
    }
}
