namespace Enarx.Attestation;

/// <summary>The checks that the policy asks for.</summary>
internal static class SnpPolicyChecks
{
    /// <summary>The policy's fields that this applies, revocation included.</summary>
    public static readonly IReadOnlyList<string> Applied =
    [
        nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.Measurement), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.Vmpl), nameof(KeepPolicy.ReportData),
        nameof(KeepPolicy.HostData), nameof(KeepPolicy.FamilyId), nameof(KeepPolicy.ImageId), nameof(KeepPolicy.IdKeyDigest), nameof(KeepPolicy.AuthorKeyDigest),
        nameof(KeepPolicy.RequiredGuestPolicy), nameof(KeepPolicy.ForbiddenGuestPolicy), nameof(KeepPolicy.RequiredPlatformInfo), nameof(KeepPolicy.ForbiddenPlatformInfo),
        nameof(KeepPolicy.MinimumTcb), nameof(KeepPolicy.MinimumFirmware), nameof(KeepPolicy.RequireCommittedFirmware),
        nameof(KeepPolicy.LaunchMitigation), nameof(KeepPolicy.CurrentMitigation), nameof(KeepPolicy.MinimumGuestSvn),
    ];

    private const string GuestPolicySource = "report[0x8..0x10]";
    private const string PlatformInfoSource = "report[0x40..0x48]";

    /// <summary>Makes the checks.</summary>
    public static void Make(CheckList checks, SnpReport report, SnpTcbs? tcbs, KeepPolicy policy)
    {
        MakeGuestPolicy(checks, report, policy);
        PolicyChecks.OneOf(checks, SnpChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(report.Measurement), "report[0x90..0xc0]");
        MakeIdentity(checks, SnpChecks.ChipId, policy.ChipId, report.ChipId, "The host hides which chip it is.", "report[0x1a0..0x1e0]");
        PolicyChecks.OneOf(checks, SnpChecks.Vmpl, policy.Vmpl.Count == 0 ? [] : [.. policy.Vmpl.Select(v => $"{v}")], $"{report.Vmpl}", "report[0x30..0x34]");
        PolicyChecks.Padded(checks, SnpChecks.ReportData, policy.ReportData, report.ReportData, "report[0x50..0x90]");
        PolicyChecks.OneOf(checks, SnpChecks.HostData, policy.HostData, Convert.ToHexStringLower(report.HostData), "report[0xc0..0xe0]");
        PolicyChecks.OneOf(checks, SnpChecks.FamilyId, policy.FamilyId, Convert.ToHexStringLower(report.FamilyId), "report[0x10..0x20]");
        PolicyChecks.OneOf(checks, SnpChecks.ImageId, policy.ImageId, Convert.ToHexStringLower(report.ImageId), "report[0x20..0x30]");
        MakeIdentity(checks, SnpChecks.IdKeyDigest, policy.IdKeyDigest, report.IdKeyDigest, "The guest was launched without an ID block.", "report[0xe0..0x110]");
        MakeIdentity(checks, SnpChecks.AuthorKeyDigest, policy.AuthorKeyDigest, report.AuthorKeyDigest, "The guest was launched without an author key.", "report[0x110..0x140]");
        MakeBits(checks, SnpChecks.RequiredPlatformInfo, (ulong)policy.RequiredPlatformInfo, (ulong)policy.RequiredPlatformInfo, report.PlatformInfo, policy.RequiredPlatformInfo, PlatformInfoSource);
        MakeBits(checks, SnpChecks.ForbiddenPlatformInfo, (ulong)policy.ForbiddenPlatformInfo, 0, report.PlatformInfo, policy.ForbiddenPlatformInfo, PlatformInfoSource);
        MakeFirmware(checks, report, tcbs, policy);
        PolicyChecks.AtLeast(checks, SnpChecks.MinimumGuestSvn, policy.MinimumGuestSvn, report.GuestSvn, "report[0x4..0x8]");
    }

    private static void MakeGuestPolicy(CheckList checks, SnpReport report, KeepPolicy policy)
    {
        checks.Record(SnpChecks.Debug, !report.AllowsDebug || policy.AllowDebug, "The host can read and change the guest's memory.",
            policy.AllowDebug ? "allowed by the policy" : "policy bit 19 is 0", $"0x{report.Policy:x16}", GuestPolicySource);
        checks.NotDone(SnpChecks.MigrationAgent, required: false, "Forbid MigrateMa in the policy's ForbiddenGuestPolicy to have it refused.",
            report.AllowsMigrationAgent ? $"allowed by policy bit 18; REPORT_ID_MA {Convert.ToHexStringLower(report.ReportIdMa)}" : "not allowed by policy bit 18", "report[0x8..0x10], [0x160..0x180]");
        MakeBits(checks, SnpChecks.RequiredGuestPolicy, (ulong)policy.RequiredGuestPolicy, (ulong)policy.RequiredGuestPolicy, report.Policy, policy.RequiredGuestPolicy, GuestPolicySource);
        MakeBits(checks, SnpChecks.ForbiddenGuestPolicy, (ulong)policy.ForbiddenGuestPolicy, 0, report.Policy, policy.ForbiddenGuestPolicy, GuestPolicySource);
    }

    private static void MakeFirmware(CheckList checks, SnpReport report, SnpTcbs? tcbs, KeepPolicy policy)
    {
        if (policy.MinimumTcb is not { } floor)
            checks.NotDone(SnpChecks.MinimumTcb, required: false, "The policy sets no floor.");
        else if (tcbs is not null)
            // COMMITTED and CURRENT are not below REPORTED; another check sees to that. LAUNCH can be.
            checks.Record(SnpChecks.MinimumTcb, tcbs.Reported.IsAtLeast(floor) && tcbs.Launch.IsAtLeast(floor), "The host's firmware is out of date, or the guest was launched before it was updated.",
                floor.ToString(), $"REPORTED {tcbs.Reported}; LAUNCH {tcbs.Launch}", "report[0x180..0x188], [0x1f0..0x1f8]");

        if (policy.MinimumFirmware is not { } least)
            checks.NotDone(SnpChecks.MinimumFirmware, required: false, "The policy sets no floor.");
        else
            checks.Record(SnpChecks.MinimumFirmware, report.CommittedFirmware >= least, "The host's firmware is out of date, or not committed yet.",
                $"{least} or more", $"{report.CommittedFirmware}", "report[0x1ec..0x1ef]");
        if (!policy.RequireCommittedFirmware)
            checks.NotDone(SnpChecks.CommittedFirmware, required: false, "The policy allows provisional firmware.");
        else
            checks.Record(SnpChecks.CommittedFirmware, report.CurrentFirmware == report.CommittedFirmware && report.CurrentTcb == report.CommittedTcb,
                "The host can still roll its firmware back. It has to commit it.", $"{report.CommittedFirmware} and TCB 0x{report.CommittedTcb:x16}, as committed",
                $"{report.CurrentFirmware} and TCB 0x{report.CurrentTcb:x16}", "report[0x38..0x40], [0x1e0..0x1ef]");

        MakeBits(checks, SnpChecks.LaunchMitigation, policy.LaunchMitigation, policy.LaunchMitigation, report.LaunchMitigation, null, "report[0x1f8..0x200]");
        MakeBits(checks, SnpChecks.CurrentMitigation, policy.CurrentMitigation, policy.CurrentMitigation, report.CurrentMitigation, null, "report[0x200..0x208]");
    }

    // Zeros mean that there is none, so that a policy cannot name them.
    private static void MakeIdentity(CheckList checks, CheckDefinition check, IReadOnlyList<string> accepted, ReadOnlySpan<byte> actual, string none, string source)
    {
        if (accepted.Count == 0 || actual.ContainsAnyExcept((byte)0))
            PolicyChecks.OneOf(checks, check, accepted, Convert.ToHexStringLower(actual), source);
        else
            checks.Record(check, holds: false, none, string.Join(" or ", accepted), "zeros", source);
    }

    private static void MakeBits(CheckList checks, CheckDefinition check, ulong mask, ulong wanted, ulong? actual, Enum? names, string source)
    {
        string? found = actual is { } bits ? $"0x{bits:x}" : null;
        if (mask == 0)
            checks.NotDone(check, required: false, "The policy names none.", found, source);
        else
            checks.Record(check, actual is not null && (actual & mask) == wanted, "The evidence is good; the policy asks for something else.",
                $"{(wanted == 0 ? "none of " : "")}{names?.ToString() ?? $"0x{mask:x}"}", found ?? "none in a report of this version", source);
    }
}
