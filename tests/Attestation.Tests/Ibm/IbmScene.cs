using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A host key document with its chain and lists, made here, that passes; to be spoilt in one place.</summary>
internal sealed class IbmScene
{
    public const string RootName = "CN=A public authority";
    public const string IntermediateName = "CN=An issuing authority";
    public const string SigningName = "C=US, ST=New York, L=Poughkeepsie, O=International Business Machines Corporation, CN=International Business Machines Corporation, OU=IBM Z Host Key Signing Service";

    private static readonly byte[] HostKey = P521();

    public IbmScene()
    {
        Host = new CertificateSpec(SigningName.Replace(" Signing Service", "", StringComparison.Ordinal), SigningName, "ibm-signing", "ibm-signing") { PublicKey = HostKey };
        Host.Set("2.5.29.15", [3, 2, 3, 8], critical: true);
        Signing = new CertificateSpec(SigningName, IntermediateName, "ibm-signing", "ibm-intermediate");
        Signing.Set("2.5.29.19", [0x30, 0], critical: true);
        Signing.Set("2.5.29.15", [3, 2, 7, 0x80], critical: true);
        Intermediate = CertificateSpec.Authority(IntermediateName, RootName, "ibm-intermediate", "ibm-root");
        Root = CertificateSpec.Authority(RootName, RootName, "ibm-root", "ibm-root");
        Policy = new KeepPolicy { TrustedRoot = [Sha256Digest.FromBytes(SHA256.HashData(CertificateSpec.Key("ibm-root").ExportSubjectPublicKeyInfo()))] };
        Lists = new()
        {
            ["host"] = List(SigningName, "ibm-signing"),
            ["signing"] = List(IntermediateName, "ibm-intermediate"),
            ["intermediate"] = List(RootName, "ibm-root"),
        };
    }

    public DateTimeOffset Time { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public CertificateSpec Host { get; }

    public CertificateSpec Signing { get; }

    public CertificateSpec Intermediate { get; }

    public CertificateSpec Root { get; }

    public HashSet<CertificateSpec> Without { get; } = [];

    public Dictionary<string, byte[]> Lists { get; }

    public List<byte[]> More { get; } = [];

    public Func<byte[], byte[]>? EditHost { get; set; }

    public Dictionary<string, byte[]> Parts { get; } = [];

    public KeepPolicy Policy { get; set; }

    public Func<KeepEvidence, KeepEvidence> Keep { get; set; } = evidence => evidence;

    public byte[] List(string issuer, string signer, int fromDays = -1, int toDays = 1, params System.Numerics.BigInteger[] revoked) =>
        CertificateSpec.List(issuer, signer, Time.AddDays(fromDays), Time.AddDays(toDays), revoked);

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    public KeepEvidence Evidence()
    {
        byte[] host = Host.Build();
        return Keep(new KeepEvidence
        {
            Tee = Tee.IbmSecureExecution,
            Report = EditHost?.Invoke(host) ?? host,
            Parts = Parts,
            Endorsements = [.. new[] { Root, Intermediate, Signing }.Where(c => !Without.Contains(c)).Select(c => c.Build()), .. Lists.Values, .. More],
        });
    }

    private static byte[] P521()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP521);
        return key.ExportSubjectPublicKeyInfo();
    }
}
