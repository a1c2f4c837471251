namespace Enarx.Attestation.Tests;

/// <summary>Values of every field, as PowerShell gives them.</summary>
internal static class SamplePolicies
{
    /// <summary>For each field, a value that it can have.</summary>
    public static Dictionary<string, object> Values { get; } = new()
    {
        ["Name"] = "production \"ü\" 😀",
        ["Tee"] = new object[] { Tee.SevSnp, "Tdx" },
        ["SimulationRoot"] = new string('1', 64),
        ["TrustedRoot"] = new object[] { Sha256Digest.Parse(new string('2', 64)), new string('a', 64) },
        ["AllowDebug"] = true,
        ["RequireRevocationCheck"] = true,
        ["Measurement"] = new object[] { Hex(32), Hex(48).ToUpperInvariant(), new byte[64] },
        ["ChipId"] = new[] { Hex(16), Hex(33), Hex(64) },
        ["ReportData"] = "00ff",
        ["Nonce"] = Hex(512),
        ["MaximumAge"] = TimeSpan.FromTicks(123456789),
        ["Workload"] = Hex(48),
        ["Configuration"] = Hex(48),
        ["Vmpl"] = new[] { 0, 3 },
        ["MinimumTcb"] = new Dictionary<string, object> { ["Bootloader"] = 1, ["tee"] = "2", ["SNP"] = 3L, ["Microcode"] = (byte)255, ["Fmc"] = 0 },
        ["MinimumGuestSvn"] = uint.MaxValue,
        ["MinimumFirmware"] = "1.55.255",
        ["RequireCommittedFirmware"] = true,
        ["LaunchMitigation"] = ulong.MaxValue,
        ["CurrentMitigation"] = "0x1F",
        ["RequiredPlatformInfo"] = "TsmeEnabled, AliasCheckComplete",
        ["ForbiddenPlatformInfo"] = SnpPlatformInfo.SmtEnabled | SnpPlatformInfo.TioEnabled,
        ["RequiredGuestPolicy"] = new object[] { "SingleSocket", SnpGuestPolicy.RaplDis },
        ["ForbiddenGuestPolicy"] = "migratema",
        ["HostData"] = Hex(32),
        ["FamilyId"] = Hex(16),
        ["ImageId"] = Hex(16),
        ["IdKeyDigest"] = Hex(48),
        ["AuthorKeyDigest"] = Hex(48),
        ["TcbStatus"] = new object[] { "UpToDate", TcbStatus.SWHardeningNeeded },
        ["RejectedAdvisory"] = new[] { "intel-sa-00615", "INTEL-SA-00837" },
        ["MinimumTcbDate"] = new DateTimeOffset(2024, 3, 13, 2, 0, 0, 5, TimeSpan.FromHours(2)),
        ["MinimumTcbEvaluationNumber"] = 17,
        ["ForbiddenPlatform"] = "DynamicPlatform",
        ["MrSigner"] = Hex(32),
        ["IsvProdId"] = new[] { 0, 65535 },
        ["MinimumIsvSvn"] = 2,
        ["MrConfigId"] = new[] { Hex(48), Hex(64) },
        ["MrOwner"] = Hex(48),
        ["MrOwnerConfig"] = Hex(48),
        ["MrSeam"] = Hex(48),
        ["Rtmr"] = new Dictionary<object, object> { [0] = Hex(48), ["3"] = new object[] { Hex(48), new byte[48] } },
        ["Lifecycle"] = new[] { SecurityLifecycle.Unknown, SecurityLifecycle.Secured },
        ["SoftwareComponent"] = new[] { Hex(32), Hex(48), Hex(64) },
        ["ImplementationId"] = Hex(32),
        ["PersonalizationValue"] = Hex(64),
        ["Rem"] = new Dictionary<object, object> { [2] = Hex(64) },
        ["Pcr"] = new Dictionary<object, object> { [31] = Hex(32), [4] = Hex(48) },
    };

    /// <summary>A policy with every field set.</summary>
    public static KeepPolicy Full { get; } = PolicyFields.Build(Values.Select(value => new KeyValuePair<string, object?>(value.Key, value.Value))) with
    {
        Sources = new Dictionary<string, string> { ["Measurement"] = "report[0x90..0xc0] of <a> & 'b' \\ ü", ["Rtmr"] = "quote" },
    };

    /// <summary>Digits of some bytes, none of them like another.</summary>
    public static string Hex(int bytes) => Convert.ToHexStringLower([.. Enumerable.Range(bytes, bytes).Select(i => (byte)i)]);
}
