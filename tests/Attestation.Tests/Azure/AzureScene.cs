using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence from behind a paravisor, made here, that passes; to be spoilt in one place.</summary>
internal sealed class AzureScene
{
    public const string AkRoot = "CN=A vTPM root, O=A laboratory";
    public const string AkIssuer = "CN=A vTPM CA, O=A laboratory";

    private static readonly RSA AkKey = RSA.Create(2048);
    private static readonly RSA OtherKey = RSA.Create(2048);

    private readonly SimulatedHost _host;

    public AzureScene(SimulatedHost host, Tee tee = Tee.AzureSevSnp)
    {
        _host = host;
        Tee = tee;
        Time = DateTimeOffset.UtcNow;
        RandomNumberGenerator.Fill(UserData);
        for (int i = 0; i < Pcrs.Length; i++)
            Pcrs[i] = (byte)(i / 32);
        ClaimsText = Claims(AkKey, UserData);
        Endorsements = [host.Processor(SnpProduct.Milan).CertificateTable];
        Ak = new CertificateSpec("CN=vm.ConfidentialVM.example", AkIssuer, "ak-leaf", "ak-issuer") { PublicKey = AkKey.ExportSubjectPublicKeyInfo() };
        Ak.Set("2.5.29.37", AttestationKeyUsage);
        Issuer = CertificateSpec.Authority(AkIssuer, AkRoot, "ak-issuer", "ak-root");
        Root = CertificateSpec.Authority(AkRoot, AkRoot, "ak-root", "ak-root");
        Policy = new KeepPolicy
        {
            SimulationRoot = [host.Authority.RootDigest],
            TrustedRoot = [Sha256Digest.FromBytes(SHA256.HashData(CertificateSpec.Key("ak-root").ExportSubjectPublicKeyInfo()))],
        };
    }

    /// <summary>Extended key usage tcg-kp-AIKCertificate.</summary>
    public static byte[] AttestationKeyUsage { get; } = [0x30, 7, 6, 5, 0x67, 0x81, 5, 8, 3];

    public Tee Tee { get; set; }

    public DateTimeOffset Time { get; set; }

    public byte[] UserData { get; } = new byte[64];

    public string ClaimsText { get; set; }

    /// <summary>Length of the NV index.</summary>
    public int ReportLength { get; set; } = 2600;

    /// <summary>Changes the processor's report before it is signed again.</summary>
    public Action<byte[]>? EditHardware { get; set; }

    /// <summary>Changes the paravisor's report.</summary>
    public Func<byte[], byte[]>? EditReport { get; set; }

    public byte[] Nonce { get; set; } = "a challenge"u8.ToArray();

    public byte[] Pcrs { get; set; } = new byte[24 * 32];

    public byte[] Selection { get; set; } = [0xff, 0xff, 0xff];

    /// <summary>Changes the TPM quote before it is signed.</summary>
    public Func<byte[], byte[]>? EditQuote { get; set; }

    public Func<byte[], byte[]>? EditSignature { get; set; }

    public bool SignedByOtherKey { get; set; }

    public bool HasAkCertificate { get; set; }

    public CertificateSpec Ak { get; }

    public CertificateSpec Issuer { get; }

    public CertificateSpec Root { get; }

    public List<byte[]> Endorsements { get; }

    public HashSet<string> WithoutParts { get; } = [];

    public Dictionary<string, byte[]> MoreParts { get; } = [];

    public KeepPolicy Policy { get; set; }

    /// <summary>What a keep adds to its evidence.</summary>
    public Func<KeepEvidence, KeepEvidence> Keep { get; set; } = evidence => evidence;

    /// <summary>Runtime claims in the form that the paravisor gives them.</summary>
    public static string Claims(RSA key, byte[] userData) =>
        $$"""{"keys":[{"kid":"HCLAkPub","key_ops":["sign"],"kty":"RSA","e":"AQAB","n":"{{Modulus(key)}}"},{"kid":"HCLEkPub","key_ops":["encrypt"],"kty":"RSA","e":"AQAB","n":"{{Modulus(OtherKey)}}"}],"vm-configuration":{"console-enabled":true,"secure-boot":true,"tpm-enabled":true,"vmUniqueId":"26F8BC30"},"user-data":"{{Convert.ToHexString(userData)}}"}""";

    /// <summary>A TDREPORT_STRUCT over the claims.</summary>
    public static byte[] TdReport(byte[] reportData)
    {
        byte[] report = new byte[1024];
        report[0] = 0x81;
        new Random(1).NextBytes(report.AsSpan(256, 239));
        new Random(2).NextBytes(report.AsSpan(512, 400));
        reportData.CopyTo(report, 128);
        Rehash(report);
        return report;
    }

