namespace Enarx.Wasi;

/// <summary>Names that the guest chose, made fit for a terminal and a log.</summary>
internal static class Printable
{
    private const int MaxCharacters = 256;

    /// <summary>At most 256 characters, and no control character in them.</summary>
    public static string Text(string name)
    {
        string text = name.Length <= MaxCharacters ? name : name[..MaxCharacters] + "...";
        return text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
    }
}
