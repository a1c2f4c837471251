using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// What the ATTESTATION command gives (AMD 55766, section 6.8, "ATTESTATION Report"): launch digest and policy of a guest,
/// signed by the PEK. The host asks for it and chooses MNONCE, so it says that there is such a guest, not which one asks.
/// </summary>
internal sealed class SevAttestationReport
{
    /// <summary>Length of a report, bytes.</summary>
    public const int Length = 0xd0;

    private const int SignedLength = 0x34;
    private const int SignatureOffset = 0x40;

    private readonly byte[] _bytes;

    private SevAttestationReport(byte[] bytes) => _bytes = bytes;

    public byte[] Nonce => _bytes[..0x10];

    public byte[] Digest => _bytes[0x10..0x30];

    public SevPolicy Policy => new(UInt32(0x30));

    /// <summary>Reads a report.</summary>
    /// <exception cref="FieldException">It is none.</exception>
    public static SevAttestationReport Read(byte[] bytes)
    {
        if (bytes.Length != Length)
            throw new FieldException("report", Math.Min(bytes.Length, Length), $"it has {Length} bytes; there are {bytes.Length}");
        var report = new SevAttestationReport(bytes);
        if (report.UInt32(0x34) != (uint)SevUsage.Pek)
            throw new FieldException("SIG_USAGE", 0x34, $"it is 0x{report.UInt32(0x34):x}, not PEK (0x1002)");
        if (report.UInt32(0x38) is not ((uint)SevAlgorithm.EcdsaSha256 or (uint)SevAlgorithm.EcdsaSha384))
            throw new FieldException("SIG_ALGO", 0x38, $"it is 0x{report.UInt32(0x38):x}, not ECDSA (0x2 or 0x102)");
        if (report.UInt32(0x3c) != 0)
            throw new FieldException("reserved", 0x3c, "there must be zeros");
        return report;
    }

    /// <summary>Makes a report.</summary>
    public static byte[] Make(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> digest, SevPolicy policy, ECDsa pek)
    {
        byte[] report = new byte[Length];
        nonce.CopyTo(report);
        digest.CopyTo(report.AsSpan(0x10));
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x30), policy.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x34), (uint)SevUsage.Pek);
        BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x38), (uint)SevAlgorithm.EcdsaSha256);
        SevSignature.Sign(pek, report.AsSpan(0, SignedLength), report.AsSpan(SignatureOffset));
        return report;
    }

    /// <summary>Whether a PEK signed it.</summary>
    public bool IsSignedBy(SevCertificate pek) => (uint)pek.Algorithm == UInt32(0x38)
        && SevSignature.Verify(pek.PublicKeyInfo, pek.Algorithm, _bytes.AsSpan(0, SignedLength), _bytes.AsSpan(SignatureOffset));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));
}
