using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation;

/// <summary>Issues certificates of AMD's form for a simulation (AMD 57230, section 3).</summary>
internal sealed class SimulatedSnpCertificates(RSA root, RSA issuer)
{
    private const int AuthorityYears = 25;
    private const int LeafYears = 7;

    // A host's clock may be behind that of its clients.
    private static readonly TimeSpan Backdate = TimeSpan.FromDays(1);

    /// <summary>The product's ARK certificate.</summary>
    public byte[] Root(SnpProductLine line)
    {
        CertificateRequest request = Authority(line.RootName, root, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, pathLength: null);
        return Create(request, line.RootName, root, line.RootSerial, AuthorityYears);
    }

    /// <summary>The product's ASK certificate.</summary>
    public byte[] Issuer(SnpProductLine line)
    {
        CertificateRequest request = Authority(line.IssuerName(SnpSigningKey.Vcek), issuer, X509KeyUsageFlags.KeyCertSign, pathLength: 0);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
            new X509SubjectKeyIdentifierExtension(new PublicKey(root), critical: false)));
        // The first ASK of Genoa was revoked by AMD, so a simulated one has the serial number of the second.
        return Create(request, line.RootName, root, line.Product == SnpProduct.Genoa ? SnpChainChecks.WithdrawnGenoaSerial + 1 : line.RootSerial + 1, AuthorityYears);
    }

    /// <summary>A VCEK certificate.</summary>
    /// <param name="line">The product.</param>
    /// <param name="key">The VCEK.</param>
    /// <param name="chipId">hwID: 64 bytes, on Turin 8.</param>
    /// <param name="tcb">The TCB that the key stands for.</param>
    public byte[] Vcek(SnpProductLine line, ECDsa key, byte[] chipId, SnpTcb tcb)
    {
        var request = new CertificateRequest(Name("SEV-VCEK"), new PublicKey(key), HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        void Add(string oid, byte[] value) => request.CertificateExtensions.Add(new X509Extension(oid, value, critical: false));

        Add(SnpLeafExtensions.StructVersionOid, Der(w => w.WriteInteger(line.StructVersion)));
        Add(SnpLeafExtensions.ProductNameOid, Der(w => w.WriteCharacterString(UniversalTagNumber.IA5String, line.Product == SnpProduct.Milan ? "Milan-B0" : line.Product.ToString())));
        foreach (int level in SnpLeafExtensions.PatchLevels(line.StructVersion))
        {
            byte value = level switch { 1 => tcb.Bootloader, 2 => tcb.Tee, 3 => tcb.Snp, 8 => tcb.Microcode, 9 => tcb.Fmc ?? 0, _ => 0 };
            Add(SnpLeafExtensions.PatchLevelArc + level, Der(w => w.WriteInteger(value)));
        }

        Add(SnpLeafExtensions.HardwareIdOid, chipId);
        return Create(request, line.IssuerName(SnpSigningKey.Vcek), issuer, BigInteger.Zero, LeafYears);
    }

    private static CertificateRequest Authority(string commonName, RSA key, X509KeyUsageFlags usage, int? pathLength)
    {
        var request = new CertificateRequest(Name(commonName), new PublicKey(key), HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, pathLength is not null, pathLength ?? 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        return request;
    }

    private static byte[] Create(CertificateRequest request, string issuerName, RSA key, BigInteger serial, int years)
    {
        DateTimeOffset start = DateTimeOffset.UtcNow - Backdate;
        X509SignatureGenerator generator = X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss);
        using X509Certificate2 certificate = request.Create(Name(issuerName), generator, start, start.AddYears(years), serial.ToByteArray(isBigEndian: true));
        return certificate.RawData;
    }

    private static X500DistinguishedName Name(string commonName)
    {
        // The builder encodes last what was added first; this gives the order of AMD's names.
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        builder.AddOrganizationName(SimulatedSnpAuthority.Organization);
        return builder.Build();
    }

    private static byte[] Der(Action<AsnWriter> write)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        write(writer);
        return writer.Encode();
    }
}
