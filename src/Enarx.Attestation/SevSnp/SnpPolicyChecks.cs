namespace Enarx.Attestation;

/// <summary>The checks that the policy asks for.</summary>
internal static class SnpPolicyChecks
{
    /// <summary>The policy's fields that this applies, revocation included.</summary>
    public static readonly IReadOnlyList<string> Applied =
    [
        nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.Measurement), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.Vmpl),
        nameof(KeepPolicy.MinimumTcb), nameof(KeepPolicy.MinimumGuestSvn),
    ];

    /// <summary>Makes the checks.</summary>
    public static void Make(CheckList checks, SnpReport report, SnpTcbs? tcbs, KeepPolicy policy)
    {
        checks.Record(SnpChecks.Debug, !report.AllowsDebug || policy.AllowDebug, "The host can read and change the guest's memory.",
            policy.AllowDebug ? "allowed by the policy" : "policy bit 19 is 0", $"0x{report.Policy:x16}", "report[0x8..0x10]");
        checks.NotDone(SnpChecks.MigrationAgent, required: false, "The policy has no rule for migration agents.",
            report.AllowsMigrationAgent ? $"allowed by policy bit 18; REPORT_ID_MA {Convert.ToHexStringLower(report.ReportIdMa)}" : "not allowed by policy bit 18", "report[0x8..0x10], [0x160..0x180]");
        PolicyChecks.OneOf(checks, SnpChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(report.Measurement), "report[0x90..0xc0]");
        if (report.ChipId.AsSpan().ContainsAnyExcept((byte)0) || policy.ChipId.Count == 0)
            PolicyChecks.OneOf(checks, SnpChecks.ChipId, policy.ChipId, Convert.ToHexStringLower(report.ChipId), "report[0x1a0..0x1e0]");
        else
            checks.Record(SnpChecks.ChipId, holds: false, "The host hides which chip it is.", string.Join(" or ", policy.ChipId), "zeros", "report[0x1a0..0x1e0]");
        PolicyChecks.OneOf(checks, SnpChecks.Vmpl, [.. policy.Vmpl.Select(v => $"{v}")], $"{report.Vmpl}", "report[0x30..0x34]");
        if (policy.MinimumTcb is not { } floor)
            checks.NotDone(SnpChecks.MinimumTcb, required: false, "The policy sets no floor.");
        else if (tcbs is not null)
            // COMMITTED and CURRENT are not below REPORTED; another check sees to that. LAUNCH can be.
            checks.Record(SnpChecks.MinimumTcb, tcbs.Reported.IsAtLeast(floor) && tcbs.Launch.IsAtLeast(floor), "The host's firmware is out of date, or the guest was launched before it was updated.",
                floor.ToString(), $"REPORTED {tcbs.Reported}; LAUNCH {tcbs.Launch}", "report[0x180..0x188], [0x1f0..0x1f8]");
        PolicyChecks.AtLeast(checks, SnpChecks.MinimumGuestSvn, policy.MinimumGuestSvn, report.GuestSvn, "report[0x4..0x8]");
    }
}
