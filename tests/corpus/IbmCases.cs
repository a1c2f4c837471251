namespace Enarx.Corpus;

/// <summary>IBM Secure Execution: a host key document, the signing key and its issuers, and revocation lists.</summary>
internal static class IbmCases
{
    /// <summary>Judges a case. No root is pinned for IBM, so the case's own is the caller's.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        var evidence = new KeepEvidence
        {
            Tee = Tee.IbmSecureExecution,
            Report = one.File("host_key_document"),
            Endorsements = [.. one.Roles.Where(role => role != "host_key_document").Select(one.File)],
        };
        return CaseJudge.Appraise(one, evidence, CaseJudge.PolicyOf(one, "trusted_root", "root"));
    }
}
