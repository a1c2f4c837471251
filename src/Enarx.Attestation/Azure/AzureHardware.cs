namespace Enarx.Attestation;

/// <summary>
/// What the processor's own verifier makes of the report or quote inside. The rows that are the same for every TEE are
/// left to the evidence as a whole.
/// </summary>
internal static class AzureHardware
{
    private static readonly CheckDefinition NoTdxVerifier = new("azure.td-quote.appraised", "The TD quote is appraised", CheckCategory.Endorsement);

    private static readonly HashSet<string> Common = [.. PolicyScope.All.Concat(ClaimsChecks.All).Select(check => check.Id)];

    /// <summary>Definitions of the processor's checks.</summary>
    public static IReadOnlyList<CheckDefinition> ChecksOf(Tee tee) => [.. DefinitionsOf(tee).Where(check => !Common.Contains(check.Id))];

    /// <summary>Fields of a policy that the processor's verifier applies.</summary>
    public static IReadOnlyList<string> AppliedOf(Tee tee) => tee == Tee.AzureSevSnp ? SnpPolicyChecks.Applied : [];

    /// <summary>Appraises the processor's evidence; null when there is none.</summary>
    /// <param name="tee">The TEE of the whole evidence.</param>
    /// <param name="evidence">The SEV-SNP report, or the TD quote.</param>
    /// <param name="endorsements">What the processor's verifier is given.</param>
    /// <param name="policy">The policy; what it asks of the TPM and of the VM's own data is not for the processor to show.</param>
    /// <param name="time">The verification time.</param>
    public static KeepAppraisal? Appraise(Tee tee, ReadOnlyMemory<byte>? evidence, IReadOnlyList<byte[]> endorsements, KeepPolicy policy, DateTimeOffset time)
    {
        if (evidence is not { } bytes || tee != Tee.AzureSevSnp)
            return null;
        KeepPolicy inner = policy with { Tee = [], ReportData = null, Nonce = null, Pcr = new KeepPolicy().Pcr, MaximumAge = null, Workload = [], Configuration = [] };
        KeepAppraisal made = SnpVerifier.Appraise(new KeepEvidence { Tee = Tee.SevSnp, Report = bytes.ToArray(), Endorsements = endorsements }, inner, time);
        return made with
        {
            Checks = [.. made.Checks.Where(check => !Common.Contains(check.Id)).Select(check => check with { Source = Inside(check.Source) })],
            Claims = [.. made.Claims.Select(claim => claim with { Source = Inside(claim.Source)! })],
        };
    }

    /// <summary>The rows for when there is nothing to appraise.</summary>
    public static IReadOnlyList<AppraisalCheck> NotReached(Tee tee) => new CheckList(ChecksOf(tee)).ToList();

    private static IReadOnlyList<CheckDefinition> DefinitionsOf(Tee tee) => tee == Tee.AzureSevSnp ? SnpChecks.All : [NoTdxVerifier];

    // Offsets are those in the inner report, not in the paravisor's.
    private static string? Inside(string? source) => source?.StartsWith("report[", StringComparison.Ordinal) == true ? $"hardware {source}" : source;
}
