using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// A certificate of a platform (PDH, PEK, OCA, CEK) or of a guest owner (AMD 55766, appendix C.1, "SEV Certificate
/// Format"), read where its fields stand; integers are little-endian. Reading a field says nothing about whether it is right.
/// </summary>
internal sealed class SevCertificate
{
    /// <summary>Length of a certificate, bytes.</summary>
    public const int Length = 0x824;

    /// <summary>Length of the part that is signed, bytes.</summary>
    public const int SignedLength = 0x414;

    /// <summary>Length of a coordinate, and of R and S, in certificates and reports, bytes.</summary>
    public const int ComponentLength = 72;

    private const int KeyOffset = 0x10;
    private const int PointOffset = KeyOffset + 4;
    private const int SlotLength = 0x208;

    private readonly ReadOnlyMemory<byte> _bytes;

    /// <summary>Looks at a certificate of <see cref="Length"/> bytes.</summary>
    public SevCertificate(ReadOnlyMemory<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length, nameof(bytes));
        _bytes = bytes;
        PublicKeyInfo = ReadKey();
    }

    /// <summary>The certificate's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Span;

    /// <summary>The part that is signed.</summary>
    public ReadOnlySpan<byte> Signed => Bytes[..SignedLength];

    public uint Version => UInt32(0x00);

    public byte ApiMajor => Bytes[4];

    public byte ApiMinor => Bytes[5];

    public SevUsage Usage => (SevUsage)UInt32(0x08);

    public SevAlgorithm Algorithm => (SevAlgorithm)UInt32(0x0c);

    /// <summary>Curve of the key: 1 is P-256, 2 is P-384.</summary>
    public uint Curve => UInt32(KeyOffset);

    /// <summary>SubjectPublicKeyInfo of the key, DER; null when the certificate names no known curve.</summary>
    public byte[]? PublicKeyInfo { get; }

    /// <summary>Whether two certificates are of one key.</summary>
    public bool HasKeyOf(SevCertificate other) => Bytes[KeyOffset..SignedLength].SequenceEqual(other.Bytes[KeyOffset..SignedLength]);

    /// <summary>Who made a signature.</summary>
    /// <param name="slot">0 or 1.</param>
    public SevUsage Signer(int slot) => (SevUsage)UInt32(SignedLength + (slot * SlotLength));

    /// <summary>How a signature was made.</summary>
    /// <param name="slot">0 or 1.</param>
    public SevAlgorithm SignerAlgorithm(int slot) => (SevAlgorithm)UInt32(SignedLength + (slot * SlotLength) + 4);

    /// <summary>The 512 bytes of a signature.</summary>
    /// <param name="slot">0 or 1.</param>
    public ReadOnlySpan<byte> Signature(int slot) => Bytes.Slice(SignedLength + (slot * SlotLength) + 8, SlotLength - 8);

    /// <summary>The slot of a signer; null when it did not sign.</summary>
    public int? SlotOf(SevUsage signer) => Signer(0) == signer ? 0 : Signer(1) == signer ? 1 : null;

    /// <summary>Offset of the first byte that must be zero and is not; -1 when there is none.</summary>
    public int FindStray()
    {
        int coordinate = Curve == 1 ? 32 : 48;
        int found = First(0x06, 0x08);
        if (found < 0)
            found = First(PointOffset + coordinate, PointOffset + ComponentLength);
        if (found < 0)
            found = First(PointOffset + ComponentLength + coordinate, PointOffset + (2 * ComponentLength));
        if (found < 0)
            found = First(PointOffset + (2 * ComponentLength), SignedLength);
        for (int slot = 0; found < 0 && slot < 2; slot++)
        {
            int start = SignedLength + (slot * SlotLength) + 8;
            int used = SignerAlgorithm(slot) switch
            {
                SevAlgorithm.RsaSha384 => 512,
                SevAlgorithm.RsaSha256 => 256,
                SevAlgorithm.Invalid => 0,
                _ => 2 * ComponentLength,
            };
            found = First(start + used, start + SlotLength - 8);
        }

        return found;
    }

    private int First(int start, int end)
    {
        int index = Bytes[start..end].IndexOfAnyExcept((byte)0);
        return index < 0 ? -1 : start + index;
    }

    private byte[]? ReadKey()
    {
        int length = Curve switch { 1 => 32, 2 => 48, _ => 0 };
        if (length == 0)
            return null;
        Span<byte> point = stackalloc byte[2 * length];
        Bytes.Slice(PointOffset, length).CopyTo(point);
        Bytes.Slice(PointOffset + ComponentLength, length).CopyTo(point[length..]);
        point[..length].Reverse();
        point[length..].Reverse();
        return VerificationKey.InfoOfPoint(point);
    }

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[offset..]);
}
