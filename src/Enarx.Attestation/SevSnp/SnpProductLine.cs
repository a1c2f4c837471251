using System.Buffers.Binary;
using System.Numerics;

namespace Enarx.Attestation;

/// <summary>
/// What differs from product to product: root, certificate profile, processor models and the layout of a TCB_VERSION
/// (AMD 57230, "VCEK certificate and KDS interface"; AMD 56860, section 2.2).
/// </summary>
internal sealed class SnpProductLine
{
    private static readonly SnpProductLine[] Lines =
    [
        new(SnpProduct.Milan, VendorRoots.Milan, structVersion: 0),
        new(SnpProduct.Genoa, VendorRoots.Genoa, structVersion: 0),
        new(SnpProduct.Turin, VendorRoots.Turin, structVersion: 1),
    ];

    private readonly string _vcekIssuer;
    private readonly string _vlekIssuer;

    private SnpProductLine(SnpProduct product, VendorRoot root, int structVersion)
    {
        Product = product;
        RootDigest = root.KeyDigest;
        RootCertificate = root.CertificateDigest!.Value;
        StructVersion = structVersion;
        RootName = $"ARK-{product}";
        _vcekIssuer = $"SEV-{product}";
        _vlekIssuer = $"SEV-VLEK-{product}";
    }

    /// <summary>The product.</summary>
    public SnpProduct Product { get; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of AMD's root key (ARK) for the product.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>SHA-256 of AMD's certificate of that key. Whoever has these very bytes has a good signature with them.</summary>
    public Sha256Digest RootCertificate { get; }

    /// <summary>Version of the AMD extensions in its VCEK and VLEK certificates.</summary>
    public int StructVersion { get; }

    /// <summary>Whether a TCB_VERSION has a component for the firmware microcontroller.</summary>
    public bool HasFmc => StructVersion == 1;

    /// <summary>Bytes of a chip identifier that are not always zero.</summary>
    public int HardwareIdLength => ChipIdLength(StructVersion);

    /// <summary>CN of the product's root.</summary>
    public string RootName { get; }

    /// <summary>Serial number of AMD's root; those of the intermediate certificates follow it.</summary>
    public BigInteger RootSerial => (int)Product << 16;

    /// <summary>The line of a product.</summary>
    public static SnpProductLine Of(SnpProduct product) => Lines[(int)product - 1];

    /// <summary>Whether AMD pins this root for any of its products.</summary>
    public static bool IsVendorRoot(Sha256Digest digest) => Lines.Any(line => line.RootDigest == digest);

    /// <summary>Bytes of the hardware identifier in a certificate of a structVersion.</summary>
    public static int ChipIdLength(int structVersion) => structVersion == 0 ? SnpReport.ChipIdLength : 8;

    /// <summary>The product of a processor by family and model (CPUID Fn8000_0001_EAX, extended fields added in).</summary>
    /// <returns>Null when it is none that this release knows.</returns>
    public static SnpProductLine? ByCpuid(byte family, byte model) => (family, model) switch
    {
        (0x19, <= 0x0f) => Of(SnpProduct.Milan),
        (0x19, (>= 0x10 and <= 0x1f) or (>= 0xa0 and <= 0xaf)) => Of(SnpProduct.Genoa),
        (0x1a, <= 0x11) => Of(SnpProduct.Turin),
        _ => null,
    };

    /// <summary>The product that a certificate's productName1 names: <c>Milan</c>, or with a stepping <c>Milan-B0</c>.</summary>
    /// <returns>Null when it is none that this release knows.</returns>
    public static SnpProductLine? ByName(string productName) => Lines.FirstOrDefault(line => line.IsNamed(productName));

    /// <summary>The product of an intermediate certificate, and the kind of leaf that it issues; null when the name is of none.</summary>
    public static (SnpProductLine Line, SnpSigningKey Kind)? ByIssuerName(string? commonName)
    {
        foreach (SnpProductLine line in Lines)
        {
            if (commonName == line._vcekIssuer)
                return (line, SnpSigningKey.Vcek);
            if (commonName == line._vlekIssuer)
                return (line, SnpSigningKey.Vlek);
        }

        return null;
    }

    /// <summary>Whether a productName1 names this product.</summary>
    public bool IsNamed(string productName)
    {
        string name = Product.ToString();
        return productName == name
            || (productName.Length == name.Length + 3 && productName.StartsWith(name + "-", StringComparison.Ordinal)
                && char.IsAsciiLetterUpper(productName[^2]) && char.IsAsciiDigit(productName[^1]));
    }

    /// <summary>CN of the certificate that issues this product's VCEKs or VLEKs.</summary>
    public string IssuerName(SnpSigningKey kind) => kind == SnpSigningKey.Vlek ? _vlekIssuer : _vcekIssuer;

    /// <summary>Whether AMD would give this serial number to such an issuer: PP00nn for an ASK, PP01nn for an ASVK.</summary>
    public bool IsIssuerSerial(SnpSigningKey kind, BigInteger serial)
    {
        BigInteger first = RootSerial + (kind == SnpSigningKey.Vlek ? 0x100 : 0);
        return serial > first && serial <= first + 0xff;
    }

    /// <summary>Takes a TCB_VERSION apart.</summary>
    /// <returns>Null when bytes that the product does not define are not zero.</returns>
    public SnpTcb? ReadTcb(ulong version)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, version);
        if (HasFmc)
            return bytes[4..7].ContainsAnyExcept((byte)0) ? null : new SnpTcb(bytes[1], bytes[2], bytes[3], bytes[7], bytes[0]);
        return bytes[2..6].ContainsAnyExcept((byte)0) ? null : new SnpTcb(bytes[0], bytes[1], bytes[6], bytes[7]);
    }

    /// <summary>Puts a TCB_VERSION together.</summary>
    public ulong WriteTcb(SnpTcb tcb)
    {
        ReadOnlySpan<byte> bytes = HasFmc
            ? [tcb.Fmc ?? 0, tcb.Bootloader, tcb.Tee, tcb.Snp, 0, 0, 0, tcb.Microcode]
            : [tcb.Bootloader, tcb.Tee, 0, 0, 0, 0, tcb.Snp, tcb.Microcode];
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
