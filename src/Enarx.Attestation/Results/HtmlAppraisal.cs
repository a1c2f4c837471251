namespace Enarx.Attestation;

/// <summary>One appraisal on the page: verdict, identity, chain, checks, endorsements, claims.</summary>
internal static class HtmlAppraisal
{
    /// <summary>Writes it as a section of the page.</summary>
    public static void Write(HtmlText page, ReportItem item, int number)
    {
        KeepAppraisal appraisal = item.Appraisal;
        page.Raw($"<section class=\"card\" id=\"a{number}\" aria-labelledby=\"h{number}\">\n<div class=\"head\"><h2 id=\"h{number}\">").Text(item.Name).Raw("</h2>");
        WriteBadge(page, appraisal);
        page.Raw("</div>\n");
        if (appraisal.FirstFailure is { } failure)
            page.Raw("<div class=\"why failed\"><p><strong>").Text($"Refused: “{failure.Title}”").Raw("</strong> ").Text(failure.Verdict == CheckVerdict.Failed ? "does not hold" : "is required and was not established").Raw(" (").Element("code", failure.Id).Raw(").</p>").Element("p", ReportText.Explain(failure)).Raw("</div>\n");
        else if (!appraisal.Passed)
            page.Raw("<div class=\"why failed\">").Element("p", "Refused: no check was made at all.").Raw("</div>\n");
        else if (appraisal.IsSimulated)
            page.Raw("<div class=\"why warned\">").Element("p", $"No TEE protects this: the policy “{appraisal.Policy.Name}” accepts its simulation. Its host can read and change everything in it.").Raw("</div>\n");
        WriteIdentity(page, appraisal);
        HtmlChain.Write(page, appraisal);
        WriteChecks(page, appraisal);
        WriteEndorsements(page, appraisal);
        WriteClaims(page, appraisal);
        page.Raw("</section>\n");
    }

    /// <summary>Writes the verdict: by a sign, a word and a colour, so that none of them is needed.</summary>
    public static void WriteBadge(HtmlText page, KeepAppraisal appraisal) => page.Raw(!appraisal.Passed ? "<span class=\"badge failed\">✗ Refused</span>"
        : appraisal.IsSimulated ? "<span class=\"badge warned\">⚠ Passed, simulated</span>" : "<span class=\"badge passed\">✓ Passed</span>");

    private static void WriteIdentity(HtmlText page, KeepAppraisal appraisal)
    {
        page.Raw("<dl>\n");
        page.Term("TEE", $"{appraisal.Tee}{(appraisal.IsSimulated ? ", simulated" : "")}");
        page.Term("Product", appraisal.Product);
        page.Term("Measurement", appraisal.Measurement, mono: true);
        page.Term("TCB", appraisal.ReportedTcb?.ToString());
        page.Term("TCB status", appraisal.TcbStatus?.ToString());
        page.Term("Advisories", string.Join(", ", appraisal.Advisories));
        page.Term("Chip", appraisal.ChipId, mono: true);
        page.Term("report_data", appraisal.ReportData, mono: true);
        page.Term("Attested key (SHA-384)", appraisal.AttestedKey is { } key ? Convert.ToHexStringLower(key) : null, mono: true);
        page.Term("Policy", appraisal.Policy.Name);
        page.Term("Judged as of", ReportText.Moment(appraisal.VerificationTime));
        page.Term("Received", appraisal.Evidence.ReceivedAt is { } received ? ReportText.Moment(received) : null);
        page.Raw("</dl>\n");
    }

    private static void WriteClaims(HtmlText page, KeepAppraisal appraisal)
    {
        if (appraisal.Claims.Count == 0)
            return;
        page.Raw("<h3>What the evidence states</h3>\n");
        if (!appraisal.Passed)
            page.Element("p", "It did not pass, so none of this may be relied on.", "soft");
        Open(page, "Claims", " class=\"claims\"");
        page.Header("Claim", "Value", "Where");
        page.Raw("<tbody>\n");
        foreach (EvidenceClaim claim in appraisal.Claims)
            page.Raw("<tr><th scope=\"row\">").Text(claim.Name).Raw("</th>").Element("td", claim.Value, "mono").Element("td", claim.Source, "mono").Raw("</tr>\n");
        Close(page);
    }

    private static void WriteChecks(HtmlText page, KeepAppraisal appraisal)
    {
        int required = appraisal.Checks.Count(check => check.Required), passed = appraisal.Checks.Count(check => check.Required && check.Verdict == CheckVerdict.Passed);
        page.Raw("<h3>Checks</h3>\n").Element("p", $"{passed} of {HtmlReport.Count(required, "required check")} passed; {appraisal.Checks.Count - required} more were not asked for.", "soft");
        Open(page, "Checks", " class=\"checks\"");
        page.Header("Verdict", "Check", "Expected", "Found", "Where", "Why");
        page.Raw("<tbody>\n");
        foreach (AppraisalCheck check in appraisal.Checks)
        {
            (string style, string word) = check.Verdict switch
            {
                CheckVerdict.Passed => ("passed", "✓ passed"),
                CheckVerdict.Failed => ("failed", "✗ failed"),
                _ => check.Required ? ("failed", "✗ not done") : ("idle", "– not asked"),
            };
            page.Raw(style == "idle" ? "<tr class=\"idle\"><td>" : "<tr><td>").Element("span", word, $"badge {style}").Raw("</td><th scope=\"row\">").Text(check.Title).Element("code", check.Id, "id").Raw("</th>");
            page.Element("td", check.Expected, "mono").Element("td", check.Actual, "mono").Element("td", check.Source, "mono").Element("td", check.Reason).Raw("</tr>\n");
        }

        Close(page);
    }

    private static void WriteEndorsements(HtmlText page, KeepAppraisal appraisal)
    {
        if (appraisal.Endorsements.Count == 0)
            return;
        page.Raw("<h3>Endorsements used</h3>\n");
        Open(page, "Endorsements", "");
        page.Header("Kind", "Subject or issuer", "From", "Until", "SHA-256");
        page.Raw("<tbody>\n");
        foreach (KeepEndorsement endorsement in appraisal.Endorsements)
        {
            bool current = endorsement.NotBefore <= appraisal.VerificationTime && appraisal.VerificationTime <= endorsement.NotAfter;
            page.Raw("<tr><th scope=\"row\">").Text(endorsement.Kind).Raw("</th>").Element("td", endorsement.Subject).Element("td", ReportText.Moment(endorsement.NotBefore));
            page.Raw("<td>").Text(ReportText.Moment(endorsement.NotAfter)).Raw(current ? "" : " <span class=\"badge failed\">✗ out of date</span>").Raw("</td>").Element("td", endorsement.Sha256.ToString(), "mono").Raw("</tr>\n");
        }

        Close(page);
    }

    // A wide table scrolls by itself, and so must be reachable by keyboard and have a name.
    private static void Open(HtmlText page, string name, string attributes) =>
        page.Raw($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{name}\"><table{attributes}>\n");

    private static void Close(HtmlText page) => page.Raw("</tbody></table></div>\n");
}
