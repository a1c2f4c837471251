using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation;

/// <summary>
/// Opens a bare public key by way of a certificate that is nothing but a shell around it. .NET checks what it imports
/// as parameters or SubjectPublicKeyInfo by multiplying the point with the group's order, which costs more than to
/// verify a signature and tells nothing on curves whose cofactor is 1. A key in a certificate is checked to be on its
/// curve, and that is all that there is to check.
/// </summary>
internal static class CertificateShell
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    private static readonly DateTimeOffset Begin = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), End = new(2049, 12, 31, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Opens a key.</summary>
    /// <param name="info">SubjectPublicKeyInfo of a named curve.</param>
    /// <exception cref="CryptographicException">The point is not on the curve.</exception>
    public static ECDsa Open(ReadOnlySpan<byte> info)
    {
        using X509Certificate2 shell = X509CertificateLoader.LoadCertificate(Around(info));
        return shell.GetECDsaPublicKey() ?? throw new CryptographicException("The key is not for ECDSA.");
    }

    private static byte[] Around(ReadOnlySpan<byte> info)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                WriteAlgorithm(writer);
                WriteNoName(writer);
                using (writer.PushSequence())
                {
                    writer.WriteUtcTime(Begin);
                    writer.WriteUtcTime(End);
                }

                WriteNoName(writer);
                writer.WriteEncodedValue(info);
            }

            WriteAlgorithm(writer);
            // Nobody looks at the signature.
            writer.WriteBitString([0]);
        }

        return writer.Encode();
    }

    private static void WriteAlgorithm(AsnWriter writer)
    {
        using (writer.PushSequence())
            writer.WriteObjectIdentifier(EcdsaWithSha256);
    }

    private static void WriteNoName(AsnWriter writer)
    {
        using (writer.PushSequence())
        {
        }
    }
}
