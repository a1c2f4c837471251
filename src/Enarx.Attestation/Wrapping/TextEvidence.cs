using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Text: PEM (RFC 7468), JSON, hexadecimal, and base64 in both alphabets (RFC 4648), with line breaks and with or without padding.</summary>
internal static class TextEvidence
{
    private const int MostBlocks = 64;

    private static ReadOnlySpan<byte> PemMark => "-----BEGIN "u8;

    /// <summary>Finds what the text holds.</summary>
    /// <returns>False when the content is not text.</returns>
    /// <exception cref="KeepException">It is text, and holds nothing that is known.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found, EvidenceFinder finder)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        switch (bytes)
        {
            // What Windows PowerShell writes by its redirections.
            case [0xff, 0xfe, ..] when bytes.Length % 2 == 0:
                Find(Encoding.Unicode.GetString(bytes[2..]), where, found, finder);
                return true;
            case [0xef, 0xbb, 0xbf, ..]:
                bytes = bytes[3..];
                content = content[3..];
                break;
        }

        if (IsAscii(bytes))
            Find(Encoding.ASCII.GetString(bytes), where, found, finder);
        else if (!bytes.Contains((byte)0) && FirstOf(bytes) is (byte)'{' or (byte)'[')
            JsonEvidence.Find(content, where, found, finder);
        else if (!bytes.Contains((byte)0) && bytes.IndexOf(PemMark) >= 0)
            // People write comments in their own language before PEM.
            FindPem(Encoding.Latin1.GetString(bytes), where, found, finder);
        else
            return false;
        return true;
    }

    /// <summary>Finds what text holds.</summary>
    /// <exception cref="KeepException">Nothing that is known.</exception>
    public static void Find(string text, string where, FoundEvidence found, EvidenceFinder finder)
    {
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        if (trimmed is ['{' or '[' or '"', ..])
            JsonEvidence.Find(Encoding.UTF8.GetBytes(text), where, found, finder);
        else if (trimmed.Contains("-----BEGIN ", StringComparison.Ordinal))
            FindPem(text, where, found, finder);
        else
            FindEncoded(trimmed, where, found, finder);
    }

    /// <summary>The bytes of hexadecimal; null when the text is not of that form.</summary>
    public static byte[]? FromHex(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            text = text[2..];
        char[] digits = new char[text.Length];
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiHexDigit(c))
                digits[count++] = c;
            else if (!char.IsWhiteSpace(c) && c != ':')
                return null;
        }

        return count > 0 && count % 2 == 0 ? Convert.FromHexString(digits.AsSpan(0, count)) : null;
    }

    /// <summary>The bytes of base64 in either alphabet; null when the text is not of that form.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<char> text)
    {
        try
        {
            if (text.ContainsAny('-', '_'))
                return text.ContainsAny('+', '/') ? null : Base64Url.DecodeFromChars(text);
            int padding = 0, characters = 0;
            foreach (char c in text)
            {
                characters += char.IsWhiteSpace(c) ? 0 : 1;
                padding += c == '=' ? 1 : 0;
            }

            return padding > 0 || characters % 4 == 0 ? Convert.FromBase64String(text.ToString()) : Base64Url.DecodeFromChars(text.ToString().Replace('+', '-').Replace('/', '_'));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static void FindEncoded(ReadOnlySpan<char> text, string where, FoundEvidence found, EvidenceFinder finder)
    {
        if (text.StartsWith("eyJ", StringComparison.Ordinal) && text.Count('.') is 2 or 4)
            throw Unrecognized.At(where, 0, "it is a token (JWT), the result of somebody's appraisal and no evidence.");
        byte[]? hex = FromHex(text), base64 = FromBase64(text);
        if (hex is null && base64 is null)
            throw Unrecognized.At(where, 0, $"the text '{Printable(text)}' is neither JSON, PEM, hexadecimal nor base64.");
        if (hex is null || base64 is null)
        {
            finder.Find(hex ?? base64, $"{where} {(hex is null ? "base64" : "hexadecimal")}", found);
            return;
        }

        // Text of nothing but hexadecimal digits is base64, too. Only one of both can make sense, and if both did, nobody could tell.
        var fromHex = new FoundEvidence();
        var fromBase64 = new FoundEvidence();
        KeepException? problem = finder.TryFind(hex, $"{where} hexadecimal", fromHex);
        bool isBase64 = finder.TryFind(base64, $"{where} base64", fromBase64) is null;
        if (problem is null && isBase64)
            throw Unrecognized.At(where, 0, "the text makes sense in hexadecimal and in base64, and nothing tells which is meant.");
        if (problem is not null && !isBase64)
            throw problem;
        found.Absorb(isBase64 ? fromBase64 : fromHex);
    }

    private static void FindPem(string text, string where, FoundEvidence found, EvidenceFinder finder)
    {
        // Before the search, whose time is quadratic in marks that begin nothing.
        int marks = 0, position = 0, blocks = 0;
        for (int at = -1; (at = text.IndexOf("-----BEGIN ", at + 1, StringComparison.Ordinal)) >= 0;)
            marks++;
        if (marks > MostBlocks)
            throw Unrecognized.At(where, 0, $"there are more than {MostBlocks} PEM blocks.");
        var inner = new FoundEvidence();
        while (PemEncoding.TryFind(text.AsSpan(position), out PemFields fields))
        {
            blocks++;
            string label = text[position..][fields.Label];
            byte[] content = Convert.FromBase64String(text[position..][fields.Base64Data]);
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
                throw Unrecognized.At(where, position + fields.Location.Start.Value, "there is a private key. Keep it to yourself; evidence has none.");
            if (label == "PUBLIC KEY")
                inner.AddEndorsement(Encoding.ASCII.GetBytes(text[position..][fields.Location]));
            else
                finder.Find(content, $"{where} PEM block {blocks}", inner);
            position += fields.Location.End.Value;
        }

        if (blocks == 0 || blocks != marks)
            throw Unrecognized.At(where, position, "a PEM block is not well formed (RFC 7468).");
        found.Absorb(inner);
    }

    private static bool IsAscii(ReadOnlySpan<byte> bytes) =>
        !bytes.ContainsAnyExceptInRange((byte)0x09, (byte)0x7e) && !bytes.ContainsAnyInRange((byte)0x0e, (byte)0x1f);

    private static byte FirstOf(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes.TrimStart(" \t\r\n"u8);
        return bytes.IsEmpty ? (byte)0 : bytes[0];
    }

    private static string Printable(ReadOnlySpan<char> text) =>
        string.Concat(text[..Math.Min(24, text.Length)].ToString().Select(c => c is >= ' ' and <= '~' ? c : '?')) + (text.Length > 24 ? "…" : "");
}
