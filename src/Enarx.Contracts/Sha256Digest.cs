using System.Diagnostics.CodeAnalysis;

namespace Enarx;

/// <summary>A SHA-256 value, for example a pin of a root. Text form: 64 lower-case hexadecimal digits.</summary>
public readonly record struct Sha256Digest
{
    private const int HexLength = 64;

    private readonly string? _hex;

    private Sha256Digest(string hex) => _hex = hex;

    /// <summary>Takes the 32 bytes of a digest.</summary>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static Sha256Digest FromBytes(ReadOnlySpan<byte> digest) => digest.Length == HexLength / 2
        ? new Sha256Digest(Convert.ToHexStringLower(digest))
        : throw new ArgumentException($"A SHA-256 digest has 32 bytes; there are {digest.Length}.", nameof(digest));

    /// <summary>Reads 64 hexadecimal digits, with or without colons between the bytes.</summary>
    /// <exception cref="FormatException">The text is not of that form.</exception>
    public static Sha256Digest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string hex = text.Trim().Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
        return hex.Length == HexLength && hex.All(char.IsAsciiHexDigit)
            ? new Sha256Digest(hex)
            : throw new FormatException("A SHA-256 digest is written as 64 hexadecimal digits.");
    }

    /// <summary>PowerShell's conversion from text calls this.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Parse is the named alternate.")]
    public static explicit operator Sha256Digest(string text) => Parse(text);

    /// <summary>The 32 bytes.</summary>
    public byte[] ToArray() => Convert.FromHexString(ToString());

    /// <inheritdoc/>
    public override string ToString() => _hex ?? new string('0', HexLength);
}
