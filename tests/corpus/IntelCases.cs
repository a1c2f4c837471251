namespace Enarx.Corpus;

/// <summary>SGX and TDX: a quote with its collateral.</summary>
internal static class IntelCases
{
    // Everything else, above all the certificates that collateral is signed with, comes as files of its own.
    private static readonly string[] Collateral =
    [
        "pck_cert", "pck_chain", "tcb_info", "tcb_info_issuer_chain", "qe_identity", "qe_identity_issuer_chain",
        "pck_crl", "pck_crl_issuer_chain", "root_ca_crl",
    ];

    /// <summary>Judges a case of SGX.</summary>
    public static CaseResult JudgeSgx(CorpusCase one) => Judge(one, Tee.Sgx, []);

    /// <summary>Judges a case of TDX.</summary>
    public static CaseResult JudgeTdx(CorpusCase one) => Judge(one, Tee.Tdx, EventLog(one));

    /// <summary>The collateral of a case, which comes with other technologies' evidence too.</summary>
    public static IEnumerable<byte[]> CollateralOf(CorpusCase one) => one.Files(Collateral);

    private static CaseResult Judge(CorpusCase one, Tee tee, Dictionary<string, byte[]> parts)
    {
        var evidence = new KeepEvidence
        {
            Tee = tee,
            Report = one.Has("quote") ? one.File("quote") : [],
            Endorsements = [.. CollateralOf(one)],
            Parts = parts,
        };

        // A case whose point is that its root is nobody's has that root among its files; its caller does not trust it.
        return CaseJudge.Appraise(one, evidence, one.Category == "untrusted-root" ? new KeepPolicy() : CaseJudge.PolicyOf(one, "trusted_root"));
    }

    private static Dictionary<string, byte[]> EventLog(CorpusCase one) => one.Has("ccel_data")
        ? new() { [EvidencePart.EventLog] = [.. one.Files("ccel_table", "ccel_data").SelectMany(part => part)] }
        : [];
}
