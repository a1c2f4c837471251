namespace Enarx.Attestation;

/// <summary>
/// A path from a certificate to a self-issued one, found among candidates by name. Where several have the name, the one
/// that verifies is preferred, so that nobody can break a path by an old certificate beside the right one; every check
/// is still made on the one that was picked.
/// </summary>
internal sealed class CertificateChain
{
    private const int Longest = 8;

    private CertificateChain(IReadOnlyList<X509Certificate> path, bool complete)
    {
        Path = path;
        IsComplete = complete;
    }

    /// <summary>The certificates, the leaf first.</summary>
    public IReadOnlyList<X509Certificate> Path { get; }

    /// <summary>Whether the last one is self-issued.</summary>
    public bool IsComplete { get; }

    /// <summary>The first one.</summary>
    public X509Certificate Leaf => Path[0];

    /// <summary>The last one, if it is self-issued. Whether it is trusted is for the pins to say.</summary>
    public X509Certificate? Root => IsComplete ? Path[^1] : null;

    /// <summary>Finds the path.</summary>
    /// <param name="leaf">Where it starts.</param>
    /// <param name="candidates">Certificates to take issuers from.</param>
    public static CertificateChain Find(X509Certificate leaf, IReadOnlyCollection<X509Certificate> candidates)
    {
        List<X509Certificate> path = [leaf];
        while (!path[^1].IsSelfIssued)
        {
            X509Certificate last = path[^1];
            X509Certificate? issuer = null;
            foreach (X509Certificate candidate in candidates.Where(c => c.Subject.Is(last.Issuer)))
            {
                bool signs = CertificateSignature.IsSignedBy(last, candidate);
                issuer = signs ? candidate : issuer ?? candidate;
                if (signs)
                    break;
            }

            if (issuer is null || path.Count == Longest || path.Contains(issuer))
                return new CertificateChain(path, complete: false);
            path.Add(issuer);
        }

        return new CertificateChain(path, complete: true);
    }
}
