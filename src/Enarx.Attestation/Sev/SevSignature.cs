using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Signatures in AMD's own formats, least significant byte first (AMD 55766, appendices B and C). Good ones are remembered
/// by the digest of everything that went into them, so a platform that was seen before costs hashes and no mathematics.
/// </summary>
internal static class SevSignature
{
    private const int MostRemembered = 4096;

    private static readonly BoundedCache<Sha256Digest, bool> Good = new(MostRemembered);

    /// <summary>Forgets every signature.</summary>
    public static void Forget() => Good.Clear();

    /// <summary>Whether a signature is good; false for a key or an algorithm of another kind, and where padding is not zero.</summary>
    /// <param name="publicKeyInfo">SubjectPublicKeyInfo of the signer; null is the key of nobody.</param>
    /// <param name="algorithm">RSASSA-PSS or ECDSA.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">The field: RSA in as many bytes as the key has and then zeros; R and S in 72 bytes each and then zeros.</param>
    public static bool Verify(byte[]? publicKeyInfo, SevAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKeyInfo is null)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The lengths keep one part from passing for the start of the next.
        hash.AppendData(MemoryMarshal.AsBytes<int>([(int)algorithm, publicKeyInfo.Length, message.Length, signature.Length]));
        hash.AppendData(publicKeyInfo);
        hash.AppendData(message);
        hash.AppendData(signature);
        Sha256Digest name = Sha256Digest.FromBytes(hash.GetHashAndReset());
        if (Good.TryGet(name, out _))
            return true;
        bool good = VerificationKey.Import(publicKeyInfo) is { } key && Verify(key, algorithm, message, signature);
        if (good)
            Good.Add(name, true);
        return good;
    }

    /// <summary>Signs with ECDSA and SHA-256, as platforms do.</summary>
    /// <param name="key">A key on P-256 or P-384.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="signature">The field; what the signature does not need is zeroed.</param>
    public static void Sign(ECDsa key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        int length = key.KeySize / 8;
        Span<byte> pair = stackalloc byte[2 * length];
        key.SignData(message, pair, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        pair[..length].Reverse();
        pair[length..].Reverse();
        signature.Clear();
        pair[..length].CopyTo(signature);
        pair[length..].CopyTo(signature[SevCertificate.ComponentLength..]);
    }

    /// <summary>Signs with RSASSA-PSS, as AMD does: SHA-256 for a key of 2048 bits, SHA-384 for 4096.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">What is signed.</param>
    /// <param name="signature">The field; what the signature does not need is zeroed.</param>
    public static void Sign(RSA key, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        byte[] number = key.SignData(message.ToArray(), key.KeySize == 2048 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        number.AsSpan().Reverse();
        signature.Clear();
        number.CopyTo(signature);
    }

    private static bool Verify(VerificationKey key, SevAlgorithm algorithm, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        int length = key.Size / 8;
        switch (algorithm)
        {
            case SevAlgorithm.EcdsaSha256 or SevAlgorithm.EcdsaSha384 when key.IsEc:
                const int Component = SevCertificate.ComponentLength;
                if (signature[length..Component].ContainsAnyExcept((byte)0) || signature[(Component + length)..].ContainsAnyExcept((byte)0))
                    return false;
                Span<byte> pair = stackalloc byte[2 * length];
                signature[..length].CopyTo(pair);
                signature.Slice(Component, length).CopyTo(pair[length..]);
                pair[..length].Reverse();
                pair[length..].Reverse();
                return key.VerifyConcatenated(message, pair, algorithm == SevAlgorithm.EcdsaSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384);

            case SevAlgorithm.RsaSha256 or SevAlgorithm.RsaSha384 when !key.IsEc:
                if (signature.Length < length || signature[length..].ContainsAnyExcept((byte)0))
                    return false;
                Span<byte> number = stackalloc byte[length];
                signature[..length].CopyTo(number);
                number.Reverse();
                HashAlgorithmName hash = algorithm == SevAlgorithm.RsaSha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
                return key.Verify(new SignatureAlgorithm(SignatureFamily.RsaPss, hash), message, number);

            default:
                return false;
        }
    }
}
