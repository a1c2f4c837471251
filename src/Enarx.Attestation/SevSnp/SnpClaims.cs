namespace Enarx.Attestation;

/// <summary>
/// What a report and its leaf state, by AMD's names: the fields of an ATTESTATION_REPORT (AMD 56860) with the bits of
/// POLICY, PLATFORM_INFO and KEY_INFO and the components of REPORTED_TCB taken apart, and the extensions of a VCEK or
/// VLEK (AMD 57230).
/// </summary>
internal static class SnpClaims
{
    private static readonly (int Bit, string Name)[] PolicyBits =
    [
        (16, "POLICY.SMT"), (18, "POLICY.MIGRATE_MA"), (19, "POLICY.DEBUG"), (20, "POLICY.SINGLE_SOCKET"), (21, "POLICY.CXL_ALLOW"),
        (22, "POLICY.MEM_AES_256_XTS"), (23, "POLICY.RAPL_DIS"), (24, "POLICY.CIPHERTEXT_HIDING_DRAM"), (25, "POLICY.PAGE_SWAP_DISABLE"),
    ];

    private static readonly (int Bit, string Name)[] PlatformBits =
    [
        (0, "PLATFORM_INFO.SMT_EN"), (1, "PLATFORM_INFO.TSME_EN"), (2, "PLATFORM_INFO.ECC_EN"), (3, "PLATFORM_INFO.RAPL_DIS"),
        (4, "PLATFORM_INFO.CIPHERTEXT_HIDING_DRAM_EN"), (5, "PLATFORM_INFO.ALIAS_CHECK_COMPLETE"), (7, "PLATFORM_INFO.TIO_EN"),
    ];

    private static readonly (int Bit, string Name)[] KeyBits = [(0, "KEY_INFO.AUTHOR_KEY_EN"), (1, "KEY_INFO.MASK_CHIP_KEY")];

    private static readonly (int Level, string Name)[] Levels =
        [(1, "blSPL"), (2, "teeSPL"), (3, "snpSPL"), (4, "spl4"), (5, "spl5"), (6, "spl6"), (7, "spl7"), (8, "ucodeSPL"), (9, "fmcSPL")];

    /// <summary>Lists the claims of a report that could be read, and of a leaf.</summary>
    /// <param name="report">The report; null when there is none or it could not be read.</param>
    /// <param name="tcbs">Its TCB versions; null when the product is not known or they are malformed.</param>
    /// <param name="leaf">The leaf's extensions; null when there is none or they could not be read.</param>
    public static List<EvidenceClaim> List(SnpReport? report, SnpTcbs? tcbs, SnpLeafExtensions? leaf)
    {
        var claims = new List<EvidenceClaim>(80);
        if (report is not null)
            AddReport(claims, report, tcbs);
        if (leaf is not null)
            AddLeaf(claims, leaf);
        return claims;
    }

