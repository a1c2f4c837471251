using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>Appraises SGX evidence: an ECDSA quote of version 3, 4 or 5 over an enclave's report.</summary>
internal static class SgxVerifier
{
    private static readonly string[] Applied =
    [
        .. DcapTcb.Applied,
        nameof(KeepPolicy.Measurement), nameof(KeepPolicy.ReportData), nameof(KeepPolicy.MrSigner), nameof(KeepPolicy.IsvProdId),
        nameof(KeepPolicy.MinimumIsvSvn), nameof(KeepPolicy.MrConfigId),
    ];

    /// <summary>Appraises evidence of <see cref="Tee.Sgx"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(SgxChecks.All);
        var dcap = new DcapAppraisal(checks, policy, time);
        dcap.Make(Tee.Sgx, evidence.Report, evidence.Endorsements);
        EnclaveReport? report = null;
        var claims = new DcapClaims();
        int body = 0;
        if (dcap.Quote is { } quote)
        {
            body = quote.BodyOffset;
            report = new EnclaveReport(quote.BodyBytes);
            MakeEnclave(checks, report.Value, policy, body);
            AddClaims(claims, quote, report.Value);
            claims.AddPlatform(dcap);
        }

        PartChecks.Make(checks, evidence);
        PolicyScope.Make(checks, Tee.Sgx, policy, Applied);
        byte[]? reportData = report?.ReportData.ToArray();
        KeepClaims? keep = ClaimsChecks.Make(checks, evidence, policy, reportData, Source(body, 0x140, 64));
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.Sgx,
            IsSimulated = dcap.IsSimulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Measurement = report is { } enclave ? Convert.ToHexStringLower(enclave.MrEnclave) : null,
            ChipId = dcap.Pck?.ChipId,
            Product = dcap.Pck is { } pck ? $"FMSPC {Convert.ToHexStringLower(pck.Fmspc)}" : null,
            ReportData = reportData is null ? null : Convert.ToHexStringLower(reportData),
            TcbStatus = dcap.Tcb?.Status,
            Advisories = dcap.Tcb?.Advisories ?? [],
            Claims = claims.All,
            Endorsements = dcap.Used,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = keep?.Key } : appraisal;
    }

    private static void MakeEnclave(CheckList checks, EnclaveReport report, KeepPolicy policy, int body)
    {
        string attributes = Convert.ToHexStringLower(report.Attributes);
        checks.Record(SgxChecks.Initialised, report.IsInitialised, "No such enclave can run, so none can attest.", "ATTRIBUTES bit 0 is 1", attributes, Source(body, 0x30, 16));
        checks.Record(SgxChecks.Debug, !report.AllowsDebug || policy.AllowDebug, "The host can read and change the enclave's memory.",
            policy.AllowDebug ? "allowed by the policy" : "ATTRIBUTES bit 1 is 0", attributes, Source(body, 0x30, 16));
        PolicyChecks.OneOf(checks, SgxChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(report.MrEnclave), Source(body, 0x40, 32));
        PolicyChecks.OneOf(checks, SgxChecks.MrSigner, policy.MrSigner, Convert.ToHexStringLower(report.MrSigner), Source(body, 0x80, 32));
        PolicyChecks.OneOf(checks, SgxChecks.IsvProdId, [.. policy.IsvProdId.Select(id => $"{id}")], $"{report.IsvProdId}", Source(body, 0x100, 2));
        PolicyChecks.AtLeast(checks, SgxChecks.IsvSvn, policy.MinimumIsvSvn, report.IsvSvn, Source(body, 0x102, 2));
        PolicyChecks.OneOf(checks, SgxChecks.ConfigId, policy.MrConfigId, Convert.ToHexStringLower(report.ConfigId), Source(body, 0xc0, 64));
        PolicyChecks.Padded(checks, SgxChecks.ReportData, policy.ReportData, report.ReportData.ToArray(), Source(body, 0x140, 64));
    }

    private static void AddClaims(DcapClaims claims, DcapQuote quote, EnclaveReport report)
    {
        int body = quote.BodyOffset;
        claims.AddHeader(quote);
        claims.Add("CPUSVN", report.CpuSvn, body);
        claims.Add("MISCSELECT", report.MiscSelect, body + 0x10, 4);
        claims.Add("ISVEXTPRODID", report.IsvExtProdId, body + 0x20);
        claims.Add("ATTRIBUTES", report.Attributes, body + 0x30);
        claims.Add("MRENCLAVE", report.MrEnclave, body + 0x40);
        claims.Add("MRSIGNER", report.MrSigner, body + 0x80);
        claims.Add("CONFIGID", report.ConfigId, body + 0xc0);
        claims.Add("ISVPRODID", report.IsvProdId, body + 0x100, 2);
        claims.Add("ISVSVN", report.IsvSvn, body + 0x102, 2);
        claims.Add("CONFIGSVN", report.ConfigSvn, body + 0x104, 2);
        claims.Add("ISVFAMILYID", report.IsvFamilyId, body + 0x130);
        claims.Add("REPORTDATA", report.ReportData, body + 0x140);
    }

    private static string Source(int body, int offset, int length) => $"quote[0x{body + offset:x}..0x{body + offset + length:x}]";
}
