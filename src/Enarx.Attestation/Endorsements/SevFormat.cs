using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// Tells certificates of SEV from other bytes by their lengths and fixed fields (AMD 55766, appendix C: the SEV
/// certificate; appendix B.3: the AMD root certificate).
/// </summary>
internal static class SevFormat
{
    private const int CertificateLength = 2084;
    private const int RootHeaderLength = 64;
    private const int MostCertificates = 16;

    /// <summary>Whether the bytes are one such certificate after the other and nothing else.</summary>
    public static bool IsCertificates(ReadOnlySpan<byte> content)
    {
        for (int count = 0; count < MostCertificates && content.Length > 0; count++)
        {
            int length = LengthOfFirst(content);
            if (length == 0)
                return false;
            content = content[length..];
            if (content.Length == 0)
                return true;
        }

        return false;
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> content)
    {
        if (content.Length < RootHeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(content) != 1)
            return 0;
        uint exponentBits = BinaryPrimitives.ReadUInt32LittleEndian(content[56..]), modulusBits = BinaryPrimitives.ReadUInt32LittleEndian(content[60..]);
        if (modulusBits is 2048 or 4096 && exponentBits == modulusBits)
        {
            // Exponent, modulus and a signature by a key of the same length.
            int length = RootHeaderLength + (int)(3 * modulusBits / 8);
            return content.Length >= length ? length : 0;
        }

        return content.Length >= CertificateLength ? CertificateLength : 0;
    }
}
