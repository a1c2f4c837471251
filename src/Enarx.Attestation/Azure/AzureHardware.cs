namespace Enarx.Attestation;

/// <summary>
/// What the processor's own verifier makes of the report or quote inside. The rows that are the same for every TEE are
/// left to the evidence as a whole.
/// </summary>
internal static class AzureHardware
{
    private static readonly CheckDefinition[] SnpRows = [.. SnpChecks.All.Except([PartChecks.Known, .. PolicyScope.All, .. ClaimsChecks.All])];

    private static readonly HashSet<string> SnpIds = [.. SnpRows.Select(check => check.Id)];

    private static readonly HashSet<string> TdxIds = [.. TdxChecks.Quote.Select(check => check.Id)];

    /// <summary>Definitions of the processor's checks.</summary>
    public static IReadOnlyList<CheckDefinition> ChecksOf(Tee tee) => tee == Tee.AzureSevSnp ? SnpRows : TdxChecks.Quote;

    /// <summary>Fields of a policy that the processor's verifier applies.</summary>
    public static IReadOnlyList<string> AppliedOf(Tee tee) => tee == Tee.AzureSevSnp ? SnpPolicyChecks.Applied : TdxQuoteAppraisal.Applied;

    /// <summary>Appraises the processor's evidence.</summary>
    /// <param name="tee">The TEE of the whole evidence.</param>
    /// <param name="report">The SEV-SNP report, or the TD quote.</param>
    /// <param name="endorsements">What the processor's verifier is given.</param>
    /// <param name="policy">The policy; what it asks of the TPM and of the VM's own data is not for the processor to show.</param>
    /// <param name="time">The verification time.</param>
    public static KeepAppraisal Appraise(Tee tee, byte[] report, IReadOnlyList<byte[]> endorsements, KeepPolicy policy, DateTimeOffset time)
    {
        var evidence = new KeepEvidence { Tee = tee == Tee.AzureSevSnp ? Tee.SevSnp : Tee.Tdx, Report = report, Endorsements = endorsements };
        KeepPolicy inner = policy with { Tee = [], ReportData = null, Nonce = null, Pcr = new KeepPolicy().Pcr, MaximumAge = null, Workload = [], Configuration = [] };
        KeepAppraisal made = tee == Tee.AzureSevSnp ? SnpVerifier.Appraise(evidence, inner, time) : TdxVerifier.Appraise(evidence, inner, time);
        HashSet<string> own = tee == Tee.AzureSevSnp ? SnpIds : TdxIds;
        return made with
        {
            Checks = [.. made.Checks.Where(check => own.Contains(check.Id)).Select(check => check with { Source = Inside(check.Source) })],
            Claims = [.. made.Claims.Select(claim => claim with { Source = Inside(claim.Source)! })],
        };
    }

    /// <summary>The rows for when there is nothing to appraise.</summary>
    public static IEnumerable<AppraisalCheck> NotReached(Tee tee) =>
        new CheckList(ChecksOf(tee)).ToList().Select(check => check with { Reason = "There is no report or quote of the processor that could be read." });

    // Offsets are those in the inner report, not in the paravisor's.
    private static string? Inside(string? source) =>
        source?.StartsWith("report[", StringComparison.Ordinal) == true ? $"hardware {source}"
        : source?.StartsWith("quote[", StringComparison.Ordinal) == true ? $"td-{source}" : source;
}
