using System.Buffers;
using System.Globalization;
using System.Text;

namespace Enarx.Attestation;

/// <summary>Text that stands in reports. Much of it comes from evidence and certificates, which anybody can write.</summary>
internal static class ReportText
{
    /// <summary>Version of this release.</summary>
    public static string Version { get; } = typeof(ReportText).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>
    /// Text without what XML cannot have or what changes the look of text around it (control and format characters, halves
    /// of surrogate pairs): each is written as its code point.
    /// </summary>
    public static string Clean(string? text)
    {
        if (text is null)
            return "";
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            // A half of a pair decodes to U+FFFD, of the length of one.
            bool whole = Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) == OperationStatus.Done;
            bool shown = whole && (rune.Value == '\n' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));
            clean.Append(shown ? rune.ToString() : $"<U+{(whole ? rune.Value : text[i]):X4}>");
            i += length;
        }

        return clean.ToString();
    }

    /// <summary>A moment in UTC; a bare key has no dates.</summary>
    public static string Moment(DateTimeOffset moment) => moment == DateTimeOffset.MinValue || moment == DateTimeOffset.MaxValue ? "no date" : moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>What a check found, in a sentence or two.</summary>
    public static string Explain(AppraisalCheck check) => Clean(string.Join(" ", new[]
    {
        check.Reason,
        check.Expected is null ? null : $"Expected: {check.Expected}.",
        check.Actual is null ? null : $"Found: {check.Actual}.",
        check.Source is null ? null : $"At: {check.Source}.",
    }.OfType<string>()));

    /// <summary>Whether a check keeps its appraisal from passing.</summary>
    public static bool Refuses(AppraisalCheck check) => check.Verdict == CheckVerdict.Failed || (check.Required && check.Verdict == CheckVerdict.NotDone);
}
