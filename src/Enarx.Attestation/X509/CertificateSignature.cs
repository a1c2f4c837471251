using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Who signed a certificate or a revocation list. Good signatures are remembered by the digest of everything that went
/// into them, so a chain that was seen before costs hashes and no mathematics.
/// </summary>
internal static class CertificateSignature
{
    private const int MostRemembered = 4096;

    private static readonly BoundedCache<bool> Good = new(MostRemembered);

    /// <summary>Whether a certificate's signature is good under the key of another, by the algorithm that it names twice.</summary>
    public static bool IsSignedBy(X509Certificate certificate, X509Certificate issuer) =>
        certificate.SignedAlgorithm.Span.SequenceEqual(certificate.SignatureAlgorithm.Span)
        && Verify(issuer.PublicKey.Span, certificate.SignatureAlgorithm, certificate.Tbs.Span, certificate.Signature);

    /// <summary>Whether a list's signature is good under the key of a certificate that may sign lists.</summary>
    public static bool IsSignedBy(RevocationList list, X509Certificate issuer) =>
        issuer.MaySignLists() && list.SignedAlgorithm.Span.SequenceEqual(list.SignatureAlgorithm.Span)
        && Verify(issuer.PublicKey.Span, list.SignatureAlgorithm, list.Tbs.Span, list.Signature);

    private static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlyMemory<byte> algorithm, ReadOnlySpan<byte> message, byte[] signature)
    {
        if (SignatureAlgorithm.Read(algorithm) is not { } known)
            return false;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, publicKey);
        Append(hash, algorithm.Span);
        Append(hash, message);
        Append(hash, signature);
        Sha256Digest name = Sha256Digest.FromBytes(hash.GetHashAndReset());
        if (Good.TryGet(name, out _))
            return true;
        bool good = VerificationKey.Import(publicKey) is { } key && key.Verify(known, message, signature);
        if (good)
            Good.Add(name, true);
        return good;
    }

    private static void Append(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        // The length keeps one part from passing for the start of the next.
        hash.AppendData(BitConverter.GetBytes(part.Length));
        hash.AppendData(part);
    }
}
