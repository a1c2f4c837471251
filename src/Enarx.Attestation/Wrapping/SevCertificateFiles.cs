using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// Certificates in SEV's own format, one or several after the other: of a platform, 2084 bytes each, and AMD's ASK and
/// ARK (AMD 55766, appendix C). The tools of SEV write them into one file or a file for each.
/// </summary>
internal static class SevCertificateFiles
{
    /// <summary>What PDH_CERT_EXPORT gives: usages of PDH, PEK, OCA and CEK, in its order.</summary>
    public static readonly IReadOnlyList<(uint Usage, string Name)> Platform = [(0x1003, "PDH"), (0x1002, "PEK"), (0x1001, "OCA"), (0x1004, "CEK")];

    private const int CertificateLength = 0x824;
    private const int AuthorityHeaderLength = 0x40;
    private const uint ArkUsage = 0;
    private const uint AskUsage = 0x13;

    /// <summary>Adds the certificates.</summary>
    /// <returns>False when the content does not begin with one.</returns>
    /// <exception cref="KeepException">One is cut, or something else follows.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        int position = 0;
        while (position < content.Length)
        {
            ReadOnlySpan<byte> rest = content.Span[position..];
            uint? usage = PlatformUsage(rest);
            int length = usage is null ? AuthorityLength(rest) : CertificateLength;
            if (length == 0 && position == 0)
                return false;
            if (length == 0 || length > rest.Length)
                throw Unrecognized.At(where, position, "a certificate of SEV is cut, or followed by something else.");
            if (usage is { } known)
                found.AddSevCertificate(known, content.Slice(position, length));
            else
                found.AddEndorsement(content.Slice(position, length));
            position += length;
        }

        return true;
    }

    // Version 1, and a usage with an algorithm that are defined.
    private static uint? PlatformUsage(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 16 || UInt32(bytes) != 1 || UInt32(bytes[12..]) is not (1 or 2 or 3 or 0x101 or 0x102 or 0x103))
            return null;
        uint usage = UInt32(bytes[8..]);
        return usage is >= 0x1001 and <= 0x1004 ? usage : null;
    }

    private static int AuthorityLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < AuthorityHeaderLength || UInt32(bytes) != 1 || UInt32(bytes[0x24..]) is not (ArkUsage or AskUsage))
            return 0;
        uint exponent = UInt32(bytes[0x38..]), modulus = UInt32(bytes[0x3c..]);
        return modulus is 2048 or 4096 && exponent == modulus ? AuthorityHeaderLength + (int)(3 * modulus / 8) : 0;
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
