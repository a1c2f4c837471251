using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>What one endorsement holds, found by content: certificates, revocation lists, or signed collateral.</summary>
/// <param name="Set">Certificates and lists.</param>
/// <param name="Collateral">TCB info or an identity; null when it holds none.</param>
internal sealed record DcapItem(EndorsementSet Set, SignedCollateral? Collateral)
{
    private const int MostRemembered = 128;
    private const byte DerSequence = 0x30;
    private const int LongestRemembered = 64 * 1024;

    private static readonly BoundedCache<Sha256Digest, DcapItem> Remembered = new(MostRemembered);

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>
    /// Reads an endorsement: DER, PEM (percent-encoded too, as PCS puts chains into headers), a list in hexadecimal, or
    /// JSON. Zeros may follow text, because Intel's libraries count the end of a string as part of it.
    /// </summary>
    /// <exception cref="FormatException">A <see cref="DerException"/> or <see cref="CollateralException"/>: it is nothing of these.</exception>
    public static DcapItem Read(ReadOnlyMemory<byte> item)
    {
        if (item.Length > LongestRemembered)
            return Parse(item);
        Sha256Digest name = Sha256Digest.FromBytes(SHA256.HashData(item.Span));
        if (Remembered.TryGet(name, out DcapItem? known))
            return known;
        // What is remembered must not change with the caller's array.
        DcapItem parsed = Parse(item.ToArray());
        Remembered.Add(name, parsed);
        return parsed;
    }

    /// <summary>Forgets what was read before, so that the next items are read anew.</summary>
    public static void Forget() => Remembered.Clear();

    private static DcapItem Parse(ReadOnlyMemory<byte> item)
    {
        if (item.Length > EndorsementSet.LongestItem)
            throw new DerException(EndorsementSet.LongestItem, $"there must be at most {EndorsementSet.LongestItem} bytes; there are {item.Length}.");
        var set = new EndorsementSet();
        if (item.Span is [DerSequence, ..])
        {
            set.Add(item);
            return new DcapItem(set, null);
        }

        ReadOnlyMemory<byte> text = item[..item.Span.TrimEnd("\0\r\n\t "u8).Length];
        if (text.Span.TrimStart("\r\n\t "u8) is [(byte)'{', ..])
            return new DcapItem(set, SignedCollateral.Parse(text));
        if (text.Length > 0 && !text.Span.ContainsAnyExcept(HexDigits))
            set.Add(FromHex(text.Span));
        else if (text.Span.StartsWith("-----BEGIN%20"u8))
            set.Add(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.Latin1.GetString(text.Span))));
        else
            set.Add(text);
        return new DcapItem(set, null);
    }

    private static byte[] FromHex(ReadOnlySpan<byte> digits) => digits.Length % 2 == 0
        ? Convert.FromHexString(digits)
        : throw new DerException(digits.Length, "the number of hexadecimal digits is odd.");
}
