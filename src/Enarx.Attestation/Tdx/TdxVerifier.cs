using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>Appraises TDX evidence: an ECDSA quote of version 4 or 5 over a TD's report.</summary>
internal static class TdxVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.Tdx"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(TdxChecks.All);
        var quote = new TdxQuoteAppraisal(checks, policy, time);
        quote.Make(evidence.Report, evidence.Endorsements);
        DcapAppraisal dcap = quote.Dcap;
        byte[]? reportData = quote.Report?.ReportData.ToArray();
        if (reportData is not null)
            PolicyChecks.Padded(checks, TdxChecks.ReportData, policy.ReportData, reportData, quote.Source(0x208, 64));
        TdxEventLogChecks.Make(checks, evidence.Parts.GetValueOrDefault(EvidencePart.EventLog), quote.Report);
        PartChecks.Make(checks, evidence, EvidencePart.EventLog);
        PolicyScope.Make(checks, Tee.Tdx, policy, [.. TdxQuoteAppraisal.Applied, nameof(KeepPolicy.ReportData)]);
        KeepClaims? keep = ClaimsChecks.Make(checks, evidence, policy, reportData, quote.Source(0x208, 64));
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.Tdx,
            IsSimulated = dcap.IsSimulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Measurement = quote.Report is { } report ? Convert.ToHexStringLower(report.MrTd) : null,
            ChipId = dcap.Pck?.ChipId,
            Product = dcap.Pck is { } pck ? $"FMSPC {Convert.ToHexStringLower(pck.Fmspc)}" : null,
            ReportData = reportData is null ? null : Convert.ToHexStringLower(reportData),
            TcbStatus = dcap.Tcb?.Status,
            Advisories = dcap.Tcb?.Advisories ?? [],
            Claims = quote.Claims.All,
            Endorsements = dcap.Used,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = keep?.Key } : appraisal;
    }
}