    private static void AddReport(List<EvidenceClaim> claims, SnpReport report, SnpTcbs? tcbs)
    {
        Add(claims, "VERSION", report.Version, "report[0x0..0x4]");
        Add(claims, "GUEST_SVN", report.GuestSvn, "report[0x4..0x8]");
        AddBits(claims, "POLICY", report.Policy, "report[0x8..0x10]", PolicyBits);
        claims.Add(new EvidenceClaim("POLICY.ABI", $"{(byte)(report.Policy >> 8)}.{(byte)report.Policy}", "report[0x8..0xa]"));
        Add(claims, "FAMILY_ID", report.FamilyId, "report[0x10..0x20]");
        Add(claims, "IMAGE_ID", report.ImageId, "report[0x20..0x30]");
        Add(claims, "VMPL", report.Vmpl, "report[0x30..0x34]");
        Add(claims, "SIGNATURE_ALGO", report.SignatureAlgorithm, "report[0x34..0x38]");
        AddTcb(claims, "CURRENT_TCB", report.CurrentTcb, tcbs?.Current, "report[0x38..0x40]");
        AddBits(claims, "PLATFORM_INFO", report.PlatformInfo, "report[0x40..0x48]", PlatformBits);
        AddBits(claims, "KEY_INFO", report.KeyInfo, "report[0x48..0x4c]", KeyBits);
        claims.Add(new EvidenceClaim("KEY_INFO.SIGNING_KEY", report.SigningKey switch { 0 => "VCEK", 1 => "VLEK", 7 => "NONE", var other => $"{other}" }, "report[0x48..0x4c]"));
        Add(claims, "REPORT_DATA", report.Bytes[0x50..0x90], "report[0x50..0x90]");
        Add(claims, "MEASUREMENT", report.Measurement, "report[0x90..0xc0]");
        Add(claims, "HOST_DATA", report.HostData, "report[0xc0..0xe0]");
        Add(claims, "ID_KEY_DIGEST", report.IdKeyDigest, "report[0xe0..0x110]");
        Add(claims, "AUTHOR_KEY_DIGEST", report.AuthorKeyDigest, "report[0x110..0x140]");
        Add(claims, "REPORT_ID", report.ReportId, "report[0x140..0x160]");
        Add(claims, "REPORT_ID_MA", report.ReportIdMa, "report[0x160..0x180]");
        AddTcb(claims, "REPORTED_TCB", report.ReportedTcb, tcbs?.Reported, "report[0x180..0x188]");
        if (report.HasCpuid)
        {
            Add(claims, "CPUID_FAM_ID", report.CpuidFamily, "report[0x188..0x189]");
            Add(claims, "CPUID_MOD_ID", report.CpuidModel, "report[0x189..0x18a]");
            Add(claims, "CPUID_STEP", report.CpuidStepping, "report[0x18a..0x18b]");
        }

        Add(claims, "CHIP_ID", report.ChipId, "report[0x1a0..0x1e0]");
        AddTcb(claims, "COMMITTED_TCB", report.CommittedTcb, tcbs?.Committed, "report[0x1e0..0x1e8]");
        claims.Add(new EvidenceClaim("CURRENT_VERSION", $"{report.CurrentFirmware}", "report[0x1e8..0x1eb]"));
        claims.Add(new EvidenceClaim("COMMITTED_VERSION", $"{report.CommittedFirmware}", "report[0x1ec..0x1ef]"));
        AddTcb(claims, "LAUNCH_TCB", report.LaunchTcb, tcbs?.Launch, "report[0x1f0..0x1f8]");
        if (report.LaunchMitigation is { } launch && report.CurrentMitigation is { } current)
        {
            claims.Add(new EvidenceClaim("LAUNCH_MIT_VECTOR", $"0x{launch:x16}", "report[0x1f8..0x200]"));
            claims.Add(new EvidenceClaim("CURRENT_MIT_VECTOR", $"0x{current:x16}", "report[0x200..0x208]"));
        }
    }

    private static void AddLeaf(List<EvidenceClaim> claims, SnpLeafExtensions leaf)
    {
        const string Source = "leaf extensions";
        claims.Add(new EvidenceClaim("structVersion", $"{leaf.StructVersion}", Source));
        claims.Add(new EvidenceClaim("productName1", leaf.ProductName, Source));
        foreach ((int level, string name) in Levels)
        {
            if (leaf.Levels.TryGetValue(level, out byte value))
                claims.Add(new EvidenceClaim(name, $"{value}", Source));
        }

        if (leaf.CspId is { } provider)
            claims.Add(new EvidenceClaim("cspID", provider, Source));
        else
            Add(claims, "hwID", leaf.HardwareId, Source);
    }

    private static void AddTcb(List<EvidenceClaim> claims, string name, ulong version, SnpTcb? tcb, string source)
    {
        claims.Add(new EvidenceClaim(name, $"0x{version:x16}", source));
        if (tcb is not null)
            claims.Add(new EvidenceClaim(name + ".SPL", tcb.ToString(), source));
    }

    private static void AddBits(List<EvidenceClaim> claims, string name, ulong value, string source, (int Bit, string Name)[] bits)
    {
        claims.Add(new EvidenceClaim(name, $"0x{value:x16}", source));
        foreach ((int bit, string of) in bits)
            claims.Add(new EvidenceClaim(of, (value >> bit & 1) != 0 ? "1" : "0", source));
    }

    private static void Add(List<EvidenceClaim> claims, string name, uint value, string source) => claims.Add(new EvidenceClaim(name, $"{value}", source));

    private static void Add(List<EvidenceClaim> claims, string name, ReadOnlySpan<byte> value, string source) => claims.Add(new EvidenceClaim(name, Convert.ToHexStringLower(value), source));
}
