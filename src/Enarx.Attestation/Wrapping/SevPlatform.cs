using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// Certificates of a SEV platform, one after the other as its tools export them: PDH, PEK, OCA and CEK of 2084 bytes
/// each, and AMD's ASK and ARK after them (AMD 55766, appendix C; AMD "SEV API", CA certificate format).
/// </summary>
internal static class SevPlatform
{
    private const int CertificateLength = 0x824;
    private const int AuthorityHeaderLength = 0x40;
    private const uint ArkUsage = 0;
    private const uint AskUsage = 0x13;

    /// <summary>Adds the chain.</summary>
    /// <returns>False when the content does not begin with such a certificate.</returns>
    /// <exception cref="KeepException">Something else follows.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        int position = 0, platform = 0;
        while (position < content.Length)
        {
            ReadOnlySpan<byte> rest = content.Span[position..];
            int length = IsPlatformCertificate(rest) ? CertificateLength : AuthorityLength(rest);
            if (length == 0 && position == 0)
                return false;
            if (length == 0 || length > rest.Length)
                throw Unrecognized.At(where, position, "a certificate of a SEV platform is cut, or followed by something else.");
            platform += length == CertificateLength ? 1 : 0;
            position += length;
        }

        if (platform > 0)
            found.Add(Tee.Sev, content);
        else
            found.AddEndorsement(content);
        return true;
    }

    // Version 1, and a usage (OCA, PEK, PDH, CEK) with an algorithm that are defined.
    private static bool IsPlatformCertificate(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 16 && UInt32(bytes) == 1 && UInt32(bytes[8..]) is >= 0x1001 and <= 0x1004
        && UInt32(bytes[12..]) is 1 or 2 or 3 or 0x101 or 0x102 or 0x103;

    private static int AuthorityLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < AuthorityHeaderLength || UInt32(bytes) != 1 || UInt32(bytes[0x24..]) is not (ArkUsage or AskUsage))
            return 0;
        uint exponent = UInt32(bytes[0x38..]), modulus = UInt32(bytes[0x3c..]);
        return modulus is 2048 or 4096 && exponent == modulus ? AuthorityHeaderLength + (int)(3 * modulus / 8) : 0;
    }

    private static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
