using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// The certificates and revocation lists among the endorsements of some evidence, found by content. They are
/// candidates: being here makes none of them trusted.
/// </summary>
internal sealed class EndorsementSet
{
    /// <summary>The longest endorsement that is read, bytes.</summary>
    public const int LongestItem = 256 * 1024;

    /// <summary>The greatest number of certificates and lists that is read.</summary>
    public const int MostParts = 48;

    private const byte DerSequence = 0x30;

    private readonly List<X509Certificate> _certificates = [];
    private readonly List<RevocationList> _lists = [];
    private int _parts;

    /// <summary>Every certificate, in the order of arrival.</summary>
    public IReadOnlyList<X509Certificate> Certificates => _certificates;

    /// <summary>Every revocation list, in the order of arrival.</summary>
    public IReadOnlyList<RevocationList> Lists => _lists;

    /// <summary>Whether an endorsement is DER or PEM, to judge by its first bytes.</summary>
    public static bool IsDerOrPem(ReadOnlySpan<byte> item)
    {
        if (item is [DerSequence, ..])
            return true;
        // Text may stand before PEM; zeros may not, and every container that holds PEM begins with numbers that have some.
        int mark = item.IndexOf(PemMark);
        return mark >= 0 && !item[..mark].Contains((byte)0);
    }

    /// <summary>Reads one endorsement: a certificate or list in DER, or any number of them in PEM.</summary>
    /// <exception cref="DerException">It is neither, or too much.</exception>
    public void Add(ReadOnlyMemory<byte> item)
    {
        if (item.Length > LongestItem)
            throw new DerException(LongestItem, $"there must be at most {LongestItem} bytes; there are {item.Length}.");
        if (item.Span is [DerSequence, ..])
            AddDer(item);
        else
            AddPem(Encoding.Latin1.GetString(item.Span), item.Span.Count(PemMark));
    }

    private void AddPem(string text, int marks)
    {
        // Before the search, whose time is quadratic in marks that begin nothing.
        if (marks > MostParts)
            throw new DerException(0, $"there are more than {MostParts} PEM blocks.");
        int position = 0, blocks = 0;
        while (PemEncoding.TryFind(text.AsSpan(position), out PemFields fields))
        {
            blocks++;
            int start = position + fields.Location.Start.Value;
            string label = text[position..][fields.Label];
            if (label is not ("CERTIFICATE" or "X509 CRL"))
                throw new DerException(start, $"a PEM block is labelled '{Printable(label)}', not 'CERTIFICATE' or 'X509 CRL'.");
            byte[] der = Convert.FromBase64String(text[position..][fields.Base64Data]);
            try
            {
                if (RevocationList.IsList(der) != (label == "X509 CRL"))
                    throw new DerException(0, "its content is not what its label says.");
                AddDer(der);
            }
            catch (DerException e)
            {
                throw new DerException(start, $"the PEM block is bad {e.Message}", e);
            }

            position += fields.Location.End.Value;
        }

        if (blocks == 0 || blocks != marks)
            throw new DerException(position, "there is neither DER nor well-formed PEM (RFC 7468).");
    }

    private void AddDer(ReadOnlyMemory<byte> der)
    {
        if (++_parts > MostParts)
            throw new DerException(0, $"there are more than {MostParts} certificates and lists.");
        if (RevocationList.IsList(der))
            _lists.Add(RevocationList.Parse(der));
        else
            _certificates.Add(X509Certificate.Parse(der));
    }

    private static ReadOnlySpan<byte> PemMark => "-----BEGIN "u8;

    private static string Printable(string label) =>
        new([.. label.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) || c == ' ' ? c : '?')]);
}
