namespace Enarx.Attestation;

/// <summary>Appraises a TD's quote: every check of <see cref="TdxChecks.Quote"/>. Evidence that carries such a quote inside uses it as TDX evidence does.</summary>
/// <param name="checks">Where the checks are recorded.</param>
/// <param name="policy">The policy.</param>
/// <param name="time">The verification time.</param>
internal sealed class TdxQuoteAppraisal(CheckList checks, KeepPolicy policy, DateTimeOffset time)
{
    /// <summary>The policy's fields that this applies.</summary>
    public static IReadOnlyList<string> Applied { get; } =
    [
        .. DcapTcb.Applied,
        nameof(KeepPolicy.Measurement), nameof(KeepPolicy.MrSeam), nameof(KeepPolicy.MrConfigId), nameof(KeepPolicy.MrOwner),
        nameof(KeepPolicy.MrOwnerConfig), nameof(KeepPolicy.Rtmr),
    ];

    /// <summary>The platform, the quote's certificates and its TCB.</summary>
    public DcapAppraisal Dcap { get; } = new(checks, policy, time);

    /// <summary>The TD; null when the quote could not be read.</summary>
    public TdReport? Report { get; private set; }

    /// <summary>Everything that the quote states.</summary>
    public DcapClaims Claims { get; } = new();

    /// <summary>Makes the checks.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="endorsements">Endorsements in any order.</param>
    public void Make(byte[] quote, IReadOnlyList<byte[]> endorsements)
    {
        Dcap.Make(Tee.Tdx, quote, endorsements);
        if (Dcap.Quote is not { } parsed)
            return;
        var report = new TdReport(parsed.BodyBytes);
        Report = report;
        MakeTd(report);
        AddClaims(parsed, report);
        Claims.AddPlatform(Dcap);
    }

    /// <summary>Names bytes of the body.</summary>
    public string Source(int offset, int length)
    {
        int start = (Dcap.Quote?.BodyOffset ?? 0) + offset;
        return $"quote[0x{start:x}..0x{start + length:x}]";
    }

    private void MakeTd(TdReport report)
    {
        const int Length = TdReport.MeasurementLength;
        string attributes = $"0x{report.TdAttributes:x16}";
        checks.Record(TdxChecks.Attributes, report.UnknownAttributes == 0, "The TD was altered, or has attributes that this release cannot judge.", "bits that the TDX module defines", attributes, Source(0x78, 8));
        checks.Record(TdxChecks.Debug, !report.AllowsDebug || policy.AllowDebug, "The host can look into the TD.",
            policy.AllowDebug ? "allowed by the policy" : "TDATTRIBUTES bits 0 to 7 are 0", attributes, Source(0x78, 8));
        PolicyChecks.OneOf(checks, TdxChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(report.MrTd), Source(0x88, Length));
        PolicyChecks.OneOf(checks, TdxChecks.MrSeam, policy.MrSeam, Convert.ToHexStringLower(report.MrSeam), Source(0x10, Length));
        PolicyChecks.OneOf(checks, TdxChecks.MrConfigId, policy.MrConfigId, Convert.ToHexStringLower(report.MrConfigId), Source(0xb8, Length));
        PolicyChecks.OneOf(checks, TdxChecks.MrOwner, policy.MrOwner, Convert.ToHexStringLower(report.MrOwner), Source(0xe8, Length));
        PolicyChecks.OneOf(checks, TdxChecks.MrOwnerConfig, policy.MrOwnerConfig, Convert.ToHexStringLower(report.MrOwnerConfig), Source(0x118, Length));
        PolicyChecks.Registers(checks, TdxChecks.Rtmr, policy.Rtmr,
            index => index is >= 0 and < TdReport.Registers ? Convert.ToHexStringLower(report.Rtmr(index)) : null, Source(0x148, TdReport.Registers * Length));
    }

    private void AddClaims(DcapQuote quote, TdReport report)
    {
        int body = quote.BodyOffset;
        Claims.AddHeader(quote);
        Claims.Add("TEE_TCB_SVN", report.TeeTcbSvn, body);
        Claims.Add("MRSEAM", report.MrSeam, body + 0x10);
        Claims.Add("MRSIGNERSEAM", report.MrSignerSeam, body + 0x40);
        Claims.Add("SEAMATTRIBUTES", report.SeamAttributes, body + 0x70);
        Claims.Add("TDATTRIBUTES", report.Bytes[0x78..0x80], body + 0x78);
        Claims.Add("XFAM", report.Xfam, body + 0x80);
        Claims.Add("MRTD", report.MrTd, body + 0x88);
        Claims.Add("MRCONFIGID", report.MrConfigId, body + 0xb8);
        Claims.Add("MROWNER", report.MrOwner, body + 0xe8);
        Claims.Add("MROWNERCONFIG", report.MrOwnerConfig, body + 0x118);
        for (int i = 0; i < TdReport.Registers; i++)
            Claims.Add($"RTMR{i}", report.Rtmr(i), body + 0x148 + (i * TdReport.MeasurementLength));
        Claims.Add("REPORTDATA", report.ReportData, body + 0x208);
        if (!report.HasSecondSvn)
            return;
        Claims.Add("TEE_TCB_SVN_2", report.TeeTcbSvn2, body + 0x248);
        Claims.Add("MRSERVICETD", report.MrServiceTd, body + 0x258);
    }
}
