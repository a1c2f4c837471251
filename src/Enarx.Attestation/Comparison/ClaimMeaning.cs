using System.Globalization;

namespace Enarx.Attestation;

/// <summary>What it means when a claim has another value, for people.</summary>
internal static class ClaimMeaning
{
    public const string Launch = "Something else was launched: firmware, kernel, initial disk, command line, program, or number of processors.";

    // By how the name begins; vendors number their registers and qualify their fields.
    private static readonly (string Start, string Meaning)[] Meanings =
    [
        ("MEASUREMENT", Launch),
        ("MRENCLAVE", "Another enclave was launched."),
        ("MRTD", Launch),
        ("LAUNCH_DIGEST", Launch),
        ("MRSIGNERSEAM", "The TDX module is signed by another key."),
        ("MRSIGNER", "The enclave is signed by another key."),
        ("MRSEAM", "The TDX module is another one."),
        ("MRCONFIGID", "The host gave another configuration at launch."),
        ("CONFIGID", "The host gave another configuration at launch."),
        ("MROWNERCONFIG", "Its owner gave another configuration."),
        ("MROWNER", "It has another owner."),
        ("RTMR0", "The firmware's configuration differs: its settings, tables or secure boot keys."),
        ("RTMR1", "Another boot loader, kernel or partition table was started."),
        ("RTMR2", "Another initial disk or command line was used, or the system measured something else."),
        ("RTMR3", "What runs inside measured something else."),
        ("PCR", "Something else was measured into this register."),
        ("RIM", "Another Realm was launched."),
        ("REM", "The Realm measured something else."),
        ("HOST_DATA", "The host gave other data at launch, as the digest of a configuration."),
        ("REPORT_DATA", "They answer different questions or vouch for different keys, as fresh evidence always does."),
        ("REPORTDATA", "They answer different questions or vouch for different keys, as fresh evidence always does."),
        ("REPORT_ID", "They are of different guests; an identifier is drawn at each launch."),
        ("ID_KEY_DIGEST", "The launch was signed by another identity key."),
        ("AUTHOR_KEY_DIGEST", "The identity key was signed by another author key."),
        ("CHIP_ID", "They ran on different chips, or the host hides the chip in one of them."),
        ("PPID", "They ran on different platforms."),
        ("FMSPC", "They ran on platforms of different families."),
        ("nonce", "They answer different nonces, as fresh evidence always does."),
        ("timestamp", "They were made at different times."),
        ("VMPL", "They were asked for at different privilege levels."),
    ];

    // Fields in which more is newer.
    private static readonly string[] Versions = ["SVN", "SPL", "TCB", "API", "BUILD", "MINOR", "MAJOR", "VERSION"];

    /// <summary>The meaning of a claim's change.</summary>
    public static string Of(string name, string? left, string? right)
    {
        if (left is null || right is null)
            return right is null ? "Only the first states it." : "Only the second states it.";
        if (name.Contains("DEBUG", StringComparison.OrdinalIgnoreCase))
            return right is "0" or "false" ? "The host can debug the first and not the second." : "The host can debug, and so read, the second.";
        foreach ((string start, string meaning) in Meanings)
        {
            if (name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
                return meaning;
        }

        return Versions.Any(version => name.Contains(version, StringComparison.OrdinalIgnoreCase)) && Number(left) is { } before && Number(right) is { } after
            ? after > before ? "The second is newer." : "The second is older."
            : "They state different values.";
    }

    private static ulong? Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
}
