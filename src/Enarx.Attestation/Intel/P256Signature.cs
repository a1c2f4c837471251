using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>ECDSA over P-256 with SHA-256 as quotes and Intel's collateral carry it: R and S of 32 bytes, most significant byte first.</summary>
internal static class P256Signature
{
    private const int ScalarLength = 32;
    private const int MostRemembered = 4096;

    private static readonly byte[] Order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly BoundedCache<Sha256Digest, bool> Good = new(MostRemembered);

    /// <summary>Whether R and S lie in 1 to n-1.</summary>
    public static bool IsEncoded(ReadOnlySpan<byte> signature) =>
        signature.Length == 2 * ScalarLength && IsScalar(signature[..ScalarLength]) && IsScalar(signature[ScalarLength..]);

    /// <summary>Verifies a signature.</summary>
    /// <param name="publicKey">SubjectPublicKeyInfo of a point of P-256.</param>
    /// <param name="message">What was signed.</param>
    /// <param name="signature">R and S.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        VerificationKey.CurveBits(publicKey) == 256 && IsEncoded(signature)
        && VerificationKey.Import(publicKey) is { } key && key.VerifyConcatenated(message, signature, HashAlgorithmName.SHA256);

    /// <summary>Verifies a signature that many appraisals have in common, and remembers it if it is good.</summary>
    /// <inheritdoc cref="Verify"/>
    public static bool VerifyShared(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (VerificationKey.CurveBits(publicKey) != 256 || !IsEncoded(signature))
            return false;
        // Key and signature have one length each, so nothing of one part can pass for another.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(publicKey);
        hash.AppendData(signature);
        hash.AppendData(message);
        Sha256Digest name = Sha256Digest.FromBytes(hash.GetHashAndReset());
        if (Good.TryGet(name, out _))
            return true;
        bool good = Verify(publicKey, message, signature);
        if (good)
            Good.Add(name, true);
        return good;
    }

    /// <summary>Forgets the good signatures.</summary>
    public static void Forget() => Good.Clear();

    private static bool IsScalar(ReadOnlySpan<byte> scalar) =>
        scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(Order) < 0;
}
