using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation;

/// <summary>Issues certificates of the form that AWS gives Nitro enclaves and their issuers, for a simulation.</summary>
internal static class SimulatedNitroCertificates
{
    /// <summary>Common name of the root.</summary>
    public const string RootName = "aws.nitro-enclaves";

    /// <summary>How long an enclave's certificate lives.</summary>
    public static readonly TimeSpan LeafLife = TimeSpan.FromHours(3);

    // As AWS does it, so that clocks that differ a little do no harm.
    private static readonly TimeSpan LeafBackdate = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AuthorityBackdate = TimeSpan.FromDays(1);
    private const int AuthorityYears = 25;

    /// <summary>A certificate of an authority.</summary>
    /// <param name="name">Common name.</param>
    /// <param name="key">Its key.</param>
    /// <param name="issuer">Common name of the issuer; the same for a root.</param>
    /// <param name="issuerKey">The issuer's key.</param>
    /// <param name="pathLength">How many authorities may stand below it; null: any number.</param>
    public static byte[] Authority(string name, ECDsa key, string issuer, ECDsa issuerKey, int? pathLength)
    {
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        DateTimeOffset start = DateTimeOffset.UtcNow - AuthorityBackdate;
        return Create(request, issuer, issuerKey, start, start.AddYears(AuthorityYears));
    }

    /// <summary>An enclave's certificate.</summary>
    public static byte[] Leaf(string name, ECDsa key, string issuer, ECDsa issuerKey, DateTimeOffset moment)
    {
        CertificateRequest request = Request(name, key);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        DateTimeOffset start = moment - LeafBackdate;
        return Create(request, issuer, issuerKey, start, start + LeafLife);
    }

    private static CertificateRequest Request(string name, ECDsa key) => new(Name(name), key, HashAlgorithmName.SHA384);

    private static byte[] Create(CertificateRequest request, string issuer, ECDsa issuerKey, DateTimeOffset start, DateTimeOffset end)
    {
        byte[] serial = RandomNumberGenerator.GetBytes(16);
        // Positive and without a leading zero, whatever the random bits are.
        serial[0] = (byte)((serial[0] & 0x7f) | 0x40);
        using X509Certificate2 certificate = request.Create(Name(issuer), X509SignatureGenerator.CreateForECDsa(issuerKey), start, end, serial);
        return certificate.RawData;
    }

    private static X500DistinguishedName Name(string commonName)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        builder.AddOrganizationName(SimulatedSnpAuthority.Organization);
        return builder.Build();
    }
}
