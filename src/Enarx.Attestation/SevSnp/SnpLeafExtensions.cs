using System.Formats.Asn1;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Enarx.Attestation;

/// <summary>AMD's extensions of a VCEK or VLEK certificate (AMD 57230, section 3).</summary>
internal sealed class SnpLeafExtensions
{
    /// <summary>The arc under which all of them stand.</summary>
    public const string Arc = "1.3.6.1.4.1.3704.1.";

    public const string StructVersionOid = Arc + "1";
    public const string ProductNameOid = Arc + "2";
    public const string PatchLevelArc = Arc + "3.";
    public const string HardwareIdOid = Arc + "4";
    public const string CspIdOid = Arc + "5";

    private const int LongestText = 256;

    // Certificates are read once and used for every report of their chip.
    private static readonly ConditionalWeakTable<X509Certificate, SnpLeafExtensions> Known = [];

    private readonly Dictionary<int, byte> _patchLevels = [];

    /// <summary>What it was read as.</summary>
    public SnpSigningKey Kind { get; private init; }

    /// <summary>Version of the set of extensions: 0, or 1 since Turin.</summary>
    public int StructVersion { get; private init; }

    /// <summary>Product, with or without a stepping.</summary>
    public required string ProductName { get; init; }

    /// <summary>Identifier of the chip; empty in a VLEK.</summary>
    public byte[] HardwareId { get; private init; } = [];

    /// <summary>The TCB that the key is derived from.</summary>
    public SnpTcb Tcb => new(_patchLevels[1], _patchLevels[2], _patchLevels[3], _patchLevels[8], _patchLevels.TryGetValue(9, out byte fmc) ? fmc : null);

    /// <summary>CSP_ID; null in a VCEK.</summary>
    public string? CspId { get; private init; }

    /// <summary>The patch levels by the last number of their identifier.</summary>
    public IReadOnlyDictionary<int, byte> Levels => _patchLevels;

    /// <summary>Whether the patch levels that have no component in <see cref="SnpTcb"/> are zero.</summary>
    public bool HasZeroReservedLevels => _patchLevels.All(level => level.Key is <= 3 or >= 8 || level.Value == 0);

    /// <summary>Every extension of AMD's that leaves have.</summary>
    public static readonly string[] Oids = [StructVersionOid, ProductNameOid, HardwareIdOid, CspIdOid, .. Enumerable.Range(1, 9).Select(level => $"{PatchLevelArc}{level}")];

    /// <summary>The numbers of the patch levels that a structVersion has, under <see cref="PatchLevelArc"/>.</summary>
    public static IReadOnlyList<int> PatchLevels(int structVersion) =>
        structVersion == 0 ? [1, 2, 3, 4, 5, 6, 7, 8] : [1, 2, 3, 5, 6, 7, 8, 9];

    /// <summary>Reads the extensions: each that belongs there exactly once, and no other of AMD's.</summary>
    /// <exception cref="DerException">One is missing, there twice, malformed, or does not belong there.</exception>
    public static SnpLeafExtensions Read(X509Certificate certificate, SnpSigningKey kind)
    {
        if (!Known.TryGetValue(certificate, out SnpLeafExtensions? known) || known.Kind != kind)
            Known.AddOrUpdate(certificate, known = ReadAnew(certificate, kind));
        return known;
    }

    private static SnpLeafExtensions ReadAnew(X509Certificate certificate, SnpSigningKey kind)
    {
        var values = new Dictionary<string, byte[]>();
        foreach (X509ExtensionValue extension in certificate.Extensions.Where(e => e.Oid.StartsWith(Arc, StringComparison.Ordinal)))
        {
            if (!values.TryAdd(extension.Oid, extension.Value))
                throw new DerException(0, $"extension {extension.Oid} stands in it twice.");
        }

        BigInteger structVersion = Integer(Take(values, StructVersionOid));
        if (structVersion != 0 && structVersion != 1)
            throw new DerException(0, $"structVersion is {structVersion:x}, not 0 or 1.");
        string productName = Text(Take(values, ProductNameOid));
        byte[] hardwareId = [];
        string? cspId = null;
        if (kind == SnpSigningKey.Vcek)
            hardwareId = HardwareIdentifier(Take(values, HardwareIdOid), SnpProductLine.ChipIdLength((int)structVersion));
        else
            cspId = Text(Take(values, CspIdOid));
        var read = new SnpLeafExtensions { Kind = kind, StructVersion = (int)structVersion, ProductName = productName, HardwareId = hardwareId, CspId = cspId };
        foreach (int level in PatchLevels(read.StructVersion))
        {
            BigInteger value = Integer(Take(values, PatchLevelArc + level));
            if (value < 0 || value > byte.MaxValue)
                throw new DerException(0, $"patch level {PatchLevelArc}{level} is not in 0 to 255.");
            read._patchLevels.Add(level, (byte)value);
        }

        return values.Count == 0 ? read : throw new DerException(0, $"extension {values.Keys.First()} does not belong in a {kind} of structVersion {structVersion}.");
    }

    private static byte[] Take(Dictionary<string, byte[]> values, string oid) =>
        values.Remove(oid, out byte[]? value) ? value : throw new DerException(0, $"extension {oid} is missing.");

    private static BigInteger Integer(byte[] value)
    {
        var reader = new DerReader(value);
        BigInteger number = reader.Integer();
        reader.End();
        return number;
    }

    private static string Text(byte[] value)
    {
        var reader = new DerReader(value);
        string? text = value.Length <= LongestText && reader.Is(new Asn1Tag(UniversalTagNumber.IA5String)) ? reader.Text() : null;
        if (text is null)
            throw new DerException(0, $"an extension is not an IA5String of at most {LongestText} bytes.");
        reader.End();
        return text;
    }

    // AMD writes the bytes bare; others wrap them in an OCTET STRING of their own, as RFC 5280 would have it.
    private static byte[] HardwareIdentifier(byte[] value, int length)
    {
        if (value.Length == length)
            return value;
        var reader = new DerReader(value);
        byte[] inner = reader.OctetString();
        reader.End();
        return inner.Length == length ? inner : throw new DerException(0, $"hwID has {inner.Length} bytes, not {length}.");
    }
}
