using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Finds out what endorsements some bytes hold: DER, PEM, AMD's certificate table, Intel's JSON, keys, CoRIM, RIM or
/// SEV certificates; as they are, or in hexadecimal, base64 or URL encoding as services and tools store them.
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
            ?? throw new DerException(0, "there is no certificate, revocation list, certificate table, Intel collateral, key, CoRIM, RIM or SEV certificate.");
    }

    private static List<Endorsement>? ReadPlain(byte[] content, string source)
    {
        ReadOnlySpan<byte> text = content.AsSpan().TrimStart(" \t\r\n"u8);
        // A '0' in text is the same byte.
        if (content is [DerSequence, ..])
            return IsAscii(content) ? null : ReadX509(content, source);
        if (text is [(byte)'{', ..])
            return ReadJson(content, source);
        if (text is [(byte)'<', ..])
            return text[..Math.Min(text.Length, 4096)].IndexOf("SoftwareIdentity"u8) >= 0 ? [Endorsement.Of(EndorsementForm.Rim, "RIM", content, source)] : null;
        if (EndorsementSet.IsDerOrPem(content))
        {
            return content.AsSpan().IndexOf("-----BEGIN PUBLIC KEY-----"u8) >= 0
                ? [Endorsement.Of(EndorsementForm.PublicKey, "public key", content, source)]
                : ReadX509(content, source);
        }

        if (CertificateTable.IsTable(content))
            return ReadTable(content, source);
        if (IsCorim(content))
            return [Endorsement.Of(EndorsementForm.Corim, "CoRIM", content, source)];
        return SevFormat.IsCertificates(content) ? [Endorsement.Of(EndorsementForm.SevCertificates, "SEV certificates", content, source)] : null;
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

    private static List<Endorsement>? ReadJson(byte[] content, string source)
    {
        // Intel's libraries count the end of a string as part of it.
        ReadOnlyMemory<byte> text = content.AsMemory(0, content.AsSpan().TrimEnd((byte)0).Length);
        if (IntelCollateralSummary.TryRead(text.Span) is { } summary)
            return [Endorsement.Of(summary, content, source)];
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("kty"u8, out _) || json.RootElement.TryGetProperty("keys"u8, out _)
                ? [Endorsement.Of(EndorsementForm.PublicKey, "JWK", content, source)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Tag 501 or 500 of the CoRIM draft, or a COSE_Sign1 whose protected header says that it signs one.
    private static bool IsCorim(ReadOnlySpan<byte> content) => content switch
    {
        [0xd9, 0x01, 0xf4 or 0xf5, ..] => true,
        [0xd2, 0x84, ..] => content[..Math.Min(content.Length, 512)].IndexOf("application/rim+cbor"u8) >= 0,
        _ => false,
    };

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
