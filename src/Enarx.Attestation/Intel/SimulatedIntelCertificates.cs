using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation;

/// <summary>Makes certificates and revocation lists of Intel's form for a simulation (Intel SGX PCK certificate and CRL profile).</summary>
internal sealed class SimulatedIntelCertificates(SimulatedIntelKeys keys, SimulatedIntelModel model)
{
    private const string RootName = "Intel SGX Root CA";
    private const string IssuerName = "Intel SGX PCK Platform CA";
    private const int AuthorityYears = 25;
    private const int LeafYears = 7;

    private DateTimeOffset LeafEnd => model.PckEnd ?? model.Start.AddYears(LeafYears);

    /// <summary>The Root CA's certificate.</summary>
    public byte[] Root() => Create(Authority(RootName, keys.Root, pathLength: 1), RootName, keys.Root, model.Start.AddYears(AuthorityYears));

    /// <summary>The PCK Platform CA's certificate.</summary>
    public byte[] Issuer() => Create(Authority(IssuerName, keys.Issuer, pathLength: 0), RootName, keys.Root, model.Start.AddYears(AuthorityYears));

    /// <summary>The certificate that collateral is signed with.</summary>
    public byte[] Signer() => Create(Leaf(DcapEndorsements.SignerName, keys.Signer), RootName, keys.Root, model.Start.AddYears(LeafYears));

    /// <summary>A platform's PCK certificate.</summary>
    /// <param name="ppid">16 bytes.</param>
    /// <param name="instance">Platform instance id, 16 bytes.</param>
    public byte[] Pck(byte[] ppid, byte[] instance)
    {
        CertificateRequest request = Leaf(DcapEndorsements.PckName, keys.Pck);
        request.CertificateExtensions.Add(new X509Extension(PckExtensions.Oid, Extensions(ppid, instance), critical: false));
        return Create(request, IssuerName, keys.Issuer, LeafEnd);
    }

    /// <summary>The Root CA's revocation list.</summary>
    public byte[] RootList() => List(RootName, keys.Root, null);

    /// <summary>The PCK Platform CA's revocation list.</summary>
    /// <param name="pck">A PCK certificate to be revoked if the model says so.</param>
    public byte[] PckList(byte[] pck) => List(IssuerName, keys.Issuer, model.RevokesPck ? pck : null);

    private byte[] List(string issuer, ECDsa key, byte[]? revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        if (revoked is not null)
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(revoked);
            builder.AddEntry(certificate);
        }

        return builder.Build(Name(issuer), X509SignatureGenerator.CreateForECDsa(key), 1, model.CollateralEnd ?? LeafEnd, HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(new PublicKey(key), critical: false)), model.Start);
    }

    private static byte[] Extensions(byte[] ppid, byte[] instance)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        void Field(string suffix, Action write)
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier($"{PckExtensions.Oid}.{suffix}");
                write();
            }
        }

        byte[] svns = new byte[PckExtensions.Components];
        svns.AsSpan(0, SimulatedIntelModel.UsedComponents).Fill(SimulatedIntelModel.ComponentSvn);
        using (writer.PushSequence())
        {
            Field("1", () => writer.WriteOctetString(ppid));
            Field("2", () =>
            {
                using (writer.PushSequence())
                {
                    for (int i = 1; i <= svns.Length; i++)
                        Field($"2.{i}", () => writer.WriteInteger(svns[i - 1]));
                    Field("2.17", () => writer.WriteInteger(SimulatedIntelModel.PceSvn));
                    Field("2.18", () => writer.WriteOctetString(svns));
                }
            });
            Field("3", () => writer.WriteOctetString([0, 0]));
            Field("4", () => writer.WriteOctetString(SimulatedIntelModel.Fmspc));
            Field("5", () => writer.WriteEncodedValue([0x0a, 1, 1]));
            Field("6", () => writer.WriteOctetString(instance));
            Field("7", () =>
            {
                using (writer.PushSequence())
                {
                    Field("7.1", () => writer.WriteBoolean(false));
                    Field("7.2", () => writer.WriteBoolean(false));
                    Field("7.3", () => writer.WriteBoolean(true));
                }
            });
        }

        return writer.Encode();
    }

    private static CertificateRequest Authority(string commonName, ECDsa key, int pathLength)
    {
        var request = new CertificateRequest(Name(commonName), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLength, critical: true));
        return request;
    }

    private static CertificateRequest Leaf(string commonName, ECDsa key)
    {
        var request = new CertificateRequest(Name(commonName), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        return request;
    }

    private byte[] Create(CertificateRequest request, string issuerName, ECDsa key, DateTimeOffset end)
    {
        byte[] serial = RandomNumberGenerator.GetBytes(20);
        // Positive, and of its full length.
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        DateTimeOffset start = end > model.Start ? model.Start : end.AddYears(-1);
        using X509Certificate2 certificate = request.Create(Name(issuerName), X509SignatureGenerator.CreateForECDsa(key), start, end, serial);
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
