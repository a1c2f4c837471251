using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A certificate of AMD's authority, ARK or ASK, in AMD's own format (AMD 55766, appendix B.1, "AMD Signing Key
/// Certificate Format"), parsed and nothing more. Integers, modulus, exponent and signature are little-endian.
/// </summary>
internal sealed class SevCaCertificate
{
    private const int HeadLength = 0x40;
    private const string RsaOid = "1.2.840.113549.1.1.1";

    private readonly int _keyLength;

    private SevCaCertificate(ReadOnlyMemory<byte> bytes, int keyLength)
    {
        Bytes = bytes;
        _keyLength = keyLength;
        PublicKeyInfo = WriteKey();
    }

    /// <summary>The certificate's bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The part that is signed.</summary>
    public ReadOnlySpan<byte> Signed => Bytes.Span[..^_keyLength];

    /// <summary>The signature.</summary>
    public ReadOnlySpan<byte> Signature => Bytes.Span[^_keyLength..];

    public ReadOnlySpan<byte> KeyId => Bytes.Span[0x04..0x14];

    public ReadOnlySpan<byte> CertifyingId => Bytes.Span[0x14..0x24];

    public SevUsage Usage => (SevUsage)BinaryPrimitives.ReadUInt32LittleEndian(Bytes.Span[0x24..]);

    /// <summary>How its key signs: with SHA-256 where it has 2048 bits, with SHA-384 where it has 4096.</summary>
    public SevAlgorithm Algorithm => _keyLength == 256 ? SevAlgorithm.RsaSha256 : SevAlgorithm.RsaSha384;

    /// <summary>SubjectPublicKeyInfo of the key, DER: the same as in AMD's X.509 certificates of the same key.</summary>
    public byte[] PublicKeyInfo { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what a pin names.</summary>
    public Sha256Digest PublicKeyDigest => Sha256Digest.FromBytes(SHA256.HashData(PublicKeyInfo));

    /// <summary>Reads one certificate; more may follow it.</summary>
    /// <param name="bytes">Certificates.</param>
    /// <param name="start">Where it begins.</param>
    /// <exception cref="FieldException">There is none, or it is of no form that AMD uses. The offset is from the start of <paramref name="bytes"/>.</exception>
    public static SevCaCertificate Read(ReadOnlyMemory<byte> bytes, int start)
    {
        ReadOnlySpan<byte> span = bytes.Span[start..];
        if (span.Length < HeadLength)
            throw new FieldException("ARK or ASK", start + span.Length, $"its head has {HeadLength} bytes and ends after {span.Length}");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(span);
        if (version != 1)
            throw new FieldException("VERSION", start, $"it is {version}, not 1");
        uint usage = BinaryPrimitives.ReadUInt32LittleEndian(span[0x24..]);
        if (usage is not ((uint)SevUsage.Ark or (uint)SevUsage.Ask))
            throw new FieldException("KEY_USAGE", start + 0x24, $"it is 0x{usage:x}, neither ARK (0x0) nor ASK (0x13)");
        int stray = span[0x28..0x38].IndexOfAnyExcept((byte)0);
        if (stray >= 0)
            throw new FieldException("reserved", start + 0x28 + stray, "there must be zeros");
        uint exponentBits = BinaryPrimitives.ReadUInt32LittleEndian(span[0x38..]), modulusBits = BinaryPrimitives.ReadUInt32LittleEndian(span[0x3c..]);
        if (modulusBits is not (2048 or 4096))
            throw new FieldException("MODULUS_SIZE", start + 0x3c, $"it is {modulusBits}, not 2048 or 4096");
        if (exponentBits != modulusBits)
            throw new FieldException("PUBEXP_SIZE", start + 0x38, $"it is {exponentBits}, not that of the modulus, {modulusBits}");
        int keyLength = (int)modulusBits / 8, length = HeadLength + (3 * keyLength);
        if (span.Length < length)
            throw new FieldException("ARK or ASK", start + span.Length, $"with this key it has {length} bytes, and it ends after {span.Length}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(span[HeadLength..]) != 65537 || span[(HeadLength + 4)..(HeadLength + keyLength)].ContainsAnyExcept((byte)0))
            throw new FieldException("PUBEXP", start + HeadLength, "it is not 65537");
        if ((span[HeadLength + keyLength] & 1) == 0 || span[HeadLength + (2 * keyLength) - 1] < 0x80)
            throw new FieldException("MODULUS", start + HeadLength + keyLength, $"it is no odd number of {modulusBits} bits");
        return new SevCaCertificate(bytes.Slice(start, length), keyLength);
    }

    private byte[] WriteKey()
    {
        byte[] modulus = Bytes.Slice(HeadLength + _keyLength, _keyLength).ToArray();
        modulus.AsSpan().Reverse();
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteIntegerUnsigned(modulus);
            key.WriteInteger(65537);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier(RsaOid);
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return info.Encode();
    }
}
