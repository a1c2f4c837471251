using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>A document of a simulated enclave that passes, to be spoilt in one place.</summary>
internal sealed class NitroScene : KeepScene, IDisposable
{
    private readonly ECDsa _issuerKey;

    public NitroScene(SimulatedTees tees)
        : base(Tee.Nitro, tees.Nitro.RootDigest)
    {
        _issuerKey = tees.Key("nitro.instance.key");
        (byte[] report, _) = tees.Hypervisor.Attest(Measurement, KeepClaims.ReportData(Claims));
        CborMap fields = CoseSign1.Read(CborItem.Open(report, 0, "document"), requireTag: false).Payload.Embedded("document").Map(16);
        Bundle = [.. fields.Get("cabundle").Array(1, 8).Select(c => c.Bytes(1, 1024).ToArray())];
        Document = new CoseEdit(Key, CborEdit.Read(CoseSign1.Read(CborItem.Open(report, 0, "document"), requireTag: false).Payload.Bytes(1, 16384)), tag: null);
        Leaf = MakeLeaf();
    }

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public CoseEdit Document { get; }

    /// <summary>Issuers, the root first.</summary>
    public List<byte[]> Bundle { get; }

    public byte[] Leaf { get; set; }

    public void Set(string field, Action<CborWriter> value) => Document.Claims.Set(field, value);

    /// <summary>Sets the registers.</summary>
    public void SetRegisters(params (int Index, byte[] Value)[] registers) => Set("pcrs", w =>
    {
        w.WriteStartMap(registers.Length);
        foreach ((int index, byte[] value) in registers)
        {
            w.WriteInt32(index);
            w.WriteByteString(value);
        }

        w.WriteEndMap();
    });

    /// <summary>Issues a certificate for the enclave's key.</summary>
    public byte[] MakeLeaf(bool authority = false, X509KeyUsageFlags? usage = X509KeyUsageFlags.DigitalSignature, ECDsa? key = null, ECDsa? issuerKey = null,
        double startHours = -0.1, double endHours = 2.9, X509Extension? extension = null, string organization = SimulatedSnpAuthority.Organization)
    {
        var request = new CertificateRequest(Name("enclave", organization), key ?? Key, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        if (usage is { } flags)
            request.CertificateExtensions.Add(new X509KeyUsageExtension(flags, critical: true));
        if (extension is not null)
            request.CertificateExtensions.Add(extension);
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificate(Bundle[^1]);
        using X509Certificate2 certificate = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey ?? _issuerKey),
            Time.AddHours(startHours), Time.AddHours(endHours), [1, 2, 3]);
        return certificate.RawData;
    }

    public static X500DistinguishedName Name(string commonName, string organization)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        builder.AddOrganizationName(organization);
        return builder.Build();
    }

    public void Dispose()
    {
        _issuerKey.Dispose();
        Key.Dispose();
    }

    protected override byte[] Report()
    {
        if (!_certificatesSet)
        {
            Set("certificate", w => w.WriteByteString(Leaf));
            Set("cabundle", w =>
            {
                w.WriteStartArray(Bundle.Count);
                foreach (byte[] issuer in Bundle)
                    w.WriteByteString(issuer);
                w.WriteEndArray();
            });
        }

        return Document.Encode();
    }

    private bool _certificatesSet;

    /// <summary>Keeps what was set for certificate and cabundle.</summary>
    public void FreezeCertificates(Action change)
    {
        Report();
        change();
        _certificatesSet = true;
    }
}
