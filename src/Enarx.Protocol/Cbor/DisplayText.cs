using System.Text;

namespace Enarx.Protocol;

/// <summary>
/// Text that people are shown. It comes from hosts and keeps that are not trusted, and a control character in it would
/// be a command to the terminal that shows it.
/// </summary>
internal static class DisplayText
{
    /// <summary>True when there is no control character (Unicode category Cc).</summary>
    public static bool IsLine(string text) => !text.Any(char.IsControl);

    /// <summary>True when there is no control character but line feeds and tabs.</summary>
    public static bool IsLines(string text) => !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t'));

    /// <summary>One line of at most <paramref name="most"/> bytes of UTF-8, cut and cleaned where it must be.</summary>
    public static string FitLine(string text, int most) => Fit(text.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '), most);

    /// <summary>Lines of at most <paramref name="most"/> bytes of UTF-8 together, cut and cleaned where they must be.</summary>
    public static string FitLines(string text, int most) => Fit(text.Replace("\r\n", "\n", StringComparison.Ordinal), most);

    private static string Fit(string text, int most)
    {
        var fitted = new StringBuilder(Math.Min(text.Length, most));
        // Unpaired surrogates, which CBOR's text cannot have, come out of the enumeration as U+FFFD.
        foreach (Rune rune in text.EnumerateRunes())
        {
            Rune shown = Rune.IsControl(rune) && rune.Value is not ('\n' or '\t') ? Rune.ReplacementChar : rune;
            most -= shown.Utf8SequenceLength;
            if (most < 0)
                break;
            fitted.Append(shown);
        }

        return fitted.ToString();
    }
}
