using System.Buffers.Text;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// Finds out what endorsements some bytes hold: DER, PEM, AMD's certificate table, Intel's JSON, what Arm's tokens
/// need, or SEV certificates; as they are, or in hexadecimal, base64 or URL encoding as services and tools store them.
/// </summary>
internal static class EndorsementReader
{
    /// <summary>The most bytes that are looked at.</summary>
    public const int LongestContent = 16 * 1024 * 1024;

    private const byte DerSequence = 0x30;

    /// <summary>Reads endorsements, one object each.</summary>
    /// <exception cref="DerException">The bytes hold none, or damaged ones.</exception>
    public static IReadOnlyList<Endorsement> Read(byte[] content, string source)
    {
        if (content.Length > LongestContent)
            throw new DerException(LongestContent, $"there must be at most {LongestContent} bytes; there are {content.Length}.");
        return ReadPlain(content, source)
            ?? (Unwrap(content) is { } inner ? ReadPlain(inner, source) : null)
            ?? throw new DerException(0, "there is no certificate, revocation list, certificate table, Intel collateral, key, CoRIM or SEV certificate.");
    }

    private static List<Endorsement>? ReadPlain(byte[] content, string source)
    {
        // A '0' in text is the same byte as the tag of a SEQUENCE.
        bool isDer = content is [DerSequence, ..] && !IsAscii(content);
        if (ReadIntel(content, source) is { } collateral)
            return [collateral];
        if (ArmEndorsements.CanRead(content))
        {
            string kind = content[0] switch { DerSequence or (byte)'-' => "public key", >= 0x80 => "CoRIM", _ => "keys or reference values" };
            return [Endorsement.Of(EndorsementForm.ArmEndorsement, kind, content, source)];
        }

        if (isDer || (content is not [DerSequence, ..] && EndorsementSet.IsDerOrPem(content)))
            return ReadX509(content, source);
        if (CertificateTable.IsTable(content))
            return ReadTable(content, source);
        return IsSev(content) ? [Endorsement.Of(EndorsementForm.SevCertificates, "SEV certificates", content, source)] : null;
    }

    private static List<Endorsement> ReadX509(ReadOnlyMemory<byte> content, string source)
    {
        var set = new EndorsementSet();
        set.Add(content);
        return [.. set.Certificates.Select(c => Endorsement.Of(c, source)), .. set.Lists.Select(l => Endorsement.Of(l, source))];
    }

    private static List<Endorsement> ReadTable(byte[] content, string source)
    {
        var found = new List<Endorsement>();
        foreach ((_, int offset, ReadOnlyMemory<byte> part) in CertificateTable.Read(content))
        {
            try
            {
                found.AddRange(ReadX509(part, source));
            }
            catch (DerException e)
            {
                throw new DerException(offset + e.Offset, $"the content of a table entry is bad {e.Message}", e);
            }
        }

        return found;
    }

    private static Endorsement? ReadIntel(byte[] content, string source)
    {
        // Intel's libraries count the end of a string as part of it.
        ReadOnlySpan<byte> text = content.AsSpan().TrimEnd((byte)0);
        return text.TrimStart(" \t\r\n"u8) is [(byte)'{', ..] && IntelCollateralSummary.TryRead(text) is { } summary
            ? Endorsement.Of(summary, content, source)
            : null;
    }

    private static bool IsSev(byte[] content)
    {
        try
        {
            return content.Length > 0 && SevCertificateFiles.Find(content, "", new FoundEvidence());
        }
        catch (KeepException)
        {
            // Cut, or followed by something else.
            return false;
        }
    }

    private static byte[]? Unwrap(byte[] content)
    {
        ReadOnlySpan<byte> text = content.AsSpan().Trim(" \t\r\n\0"u8);
        if (text.Length < 16 || !IsAscii(text))
            return null;
        string value = Encoding.ASCII.GetString(text);
        if (text.IndexOf("-----BEGIN%20"u8) == 0)
            return Encoding.ASCII.GetBytes(Uri.UnescapeDataString(value));
        if (value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit))
            return Convert.FromHexString(value);
        return Base64.IsValid(value) ? Convert.FromBase64String(value) : null;
    }

    private static bool IsAscii(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)9, (byte)126);
}
