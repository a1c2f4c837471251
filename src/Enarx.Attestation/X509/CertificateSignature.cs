namespace Enarx.Attestation;

/// <summary>
/// Who signed a certificate or a revocation list. Good signatures are remembered by the digests of what was signed, as
/// it was signed, and of the key; so a chain that was seen before costs hashes and no mathematics.
/// </summary>
internal static class CertificateSignature
{
    private const int MostRemembered = 4096;

    private static readonly BoundedCache<(Sha256Digest Signed, Sha256Digest Key), bool> Good = new(MostRemembered);

    /// <summary>Whether a certificate's signature is good under the key of another, by the algorithm that it names twice.</summary>
    public static bool IsSignedBy(X509Certificate certificate, X509Certificate issuer) =>
        (ReferenceEquals(certificate, issuer) && VendorRoots.IsCertificate(certificate.Digest))
        || Verify(issuer, certificate.Digest, certificate.Algorithm, certificate.Tbs.Span, certificate.Signature);

    /// <summary>Whether a list is in a certificate's name, which may sign lists, and its signature is good under that certificate's key.</summary>
    public static bool IsSignedBy(RevocationList list, X509Certificate issuer) =>
        list.Issuer.Is(issuer.Subject) && issuer.MaySignLists() && Verify(issuer, list.Digest, list.Algorithm, list.Tbs.Span, list.Signature);

    /// <summary>Forgets every signature, so that the next ones are verified anew.</summary>
    public static void Forget() => Good.Clear();

    // The digest covers everything that is verified: signed part, algorithm and signature.
    private static bool Verify(X509Certificate issuer, Sha256Digest digest, SignatureAlgorithm? algorithm, ReadOnlySpan<byte> message, byte[] signature)
    {
        if (algorithm is not { } known)
            return false;
        if (Good.TryGet((digest, issuer.PublicKeyDigest), out _))
            return true;
        bool good = issuer.Key is { } key && key.Verify(known, message, signature);
        if (good)
            Good.Add((digest, issuer.PublicKeyDigest), true);
        return good;
    }
}
