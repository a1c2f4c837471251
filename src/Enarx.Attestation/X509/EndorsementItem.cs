using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>What one endorsement holds: a certificate or list in DER, or any number of them in PEM.</summary>
internal sealed class EndorsementItem
{
    /// <summary>The first byte of DER.</summary>
    public const byte DerSequence = 0x30;

    private readonly List<X509Certificate> _certificates = [];
    private readonly List<RevocationList> _lists = [];

    /// <summary>The certificates, in order.</summary>
    public IReadOnlyList<X509Certificate> Certificates => _certificates;

    /// <summary>The revocation lists, in order.</summary>
    public IReadOnlyList<RevocationList> Lists => _lists;

    /// <summary>How every PEM block begins.</summary>
    public static ReadOnlySpan<byte> PemMark => "-----BEGIN "u8;

    /// <summary>Reads an item.</summary>
    /// <exception cref="DerException">It is neither DER nor PEM, or too much.</exception>
    public static EndorsementItem Read(ReadOnlyMemory<byte> item)
    {
        var read = new EndorsementItem();
        if (item.Span is [DerSequence, ..])
            read.AddDer(item);
        else
            read.AddPem(Encoding.Latin1.GetString(item.Span), item.Span.Count(PemMark));
        return read;
    }

    private void AddPem(string text, int marks)
    {
        // Before the search, whose time is quadratic in marks that begin nothing.
        if (marks > EndorsementSet.MostParts)
            throw new DerException(0, $"there are more than {EndorsementSet.MostParts} PEM blocks.");
        int position = 0, blocks = 0;
        while (PemEncoding.TryFind(text.AsSpan(position), out PemFields fields))
        {
            blocks++;
            int start = position + fields.Location.Start.Value;
            ReadOnlySpan<char> rest = text.AsSpan(position);
            string label = rest[fields.Label].ToString();
            if (label is not ("CERTIFICATE" or "X509 CRL"))
                throw new DerException(start, $"a PEM block is labelled '{Printable(label)}', not 'CERTIFICATE' or 'X509 CRL'.");
            byte[] der = new byte[fields.DecodedDataLength];
            if (!Convert.TryFromBase64Chars(rest[fields.Base64Data], der, out int written) || written != der.Length)
                throw new DerException(start, "a PEM block is not in base64.");
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
        if (RevocationList.IsList(der))
            _lists.Add(RevocationList.Parse(der));
        else
            _certificates.Add(X509Certificate.Parse(der));
    }

    private static string Printable(string label) =>
        new([.. label.Take(32).Select(c => char.IsAsciiLetterOrDigit(c) || c == ' ' ? c : '?')]);
}
