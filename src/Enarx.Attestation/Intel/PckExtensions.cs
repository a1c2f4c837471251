using System.Globalization;
using System.Numerics;

namespace Enarx.Attestation;

/// <summary>What a PCK certificate says of its platform (Intel SGX PCK certificate and CRL profile, 1.3.5).</summary>
internal sealed class PckExtensions
{
    /// <summary>The extension that holds everything.</summary>
    public const string Oid = "1.2.840.113741.1.13.1";

    /// <summary>Number of components of a TCB.</summary>
    public const int Components = 16;

    private const int PpidLength = 16;
    private const int CpuSvnLength = 16;
    private const int PceIdLength = 2;
    private const int FmspcLength = 6;
    private const int InstanceLength = 16;

    private const byte OidTag = 6;
    private const int MostNumber = 30;
    private const int RequiredFields = 0b11_1110;

    private static readonly string[] SgxTypes = ["Standard", "Scalable", "ScalableWithIntegrity"];

    /// <summary>Content of <see cref="Oid"/>, encoded.</summary>
    private static ReadOnlySpan<byte> Arc => [0x2a, 0x86, 0x48, 0x86, 0xf8, 0x4d, 0x01, 0x0d, 0x01];

    private PckExtensions()
    {
    }

    /// <summary>The platform's provisioning id.</summary>
    public byte[] Ppid { get; private set; } = [];

    /// <summary>SVNs of the TCB's components.</summary>
    public byte[] ComponentSvns { get; } = new byte[Components];

    public int PceSvn { get; private set; } = -1;

    public byte[] CpuSvn { get; private set; } = [];

    public byte[] PceId { get; private set; } = [];

    /// <summary>Family, model, stepping, platform and custom SKU.</summary>
    public byte[] Fmspc { get; private set; } = [];

    public string SgxType { get; private set; } = "";

    /// <summary>Only of multi-package platforms.</summary>
    public byte[]? PlatformInstanceId { get; private set; }

    /// <summary>Only of multi-package platforms.</summary>
    public PckPlatform? Platform { get; private set; }

    /// <summary>PPID, or the platform instance id where the certificate hides it; lower-case hexadecimal.</summary>
    public string ChipId => Convert.ToHexStringLower(!Ppid.AsSpan().ContainsAnyExcept((byte)0) && PlatformInstanceId is { } instance ? instance : Ppid);

    /// <summary>Reads the extension of a certificate.</summary>
    /// <exception cref="DerException">It is missing or malformed.</exception>
    public static PckExtensions Read(X509Certificate certificate)
    {
        byte[] value = certificate.Extensions.FirstOrDefault(e => e.Oid == Oid)?.Value
            ?? throw new DerException(0, $"the certificate has no extension {Oid}.");
        var extensions = new PckExtensions();
        var whole = new DerReader(value);
        DerReader fields = whole.Sequence();
        whole.End();
        int seen = 0;
        while (fields.HasData)
        {
            DerReader field = fields.Sequence();
            int number = Number(field, Arc);
            if ((seen & (1 << number)) != 0)
                throw new DerException(0, $"{Oid}.{number} stands in it twice.");
            seen |= 1 << number;
            extensions.ReadField(number, field);
        }

        // PPID, TCB, PCEID, FMSPC and SGX type; the others are of some platforms only.
        return (seen & RequiredFields) == RequiredFields ? extensions : throw new DerException(0, $"one of {Oid}.1 to .5 is missing.");
    }

    private void ReadField(int number, DerReader field)
    {
        switch (number)
        {
            case 1: Ppid = Bytes(field, PpidLength); break;
            case 2: ReadTcb(field.Sequence()); break;
            case 3: PceId = Bytes(field, PceIdLength); break;
            case 4: Fmspc = Bytes(field, FmspcLength); break;
            case 5: SgxType = ReadType(field); break;
            case 6: PlatformInstanceId = Bytes(field, InstanceLength); break;
            case 7: Platform = ReadPlatform(field.Sequence()); break;
            default: field.Encoded(); break;
        }

        field.End();
    }

    private void ReadTcb(DerReader tcb)
    {
        for (int i = 1; tcb.HasData; i++)
        {
            DerReader component = tcb.Sequence();
            int number = Number(component, [.. Arc, 2]);
            // Intel writes them in order, so none can be missing or stand twice.
            if (number != i)
                throw new DerException(0, $"there must be {Oid}.2.{i}; there is {Oid}.2.{number}.");
            if (i <= Components)
                ComponentSvns[i - 1] = (byte)Integer(component, byte.MaxValue);
            else if (i == Components + 1)
                PceSvn = Integer(component, ushort.MaxValue);
            else
                CpuSvn = Bytes(component, CpuSvnLength);
            component.End();
        }

        if (CpuSvn.Length == 0)
            throw new DerException(0, $"{Oid}.2.{Components + 2} is missing.");
    }

    private static PckPlatform ReadPlatform(DerReader configuration)
    {
        PckPlatform platform = PckPlatform.None;
        while (configuration.HasData)
        {
            DerReader entry = configuration.Sequence();
            PckPlatform flag = Number(entry, [.. Arc, 7]) switch
            {
                1 => PckPlatform.DynamicPlatform,
                2 => PckPlatform.CachedKeys,
                3 => PckPlatform.SmtEnabled,
                var other => throw new DerException(0, $"{Oid}.7.{other} is not known."),
            };
            if (entry.Boolean())
                platform |= flag;
            entry.End();
        }

        return platform;
    }

    // Thirty object identifiers as texts would cost more than the rest of the certificate.
    private static int Number(DerReader reader, ReadOnlySpan<byte> arc)
    {
        ReadOnlySpan<byte> encoded = reader.Encoded().Span;
        return encoded.Length == arc.Length + 3 && encoded[0] == OidTag && encoded[2..].StartsWith(arc) && encoded[^1] is > 0 and <= MostNumber
            ? encoded[^1]
            : throw new DerException(0, $"there must be an object identifier right under {Oid}.");
    }

    private static string ReadType(DerReader field)
    {
        int type = field.Enumerated();
        return type >= 0 && type < SgxTypes.Length ? SgxTypes[type] : throw new DerException(0, $"the SGX type {type.ToString(CultureInfo.InvariantCulture)} is not known.");
    }

    private static byte[] Bytes(DerReader reader, int length)
    {
        byte[] bytes = reader.OctetString();
        return bytes.Length == length ? bytes : throw new DerException(0, $"a field must have {length} bytes; it has {bytes.Length}.");
    }

    private static int Integer(DerReader reader, int most)
    {
        BigInteger value = reader.Integer();
        return value >= 0 && value <= most ? (int)value : throw new DerException(0, $"an SVN must be 0 to {most}.");
    }
}
