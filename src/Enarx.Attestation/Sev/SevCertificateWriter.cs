using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>Writes certificates in AMD's own formats (AMD 55766, appendices B.1 and C.1).</summary>
internal static class SevCertificateWriter
{
    /// <summary>A certificate of a key on P-384, with empty signature slots.</summary>
    public static byte[] Write(SevUsage usage, SevAlgorithm algorithm, ECParameters key, byte apiMajor = 0, byte apiMinor = 0)
    {
        byte[] certificate = new byte[SevCertificate.Length];
        void UInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(certificate.AsSpan(offset), value);

        UInt32(0x00, 1);
        (certificate[4], certificate[5]) = (apiMajor, apiMinor);
        UInt32(0x08, (uint)usage);
        UInt32(0x0c, (uint)algorithm);
        UInt32(0x10, key.Q.X!.Length == 32 ? 1u : 2u);
        Reversed(key.Q.X).CopyTo(certificate, 0x14);
        Reversed(key.Q.Y!).CopyTo(certificate, 0x14 + SevCertificate.ComponentLength);
        RemoveSignatures(certificate);
        return certificate;
    }

    /// <summary>Empties both signature slots of a certificate.</summary>
    public static void RemoveSignatures(Span<byte> certificate)
    {
        certificate[SevCertificate.SignedLength..].Clear();
        for (int slot = 0; slot < 2; slot++)
            BinaryPrimitives.WriteUInt32LittleEndian(certificate[(SevCertificate.SignedLength + (slot * 0x208))..], (uint)SevUsage.Invalid);
    }

    /// <summary>The certificate of a guest owner's key of one launch. Nobody signs it: WRAP_MAC ties it to the session.</summary>
    public static byte[] Exchange(ECDiffieHellman key) =>
        Write(SevUsage.Pdh, SevAlgorithm.EcdhSha256, key.ExportParameters(includePrivateParameters: false));

    /// <summary>Signs a certificate in place.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="slot">0 or 1.</param>
    /// <param name="signer">Whose key it is.</param>
    /// <param name="key">ECDSA or RSA.</param>
    public static void Sign(Span<byte> certificate, int slot, SevUsage signer, AsymmetricAlgorithm key)
    {
        Span<byte> field = certificate.Slice(0x414 + (slot * 0x208), 0x208);
        BinaryPrimitives.WriteUInt32LittleEndian(field, (uint)signer);
        SevAlgorithm algorithm = key is ECDsa ? SevAlgorithm.EcdsaSha256 : key.KeySize == 2048 ? SevAlgorithm.RsaSha256 : SevAlgorithm.RsaSha384;
        BinaryPrimitives.WriteUInt32LittleEndian(field[4..], (uint)algorithm);
        if (key is RSA rsa)
            SevSignature.Sign(rsa, certificate[..SevCertificate.SignedLength], field[8..]);
        else
            SevSignature.Sign((ECDsa)key, certificate[..SevCertificate.SignedLength], field[8..]);
    }

    /// <summary>A certificate of an authority.</summary>
    /// <param name="usage">ARK or ASK.</param>
    /// <param name="keyId">16 bytes.</param>
    /// <param name="certifyingId">16 bytes: the issuer's key id.</param>
    /// <param name="key">The key.</param>
    /// <param name="issuer">The issuer's key.</param>
    public static byte[] Authority(SevUsage usage, ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> certifyingId, RSA key, RSA issuer)
    {
        RSAParameters numbers = key.ExportParameters(includePrivateParameters: false);
        int length = key.KeySize / 8, signed = 0x40 + (2 * length);
        byte[] certificate = new byte[signed + (issuer.KeySize / 8)];
        void UInt32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(certificate.AsSpan(offset), value);

        UInt32(0x00, 1);
        keyId.CopyTo(certificate.AsSpan(0x04));
        certifyingId.CopyTo(certificate.AsSpan(0x14));
        UInt32(0x24, (uint)usage);
        UInt32(0x38, (uint)key.KeySize);
        UInt32(0x3c, (uint)key.KeySize);
        Reversed(numbers.Exponent!).CopyTo(certificate, 0x40);
        Reversed(numbers.Modulus!).CopyTo(certificate, 0x40 + length);
        SevSignature.Sign(issuer, certificate.AsSpan(0, signed), certificate.AsSpan(signed));
        return certificate;
    }

    private static byte[] Reversed(byte[] number)
    {
        byte[] reversed = [.. number];
        reversed.AsSpan().Reverse();
        return reversed;
    }
}
