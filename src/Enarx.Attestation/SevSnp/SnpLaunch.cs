using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>What stays the same in every report of one launch of a simulated guest.</summary>
public sealed record SnpLaunch
{
    /// <summary>Guest policy of an ordinary guest: bit 17, which must be one, and SMT allowed.</summary>
    public const ulong DefaultPolicy = 0x30000;

    /// <summary>Launch measurement, 48 bytes; see <see cref="SnpLaunchDigest"/>.</summary>
    public required byte[] Measurement { get; init; }

    /// <summary>Guest policy (AMD 56860, "Guest Policy").</summary>
    public ulong Policy { get; init; } = DefaultPolicy;

    /// <summary>REPORT_ID: 32 bytes, random for each launch.</summary>
    public byte[] ReportId { get; init; } = RandomNumberGenerator.GetBytes(32);
}