    /// <summary>Makes the hashes in a TDREPORT_STRUCT fit again.</summary>
    public static void Rehash(byte[] report)
    {
        SHA384.HashData(report.AsSpan(256, 239), report.AsSpan(32));
        SHA384.HashData(report.AsSpan(512, 512), report.AsSpan(80));
    }

    /// <summary>A quote over a TD report, whole in form and signed by nobody.</summary>
    public static byte[] TdQuote(ReadOnlySpan<byte> report, byte version)
    {
        byte[] body = new byte[584], quotingEnclave = [.. new byte[384 + 64], 0, 0, 5, 0, 0, 0, 0, 0];
        report[264..280].CopyTo(body);
        report[280..384].CopyTo(body.AsSpan(16));
        report[512..912].CopyTo(body.AsSpan(120));
        report[128..192].CopyTo(body.AsSpan(520));
        byte[] data = [.. new byte[128], 6, 0, .. Length(quotingEnclave.Length), .. quotingEnclave];
        return [version, 0, 2, 0, 0x81, 0, 0, 0, .. new byte[40], .. version == 5 ? [2, 0, .. Length(body.Length)] : (byte[])[], .. body, .. Length(data.Length), .. data];

        static byte[] Length(int length) => [(byte)length, (byte)(length >> 8), 0, 0];
    }

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    public KeepEvidence Evidence()
    {
        byte[] report = Report();
        byte[] quote = Quote();
        var parts = new Dictionary<string, byte[]>(MoreParts)
        {
            [EvidencePart.TpmQuote] = quote,
            [EvidencePart.TpmSignature] = Signature(quote),
            [EvidencePart.TpmPcrs] = Pcrs,
        };
        if (Tee == Tee.AzureTdx && !parts.ContainsKey(EvidencePart.TdQuote))
            parts[EvidencePart.TdQuote] = TdQuote(report.AsSpan(0x20, 1024), 4);
        foreach (string part in WithoutParts)
            parts.Remove(part);
        return Keep(new KeepEvidence
        {
            Tee = Tee,
            Report = report,
            Parts = parts,
            Endorsements = [.. Endorsements, .. HasAkCertificate ? new[] { Ak.Build(), Issuer.Build(), Root.Build() } : []],
        });
    }

    private byte[] Report()
    {
        byte[] claims = Encoding.UTF8.GetBytes(ClaimsText);
        byte[] reportData = new byte[64];
        SHA256.HashData(claims, reportData);
        byte[] hardware = Tee == Tee.AzureTdx ? TdReport(reportData) : _host.Processor(SnpProduct.Milan).Attest(Scene.Launch, reportData);
        EditHardware?.Invoke(hardware);
        if (Tee == Tee.AzureSevSnp)
            _host.Processor(SnpProduct.Milan).Sign(hardware);
        byte[] report = new byte[ReportLength];
        "HCLA"u8.CopyTo(report);
        uint[] header = [2, (uint)(0x4c0 + 20 + claims.Length), 2, 0];
        for (int i = 0; i < header.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(4 + (4 * i)), header[i]);
        hardware.CopyTo(report, 0x20);
        uint[] runtime = [(uint)(20 + claims.Length), 1, Tee == Tee.AzureTdx ? 4u : 2u, 1, (uint)claims.Length];
        for (int i = 0; i < runtime.Length; i++)
            BinaryPrimitives.WriteUInt32LittleEndian(report.AsSpan(0x4c0 + (4 * i)), runtime[i]);
        claims.CopyTo(report, 0x4d4);
        return EditReport?.Invoke(report) ?? report;
    }

    private byte[] Quote()
    {
        byte[] selected = [.. Enumerable.Range(0, 24).Where(i => (Selection[i / 8] >> (i % 8) & 1) != 0 && Pcrs.Length >= 32 * (i + 1)).SelectMany(i => Pcrs[(32 * i)..(32 * (i + 1))])];
        byte[] quote =
        [
            0xff, (byte)'T', (byte)'C', (byte)'G', 0x80, 0x18, 0, 34, 0, 0x0b, .. new byte[32], 0, (byte)Nonce.Length, .. Nonce,
            .. new byte[7], 9, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0x20, 0x12, 3, 0x12, 0, 0x12, 0, 3,
            0, 0, 0, 1, 0, 0x0b, 3, .. Selection, 0, 32, .. SHA256.HashData(selected),
        ];
        return EditQuote?.Invoke(quote) ?? quote;
    }

    private byte[] Signature(byte[] quote)
    {
        RSA key = SignedByOtherKey ? OtherKey : AkKey;
        byte[] signature;
        lock (key)
            signature = key.SignData(quote, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return EditSignature?.Invoke(signature) ?? signature;
    }

    private static string Modulus(RSA key) => Base64Url.EncodeToString(key.ExportParameters(false).Modulus);
}
