using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The key derivation and the cipher of SEV's protected messages. The derivation is NIST SP 800-108 in counter mode with
/// HMAC-SHA256, but with counter and length little-endian, which .NET's own does not offer (AMD 55766, section 2.2).
/// </summary>
internal static class SevKeys
{
    /// <summary>Length of every symmetric key, nonce and initialization vector, bytes.</summary>
    public const int Length = 16;

    /// <summary>Derives a key.</summary>
    /// <param name="key">The key to derive from.</param>
    /// <param name="label">What the derived key is for.</param>
    /// <param name="context">What it is of.</param>
    /// <param name="derived">The derived key, <see cref="Length"/> bytes.</param>
    public static void Derive(ReadOnlySpan<byte> key, ReadOnlySpan<byte> label, ReadOnlySpan<byte> context, Span<byte> derived)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)], mac = stackalloc byte[SHA256.HashSizeInBytes];
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        BinaryPrimitives.WriteUInt32LittleEndian(number, 1);
        hmac.AppendData(number);
        hmac.AppendData(label);
        hmac.AppendData([0]);
        hmac.AppendData(context);
        BinaryPrimitives.WriteUInt32LittleEndian(number, 8 * Length);
        hmac.AppendData(number);
        hmac.GetHashAndReset(mac);
        mac[..Length].CopyTo(derived);
        CryptographicOperations.ZeroMemory(mac);
    }

    /// <summary>Encrypts or decrypts with AES-128 in counter mode, in place.</summary>
    /// <param name="key">The key.</param>
    /// <param name="counter">The first counter block, <see cref="Length"/> bytes, most significant byte first.</param>
    /// <param name="data">The data, of any length.</param>
    public static void Crypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> counter, Span<byte> data)
    {
        using var aes = Aes.Create();
        aes.SetKey(key);
        byte[] stream = new byte[(data.Length + Length - 1) / Length * Length];
        Span<byte> block = stackalloc byte[Length];
        counter.CopyTo(block);
        UInt128 next = BinaryPrimitives.ReadUInt128BigEndian(block);
        for (int at = 0; at < stream.Length; at += Length)
            BinaryPrimitives.WriteUInt128BigEndian(stream.AsSpan(at), next++);
        aes.EncryptEcb(stream, stream, PaddingMode.None);
        for (int i = 0; i < data.Length; i++)
            data[i] ^= stream[i];
        CryptographicOperations.ZeroMemory(stream);
    }
}
