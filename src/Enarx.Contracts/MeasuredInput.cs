namespace Enarx;

/// <summary>Something that a measurement was computed from.</summary>
/// <param name="Name">What it is, for example <c>Firmware</c> or <c>ProcessorCount</c>.</param>
/// <param name="Value">The path of a file, or the value itself.</param>
/// <param name="Sha256">SHA-256 of a file's content or of a text in UTF-8; null for numbers.</param>
public sealed record MeasuredInput(string Name, string Value, Sha256Digest? Sha256)
{
    /// <inheritdoc/>
    public override string ToString() => Sha256 is { } digest ? $"{Name} {Value} (SHA-256 {digest})" : $"{Name} {Value}";
}
