using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// Appraisals as one HTML page for people. It has everything in it, needs no script and no network, and its content
/// security policy allows neither; so what evidence brings along cannot do anything, even where an encoding were forgotten.
/// </summary>
public static class HtmlReport
{
    private static readonly Lazy<string> Style = new(ReadStyle);

    /// <summary>Makes the page.</summary>
    /// <param name="items">The appraisals.</param>
    /// <param name="title">Its title.</param>
    /// <param name="time">When it is made.</param>
    /// <param name="failures">What could not be appraised.</param>
    public static string Make(IReadOnlyList<ReportItem> items, string title, DateTimeOffset time, IReadOnlyList<ReportFailure>? failures = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        string allowed = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.Value)));
        int passed = items.Count(item => item.Appraisal.Passed), simulated = items.Count(item => item.Appraisal.Passed && item.Appraisal.IsSimulated);
        var page = new HtmlText();
        page.Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Raw($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'\">\n");
        page.Raw("<meta name=\"referrer\" content=\"no-referrer\">\n").Element("title", title).Raw("\n<style>").Raw(Style.Value).Raw("</style>\n</head>\n<body>\n<header>\n");
        page.Element("h1", title);
        page.Element("p", $"{Count(items.Count, "appraisal")}: {passed} passed{(simulated > 0 ? $" ({simulated} simulated, which no TEE protects)" : "")}, {items.Count - passed} refused.{(failures is { Count: > 0 } ? $" {failures.Count} more could not be appraised." : "")}");
        page.Raw("</header>\n");
        if (items.Count > 1)
            WriteSummary(page, items);
        page.Raw("<main>\n");
        if (failures is { Count: > 0 })
            WriteFailures(page, failures);
        for (int i = 0; i < items.Count; i++)
            HtmlAppraisal.Write(page, items[i], i + 1);
        page.Raw("</main>\n").Raw("<footer>").Element("p", $"Made {ReportText.Moment(time)} by EnarxPS {ReportText.Version}. A report shows what a verifier found; it is not evidence by itself.").Raw("</footer>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void WriteSummary(HtmlText page, IReadOnlyList<ReportItem> items)
    {
        page.Raw("<nav class=\"card\" aria-label=\"Appraisals\">\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Summary\"><table>\n");
        page.Header("Appraised", "Verdict", "TEE", "Product", "First check that refuses it");
        page.Raw("<tbody>\n");
        for (int i = 0; i < items.Count; i++)
        {
            KeepAppraisal appraisal = items[i].Appraisal;
            page.Raw($"<tr><th scope=\"row\"><a href=\"#a{i + 1}\">").Text(items[i].Name).Raw("</a></th><td>");
            HtmlAppraisal.WriteBadge(page, appraisal);
            page.Raw("</td>").Element("td", appraisal.Tee.ToString()).Element("td", appraisal.Product).Element("td", appraisal.FirstFailure?.Id, "mono").Raw("</tr>\n");
        }

        page.Raw("</tbody></table></div>\n</nav>\n");
    }

    private static void WriteFailures(HtmlText page, IReadOnlyList<ReportFailure> failures)
    {
        page.Raw("<section class=\"card\" aria-labelledby=\"failures\">\n<div class=\"head\"><h2 id=\"failures\">Not appraised</h2><span class=\"badge failed\">✗ No verdict</span></div>\n");
        foreach (ReportFailure failure in failures)
            page.Raw("<div class=\"why failed\"><p><strong>").Text(failure.Name).Raw("</strong></p>").Element("p", failure.Message).Raw("</div>\n");
        page.Raw("</section>\n");
    }

    internal static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string ReadStyle()
    {
        using var reader = new StreamReader(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
