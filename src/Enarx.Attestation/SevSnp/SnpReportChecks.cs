namespace Enarx.Attestation;

/// <summary>The checks of a report by itself: everything that can be seen before a key is at hand.</summary>
internal static class SnpReportChecks
{
    private const ulong PolicyMustBeOne = 1UL << 17;
    private const int PolicyDefinedBits = 26;
    private const uint KeyInfoDefined = 0x1f;

    // Bit 6 is not defined; bit 7 is TIO_EN.
    private const ulong PlatformInfoDefined = 0xbf;

    /// <summary>Makes the checks.</summary>
    /// <returns>The report; null when its length or version is unknown, so that no field of it can be read.</returns>
    public static SnpReport? Make(CheckList checks, byte[]? bytes)
    {
        if (bytes is null or [])
        {
            checks.NotDone(SnpChecks.Size, required: true, "There is no report; only the endorsements are looked at.", source: "report");
            return null;
        }

        int length = bytes.Length;
        if (!checks.Record(SnpChecks.Size, length == SnpReport.Length, "The bytes are not one whole report: they were cut, padded, or are other evidence.",
            $"{SnpReport.Length} bytes", $"{length} bytes", $"report[0x{Math.Min(length, SnpReport.Length):x}..]"))
            return null;

        var report = new SnpReport(bytes);
        if (!checks.Record(SnpChecks.Version, report.Version is 2 or 3 or 5, "The layout of this version is not known, so nothing else in it can be read.",
            "2, 3 or 5", $"{report.Version}", "report[0x0..0x4]"))
            return null;
        MakeReserved(checks, report);
        checks.Record(SnpChecks.GuestPolicy, (report.Policy & PolicyMustBeOne) != 0 && report.Policy >> PolicyDefinedBits == 0,
            "The guest policy is not one that the firmware would launch.", "bit 17 is 1, bits 26 to 63 are 0", $"0x{report.Policy:x16}", "report[0x8..0x10]");
        checks.Record(SnpChecks.ReportVmpl, report.Vmpl is <= 3 or SnpReport.HostVmpl, "There is no such privilege level.",
            "0 to 3, or 0xffffffff for the host", $"{report.Vmpl}", "report[0x30..0x34]");
        checks.Record(SnpChecks.SignatureAlgorithm, report.SignatureAlgorithm == 1, "No other algorithm is defined.",
            "1", $"{report.SignatureAlgorithm}", "report[0x34..0x38]");
        MakeSignatureEncoding(checks, report);
        checks.Record(SnpChecks.SigningKey, report.SigningKey <= (uint)SnpSigningKey.Vlek, report.SigningKey == 7 ? "The report is not signed." : "No such kind of key is defined.",
            "0 (VCEK) or 1 (VLEK)", $"{report.SigningKey}", "report[0x48..0x4c] bits 2 to 4");
        checks.Record(SnpChecks.AuthorKey, report.HasAuthorKey == report.AuthorKeyDigest.ContainsAnyExcept((byte)0),
            "AUTHOR_KEY_EN and AUTHOR_KEY_DIGEST contradict each other.",
            report.HasAuthorKey ? "a digest" : "zeros", Convert.ToHexStringLower(report.AuthorKeyDigest), "report[0x110..0x140]");
        return report;
    }

    /// <summary>Makes the check of the TCB versions, whose layout depends on the product.</summary>
    public static SnpTcbs? MakeTcb(CheckList checks, SnpReport report, SnpProductLine line)
    {
        (string Name, string Source, ulong Version)? bad = null;
        SnpTcb? Read(string name, string source, ulong version)
        {
            SnpTcb? tcb = line.ReadTcb(version);
            if (tcb is null)
                bad ??= (name, source, version);
            return tcb;
        }

        SnpTcb? current = Read("CURRENT_TCB", "report[0x38..0x40]", report.CurrentTcb), reported = Read("REPORTED_TCB", "report[0x180..0x188]", report.ReportedTcb);
        SnpTcb? committed = Read("COMMITTED_TCB", "report[0x1e0..0x1e8]", report.CommittedTcb), launch = Read("LAUNCH_TCB", "report[0x1f0..0x1f8]", report.LaunchTcb);
        checks.Record(SnpChecks.TcbFormat, bad is null, "A component that the product does not define is set.",
            $"zeros beside the components of {line.Product}", bad is { } odd ? $"{odd.Name} 0x{odd.Version:x16}" : null, bad?.Source);
        return bad is null ? new SnpTcbs(current!, reported!, committed!, launch!) : null;
    }

    private static void MakeReserved(CheckList checks, SnpReport report)
    {
        string? where = null;
        if ((report.PlatformInfo & ~PlatformInfoDefined) != 0)
            where = "report[0x40..0x48] bits 6 and 8 to 63";
        else if ((report.KeyInfo & ~KeyInfoDefined) != 0)
            where = "report[0x48..0x4c] bits 5 to 31";
        foreach (Range range in ReservedRanges(report))
        {
            int first = report.Bytes[range].IndexOfAnyExcept((byte)0);
            if (where is null && first >= 0)
                where = $"report[0x{range.Start.Value + first:x}], in the reserved bytes 0x{range.Start.Value:x}..0x{range.End.Value:x}";
        }

        checks.Record(SnpChecks.Reserved, where is null, "The report was altered, or has fields that this release cannot judge.", "zero", where is null ? null : "not zero", where);
    }

    /// <summary>The bytes that a report of this version must leave zero.</summary>
    internal static Range[] ReservedRanges(SnpReport report) =>
    [
        0x04c..0x050,
        (report.HasCpuid ? 0x18b : 0x188)..0x1a0,
        0x1eb..0x1ec,
        0x1ef..0x1f0,
        (report.HasMitigationVectors ? 0x208 : 0x1f8)..0x2a0,
        0x330..SnpReport.Length,
    ];

    private static void MakeSignatureEncoding(CheckList checks, SnpReport report)
    {
        bool r = SnpSignature.IsComponent(report.R), s = SnpSignature.IsComponent(report.S);
        checks.Record(SnpChecks.SignatureEncoding, r && s, "The signature cannot be one of P-384.", "48 bytes in 1 to n-1, then 24 zeros",
            Convert.ToHexStringLower(r ? report.S : report.R), r ? "report[0x2e8..0x330] (S)" : "report[0x2a0..0x2e8] (R)");
    }
}
