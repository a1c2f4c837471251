using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// How a running guest states report_data. SEV itself has nothing for that: its firmware vouches for the launch only, and
/// any host can repeat what it vouched for. But only the guest that was measured gets the secret that its owner wrapped
/// for it, so the guest owner puts a key among the secrets, and the guest proves that it has it.
/// </summary>
public static class SevGuestProof
{
    /// <summary>Length of a proof, bytes.</summary>
    public const int Length = SHA256.HashSizeInBytes;

    /// <summary>Length of report_data, bytes.</summary>
    public const int ReportDataLength = 64;

    /// <summary>Under which the key stands in the table of secrets.</summary>
    public static Guid SecretId { get; } = new("5e8d1f27-6a3c-4b09-9f41-d2c07b6e83a5");

    /// <summary>Makes a proof: HMAC-SHA256 of report_data.</summary>
    /// <param name="key">The key that the guest got.</param>
    /// <param name="reportData">What the guest states, 64 bytes.</param>
    /// <exception cref="ArgumentException">There are not 64 bytes.</exception>
    public static byte[] Make(ReadOnlySpan<byte> key, ReadOnlySpan<byte> reportData)
    {
        if (reportData.Length != ReportDataLength)
            throw new ArgumentException($"report_data has {ReportDataLength} bytes; there are {reportData.Length}.", nameof(reportData));
        return HMACSHA256.HashData(key, reportData);
    }
}
