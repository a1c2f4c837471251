using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence of a simulated platform of Intel's that passes, to be spoilt in one place.</summary>
internal sealed class IntelScene
{
    /// <summary>Keys for all tests; those of nobody are beside them.</summary>
    public static readonly SimulatedIntelKeys Keys = new(Key(), Key(), Key(), Key(), Key());

    /// <summary>A key that nobody vouches for.</summary>
    public static readonly ECDsa Stranger = Key();

    private static readonly byte[] Ppid = SHA256.HashData("a platform"u8)[..16];
    private static readonly byte[] Instance = SHA256.HashData("an instance"u8)[..16];

    // Certificates cost a signature each, and most scenes need the same.
    private static readonly SimulatedIntelCertificates Certificates = new(Keys, new SimulatedIntelModel());
    private static readonly byte[] GoodRoot = Certificates.Root(), GoodIssuer = Certificates.Issuer(), GoodSigner = Certificates.Signer(), GoodPck = Certificates.Pck(Ppid, Instance);

    private readonly ushort _version;
    private readonly QuoteBody _body;

    public IntelScene(Tee tee = Tee.Tdx, ushort version = 0, QuoteBody body = 0)
    {
        Tee = tee;
        _version = version > 0 ? version : (ushort)(tee == Tee.Sgx ? 3 : 4);
        _body = body > 0 ? body : tee == Tee.Sgx ? QuoteBody.Sgx : _version == 5 ? QuoteBody.Td15 : QuoteBody.Td10;
        Policy = new KeepPolicy { SimulationRoot = [Sha256Digest.FromBytes(SHA256.HashData(Keys.Root.ExportSubjectPublicKeyInfo()))] };
        Certificate = Scene.SelfSigned();
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Certificate);
        Claims = new KeepClaims { Nonce = Nonce, Key = SHA384.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()) }.Encode();
        byte[] data = KeepClaims.ReportData(Claims);
        Body = tee == Tee.Sgx ? SimulatedQuote.Enclave(Measurement, data, debug: false) : SimulatedQuote.TrustDomain(Measurement, data, _body, debug: false);
        UseModel(new SimulatedIntelModel());
        Build();
    }

    public Tee Tee { get; }

    public byte[] Measurement => Tee == Tee.Sgx ? SHA256.HashData("a keep"u8) : SHA384.HashData("a keep"u8);

    public byte[] Body { get; }

    public byte[] Quote { get; set; } = [];

    public byte[] Root { get; set; } = GoodRoot;

    public byte[] Issuer { get; set; } = GoodIssuer;

    public byte[] Signer { get; set; } = GoodSigner;

    public byte[] Pck { get; set; } = GoodPck;

    public byte[]? RootList { get; set; }

    public byte[]? PckList { get; set; }

    public byte[]? TcbInfo { get; set; }

    public byte[]? Identity { get; set; }

    public bool HasSignerChain { get; set; } = true;

    public List<byte[]> More { get; } = [];

    public Dictionary<string, byte[]> Parts { get; } = [];

    public byte[]? Claims { get; set; }

    public byte[]? Nonce { get; set; } = RandomNumberGenerator.GetBytes(32);

    public byte[]? Certificate { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }

    public DateTimeOffset Time { get; set; } = DateTimeOffset.UtcNow;

    public KeepPolicy Policy { get; set; }

    /// <summary>Where the body starts in the quote.</summary>
    public int BodyOffset => _version == 5 ? 0x36 : 0x30;

    /// <summary>Where the quoting enclave's report starts in the quote.</summary>
    public int QeOffset => DcapQuote.Parse(Quote).QeReportOffset;

    /// <summary>Makes TCB info, identity and lists anew.</summary>
    public void UseModel(SimulatedIntelModel model)
    {
        var certificates = new SimulatedIntelCertificates(Keys, model);
        (RootList, PckList) = (certificates.RootList(), certificates.PckList(Pck));
        var collateral = new SimulatedIntelCollateral(Keys, model);
        (TcbInfo, Identity) = (collateral.TcbInfo(Tee == Tee.Tdx), collateral.Identity(Tee == Tee.Tdx));
    }

    /// <summary>Writes the quote anew, with the chain as it now is.</summary>
    public void Build(CertificationDataType type = CertificationDataType.PckChain, byte[]? certification = null) =>
        Quote = new SimulatedQuote(Keys.Pck, Keys.Attestation).Write(_version, _body, Body, type, certification ?? SimulatedQuote.Chain(Pck, Issuer, Root));

    /// <summary>Changes the quote and signs it again, so that only the change is wrong.</summary>
    public void EditQuote(Action<byte[]> change)
    {
        change(Quote);
        new SimulatedQuote(Keys.Pck, Keys.Attestation).Resign(Quote);
    }

    /// <summary>Changes the body and signs the quote again.</summary>
    public void EditBody(Action<byte[]> change)
    {
        change(Body);
        Build();
    }

    /// <summary>Gives the TD an event log and the registers that it leads to, and then changes the log.</summary>
    public void UseEventLog(Func<byte[], byte[]>? change = null)
    {
        byte[] log = TestEventLog.Make([(1, 0x80000001), (2, 4), (1, 0xd), (3, 0xd), (4, 0xd), (0, 0x80000001), (2, TcgEvent.NoAction)], out byte[][] registers);
        EditBody(b =>
        {
            for (int i = 0; i < registers.Length; i++)
                registers[i].CopyTo(b, 0x148 + (48 * i));
        });
        Parts[EvidencePart.EventLog] = change?.Invoke(log) ?? log;
    }

    public void EditPck(Action<CertificateEdit> change, ECDsa? signer = null)
    {
        Pck = CertificateEdit.Make(Pck, signer ?? Keys.Issuer, change);
        Build();
    }

    public void EditIssuer(Action<CertificateEdit> change, ECDsa? signer = null)
    {
        Issuer = CertificateEdit.Make(Issuer, signer ?? Keys.Root, change);
        Build();
    }

    public void EditSigner(Action<CertificateEdit> change, ECDsa? signer = null) => Signer = CertificateEdit.Make(Signer, signer ?? Keys.Root, change);

    public void EditRoot(Action<CertificateEdit> change, ECDsa? signer = null)
    {
        Root = CertificateEdit.Make(Root, signer ?? Keys.Root, change);
        Build();
    }

    /// <summary>Changes the text of TCB info and signs it again.</summary>
    public void EditTcbInfo(string from, string to) => TcbInfo = Edit(TcbInfo!, "tcbInfo", from, to);

    /// <summary>Changes the text of the identity and signs it again.</summary>
    public void EditIdentity(string from, string to) => Identity = Edit(Identity!, "enclaveIdentity", from, to);

    public KeepEvidence Evidence() => new()
    {
        Tee = Tee,
        Report = Quote,
        Endorsements = [.. new[] { RootList, TcbInfo, HasSignerChain ? SimulatedQuote.Chain(Signer, Root) : null, PckList, Identity }.OfType<byte[]>(), .. More],
        Parts = Parts,
        Claims = Claims,
        Nonce = Nonce,
        Certificate = Certificate,
        ReceivedAt = ReceivedAt,
    };

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    /// <summary>What keeps an appraisal from passing.</summary>
    public static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Reason}"));

    private static byte[] Edit(byte[] json, string name, string from, string to)
    {
        string text = Encoding.UTF8.GetString(json);
        int start = name.Length + 4, end = text.LastIndexOf(",\"signature\"", StringComparison.Ordinal);
        string body = text[start..end];
        Assert.Contains(from, body, StringComparison.Ordinal);
        int at = body.IndexOf(from, StringComparison.Ordinal);
        return new SimulatedIntelCollateral(Keys, new SimulatedIntelModel()).Sign(name, Encoding.UTF8.GetBytes(body[..at] + to + body[(at + from.Length)..]));
    }

    private static ECDsa Key() => ECDsa.Create(ECCurve.NamedCurves.nistP256);
}
