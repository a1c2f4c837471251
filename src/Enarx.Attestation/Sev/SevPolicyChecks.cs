using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>The checks that the policy asks for.</summary>
internal static class SevPolicyChecks
{
    private const string NoGuest = "The policy asks for it and no launch says it.";

    /// <summary>The policy's fields that this applies.</summary>
    public static readonly IReadOnlyList<string> Applied =
    [
        nameof(KeepPolicy.Measurement), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.MinimumFirmware), nameof(KeepPolicy.Nonce), nameof(KeepPolicy.ReportData),
    ];

    /// <summary>What stands for the chip: SHA-256 of the SubjectPublicKeyInfo of its CEK, which no other chip has.</summary>
    public static string? ChipId(SevPlatform? platform) =>
        platform?.Cek.PublicKeyInfo is { } key ? Convert.ToHexStringLower(SHA256.HashData(key)) : null;

    /// <summary>Makes the checks.</summary>
    public static void Make(CheckList checks, SevPlatform? platform, SevStatement? statement, KeepPolicy policy)
    {
        if (statement is not null)
            PolicyChecks.OneOf(checks, SevChecks.Measurement, policy.Measurement, Convert.ToHexStringLower(statement.Digest), statement.DigestSource);
        else
            Missing(checks, SevChecks.Measurement, policy.Measurement.Count > 0);
        if (ChipId(platform) is { } chip)
            PolicyChecks.OneOf(checks, SevChecks.ChipId, policy.ChipId, chip, "SHA-256 of the CEK's SubjectPublicKeyInfo");
        else
            Missing(checks, SevChecks.ChipId, policy.ChipId.Count > 0);
        if (statement?.Firmware is { } firmware && policy.MinimumFirmware is { } floor)
            checks.Record(SevChecks.MinimumFirmware, firmware >= floor, "The host's firmware is out of date.", $"{floor} or later", firmware.ToString(), "sev-launch[0x4..0x7]");
        else
            Missing(checks, SevChecks.MinimumFirmware, policy.MinimumFirmware is not null);
        if (statement is not null && policy.Nonce is { } nonce)
            checks.Record(SevChecks.Nonce, string.Equals(nonce, Convert.ToHexStringLower(statement.Nonce), StringComparison.OrdinalIgnoreCase),
                "The evidence answers another question.", nonce, Convert.ToHexStringLower(statement.Nonce), statement.NonceSource);
        else
            Missing(checks, SevChecks.Nonce, policy.Nonce is not null);
        PolicyChecks.Padded(checks, SevChecks.ReportData, policy.ReportData, statement?.Launch?.ReportData, "sev-launch[0x5c..0x9c]");
    }

    private static void Missing(CheckList checks, CheckDefinition check, bool asked) =>
        checks.NotDone(check, required: asked, asked ? NoGuest : "The policy names none.");
}
