using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence of a simulated keep that passes, to be spoilt in one place.</summary>
internal sealed class Scene
{
    private readonly SimulatedHost _host;

    public Scene(SimulatedHost host, SnpProduct product = SnpProduct.Milan)
    {
        _host = host;
        Product = product;
        Time = DateTimeOffset.UtcNow;
        Policy = new KeepPolicy { SimulationRoot = [host.Authority.RootDigest] };
        IReadOnlyList<(Guid Kind, int Offset, ReadOnlyMemory<byte> Content)> table = CertificateTable.Read(host.Processor(product).CertificateTable);
        Leaf = table[0].Content.ToArray();
        Issuer = table[1].Content.ToArray();
        Root = table[2].Content.ToArray();
        Certificate = SelfSigned();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Certificate);
        Claims = new KeepClaims { Nonce = Nonce, Key = SHA384.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()) }.Encode();
        Report = host.Processor(product).Attest(Launch, KeepClaims.ReportData(Claims));
    }

    public static SnpLaunch Launch { get; } = new() { Measurement = SHA384.HashData("a keep"u8) };

    public SnpProduct Product { get; }

    public byte[] Report { get; set; }

    public byte[]? Leaf { get; set; }

    public byte[]? Issuer { get; set; }

    public byte[]? Root { get; set; }

    public List<byte[]> More { get; } = [];

    public byte[]? Claims { get; set; }

    public byte[]? Nonce { get; set; } = RandomNumberGenerator.GetBytes(32);

    public byte[]? Certificate { get; set; }

    public EvidenceWrapping? Wrapping { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }

    public DateTimeOffset Time { get; set; }

    public KeepPolicy Policy { get; set; }

    /// <summary>Changes the report and signs it again, so that only the change is wrong.</summary>
    public void EditReport(Action<byte[]> change)
    {
        change(Report);
        _host.Processor(Product).Sign(Report);
    }

    public void EditLeaf(Action<CertificateEdit> change, RSA? signer = null) => Leaf = CertificateEdit.Make(Leaf!, signer ?? _host.IssuerKey, change);

    public void EditIssuer(Action<CertificateEdit> change, RSA? signer = null) => Issuer = CertificateEdit.Make(Issuer!, signer ?? _host.RootKey, change);

    public void EditRoot(Action<CertificateEdit> change, RSA? signer = null) => Root = CertificateEdit.Make(Root!, signer ?? _host.RootKey, change);

    /// <summary>Makes the whole chain one of another organisation, under the same keys.</summary>
    public void Rename(string organization)
    {
        EditRoot(c => c.Subject = c.Issuer = CertificateEdit.Name($"ARK-{Product}", organization));
        EditIssuer(c => (c.Subject, c.Issuer) = (CertificateEdit.Name($"SEV-{Product}", organization), CertificateEdit.Name($"ARK-{Product}", organization)));
        EditLeaf(c => (c.Subject, c.Issuer) = (CertificateEdit.Name("SEV-VCEK", organization), CertificateEdit.Name($"SEV-{Product}", organization)));
    }

    /// <summary>Makes the leaf a VLEK, with its issuer and a report that fits.</summary>
    public void UseVlek()
    {
        EditIssuer(c => (c.Subject, c.Serial) = (CertificateEdit.Name($"SEV-VLEK-{Product}"), ((int)Product << 16) + 0x101));
        EditLeaf(leaf =>
        {
            leaf.Subject = CertificateEdit.Name("SEV-VLEK");
            leaf.Issuer = CertificateEdit.Name($"SEV-VLEK-{Product}");
            leaf.Set(SnpLeafExtensions.HardwareIdOid, null);
            leaf.Set(SnpLeafExtensions.CspIdOid, [0x16, 2, (byte)'C', (byte)'1']);
        });
        EditReport(r =>
        {
            r[0x48] = 1 << 2;
            r.AsSpan(0x1a0, 64).Clear();
        });
    }

    /// <summary>Makes the report one of an older version.</summary>
    public void UseVersion(uint version) => EditReport(r =>
    {
        BinaryPrimitives.WriteUInt32LittleEndian(r, version);
        r.AsSpan(0x1f8, 16).Clear();
        if (version == 2)
            r.AsSpan(0x188, 3).Clear();
    });

    /// <summary>A revocation list of this scene's root.</summary>
    public byte[] RevocationList(string? issuer = null, RSA? signer = null, int thisUpdateDays = -1, int nextUpdateDays = 30, params int[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (int serial in revoked)
            builder.AddEntry(new System.Numerics.BigInteger(serial).ToByteArray(isBigEndian: true));
        RSA key = signer ?? _host.RootKey;
        return builder.Build(new X500DistinguishedName(CertificateEdit.Name(issuer ?? $"ARK-{Product}")), X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pss),
            1, Time.AddDays(nextUpdateDays), HashAlgorithmName.SHA384,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(new PublicKey(key), false)), Time.AddDays(thisUpdateDays));
    }

    /// <summary>The evidence as it stands.</summary>
    public KeepEvidence Evidence() => new()
    {
        Tee = Tee.SevSnp,
        Report = Report,
        Endorsements = [.. new[] { Leaf, Issuer, Root }.OfType<byte[]>(), .. More],
        Claims = Claims,
        Nonce = Nonce,
        Certificate = Certificate,
        Wrapping = Wrapping,
        ReceivedAt = ReceivedAt,
    };

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    /// <summary>A one-use certificate like a keep's.</summary>
    public static byte[] SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=keep", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.RawData;
    }
}
