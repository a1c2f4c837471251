using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>Measurements of a device, made here, that pass; to be spoilt in one place.</summary>
internal sealed class NvidiaScene
{
    public const string DiceOid = "2.23.133.5.4.1";
    public const string RootName = "CN=A device root, O=A laboratory";
    public const string ModelName = "CN=A model, O=A laboratory";
    public const string LineName = "CN=A production line, O=A laboratory";
    public const string DeviceName = "CN=GH100 A01 GSP BROM, O=A laboratory";

    public NvidiaScene()
    {
        FirmwareId = SHA384.HashData("firmware"u8);
        Leaf = new CertificateSpec("CN=GH100 A01 GSP FMC LF, O=A laboratory", DeviceName, "nv-leaf", "nv-device");
        Leaf.Set("2.5.29.15", [3, 2, 7, 0x80], critical: true);
        Leaf.Set("2.5.29.17", AltName("NVIDIA:GH100:48B02DF44660DA06"));
        Leaf.Set(DiceOid, Dice(CertificateSpec.Key("nv-device").ExportSubjectPublicKeyInfo(), FirmwareId));
        Device = CertificateSpec.Authority(DeviceName, LineName, "nv-device", "nv-line");
        Line = CertificateSpec.Authority(LineName, ModelName, "nv-line", "nv-model");
        Line.Set("2.5.29.31", [0x30, 0]);
        Model = CertificateSpec.Authority(ModelName, RootName, "nv-model", "nv-root");
        Model.Set("2.5.29.31", [0x30, 0]);
        Root = CertificateSpec.Authority(RootName, RootName, "nv-root", "nv-root");
        Policy = new KeepPolicy { TrustedRoot = [Sha256Digest.FromBytes(SHA256.HashData(CertificateSpec.Key("nv-root").ExportSubjectPublicKeyInfo()))] };
        Opaque = [Field(6, Convert.FromHexString("00a5009601000000")), Field(3, "590.12\0"u8.ToArray()), Field(20, FirmwareId), Field(21, [0xaa])];
    }

    public DateTimeOffset Time { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public byte[] Nonce { get; } = SHA256.HashData("a challenge"u8);

    public byte[] FirmwareId { get; }

    public CertificateSpec Leaf { get; }

    public CertificateSpec Device { get; }

    public CertificateSpec Line { get; }

    public CertificateSpec Model { get; }

    public CertificateSpec Root { get; }

    public List<byte[]> Opaque { get; }

    public List<byte[]> Blocks { get; } = [.. Enumerable.Range(1, 4).Select(i => Block((byte)i, i == 3 ? new byte[48] : SHA384.HashData([(byte)i])))];

    /// <summary>Changes request and response before they are signed.</summary>
    public Func<byte[], byte[]>? Edit { get; set; }

    /// <summary>Changes what was signed.</summary>
    public Func<byte[], byte[]>? EditSigned { get; set; }

    public ECDsa Signer { get; set; } = CertificateSpec.Key("nv-leaf");

    public List<byte[]> More { get; } = [];

    public Dictionary<string, byte[]> Parts { get; } = [];

    public HashSet<CertificateSpec> Without { get; } = [];

    public KeepPolicy Policy { get; set; }

    public Func<KeepEvidence, KeepEvidence> Keep { get; set; } = evidence => evidence;

    /// <summary>A measurement block of a digest of the firmware.</summary>
    public static byte[] Block(byte index, byte[] value) =>
        [index, 1, (byte)(value.Length + 3), (byte)((value.Length + 3) >> 8), 1, (byte)value.Length, (byte)(value.Length >> 8), .. value];

    /// <summary>A field of the opaque data.</summary>
    public static byte[] Field(ushort type, byte[] value) => [(byte)type, (byte)(type >> 8), (byte)value.Length, (byte)(value.Length >> 8), .. value];

    /// <summary>The extension that names the firmware.</summary>
    public static byte[] Dice(byte[] deviceKey, byte[] firmwareId, int version = 1, string hash = "2.16.840.1.101.3.4.2.2")
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(version);
            writer.WriteEncodedValue(deviceKey);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(hash);
                writer.WriteOctetString(firmwareId);
            }
        }

        return writer.Encode();
    }

    public static byte[] AltName(string name)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
        {
            writer.WriteObjectIdentifier("1.3.6.1.4.1.412.274.1");
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteCharacterString(UniversalTagNumber.UTF8String, name);
        }

        return writer.Encode();
    }

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    public KeepEvidence Evidence() => Keep(new KeepEvidence
    {
        Tee = Tee.NvidiaGpu,
        Report = Exchange(),
        Parts = Parts,
        Endorsements = [.. new[] { Root, Leaf, Model, Line, Device }.Where(c => !Without.Contains(c)).Select(c => c.Build()), .. More],
    });

    private byte[] Exchange()
    {
        byte[] opaque = [.. Opaque.SelectMany(f => f)], blocks = [.. Blocks.SelectMany(b => b)], length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, blocks.Length);
        byte[] exchange =
        [
            0x11, 0xe0, 1, 0xff, .. Nonce, 0,
            0x11, 0x60, 0, 0, (byte)Blocks.Count, .. length[..3], .. blocks, .. SHA256.HashData(Nonce), (byte)opaque.Length, (byte)(opaque.Length >> 8), .. opaque,
        ];
        exchange = Edit?.Invoke(exchange) ?? exchange;
        lock (Signer)
            exchange = [.. exchange, .. Signer.SignData(exchange, HashAlgorithmName.SHA384)];
        return EditSigned?.Invoke(exchange) ?? exchange;
    }
}
