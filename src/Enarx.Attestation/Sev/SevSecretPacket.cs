using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>A wrapped secret for LAUNCH_SECRET (AMD 55766, section 6.6): only the firmware that measured the guest can open it.</summary>
/// <param name="Header">FLAGS 4 (0), IV 16, MAC 32; 52 bytes.</param>
/// <param name="Payload">The encrypted secret, a multiple of 16 bytes.</param>
public sealed record SevSecretPacket(byte[] Header, byte[] Payload)
{
    /// <summary>Length of the header, bytes.</summary>
    public const int HeaderLength = 52;

    private const byte SecretTag = 1;

    /// <summary>Wraps a secret.</summary>
    /// <param name="keys">TEK and TIK, 32 bytes.</param>
    /// <param name="iv">16 bytes, never used before with this TEK.</param>
    /// <param name="measure">MEASURE of the launch that gets it.</param>
    /// <param name="secret">The secret, a multiple of 16 bytes.</param>
    internal static SevSecretPacket Wrap(ReadOnlySpan<byte> keys, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> measure, ReadOnlySpan<byte> secret)
    {
        byte[] header = new byte[HeaderLength], payload = secret.ToArray();
        SevKeys.Crypt(keys[..SevKeys.Length], iv, payload);
        iv.CopyTo(header.AsSpan(4));
        ComputeMac(keys[SevKeys.Length..], header, payload, (uint)payload.Length, measure, header.AsSpan(0x14));
        return new SevSecretPacket(header, payload);
    }

    /// <summary>Computes MAC = HMAC-SHA256(TIK, 01, FLAGS, IV, GUEST_LENGTH, TRANS_LENGTH, payload, MEASURE).</summary>
    internal static void ComputeMac(ReadOnlySpan<byte> tik, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, uint guestLength, ReadOnlySpan<byte> measure, Span<byte> mac)
    {
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(lengths, guestLength);
        BinaryPrimitives.WriteUInt32LittleEndian(lengths[4..], (uint)payload.Length);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, tik);
        hmac.AppendData([SecretTag]);
        hmac.AppendData(header[..0x14]);
        hmac.AppendData(lengths);
        hmac.AppendData(payload);
        hmac.AppendData(measure);
        hmac.GetHashAndReset(mac);
    }
}
