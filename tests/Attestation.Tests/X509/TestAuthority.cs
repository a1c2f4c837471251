using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>A certificate authority of the test's own, on P-256.</summary>
internal sealed class TestAuthority
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), End = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TestAuthority? _issuer;

    public TestAuthority(string name, TestAuthority? issuer = null, int? pathLength = null, X509KeyUsageFlags usage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
        bool isAuthority = true, int serial = 1, string organization = "A laboratory", DateTimeOffset? end = null, params X509Extension[] more)
    {
        _issuer = issuer;
        Serial = serial;
        Name = new X500DistinguishedName($"O=\"{organization}\", CN={name}");
        Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name, Key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        foreach (X509Extension extension in more)
            request.CertificateExtensions.Add(extension);
        using X509Certificate2 made = request.Create(issuer?.Name ?? Name, X509SignatureGenerator.CreateForECDsa((issuer ?? this).Key), Begin, end ?? End, new BigInteger(serial).ToByteArray(isBigEndian: true));
        Certificate = X509Certificate.Parse(made.RawData);
    }

    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public X500DistinguishedName Name { get; }

    public ECDsa Key { get; }

    public int Serial { get; }

    public X509Certificate Certificate { get; }

    public Sha256Digest Pin => Certificate.PublicKeyDigest;

    /// <summary>A path from this to the authority that has no issuer, of these certificates and others.</summary>
    public CertificateChain Chain(params IEnumerable<X509Certificate> others)
    {
        List<X509Certificate> candidates = [.. others];
        for (TestAuthority? authority = _issuer; authority is not null; authority = authority._issuer)
            candidates.Add(authority.Certificate);
        return CertificateChain.Find(Certificate, candidates);
    }

    /// <summary>A list of this authority.</summary>
    public RevocationList List(int fromDays = -1, int toDays = 30, ECDsa? signer = null, params int[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (int serial in revoked)
            builder.AddEntry(new BigInteger(serial).ToByteArray(isBigEndian: true));
        var identifier = X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(new PublicKey(Key), false));
        return RevocationList.Parse(builder.Build(Name, X509SignatureGenerator.CreateForECDsa(signer ?? Key), 1, Now.AddDays(toDays), HashAlgorithmName.SHA256, identifier, Now.AddDays(fromDays)));
    }
}
