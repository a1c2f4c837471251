namespace Enarx.Attestation;

/// <summary>The chain, drawn from the root to what it vouches for; lists and other collateral stand in the table of endorsements.</summary>
internal static class HtmlChain
{
    private static readonly string[] Collateral = ["CRL", "TCB", "identity", "list", "signing"];
    private static readonly string[] Leaves = ["VCEK", "VLEK", "PCK", "leaf", "CPAK", "IAK", "PDH", "host key"];

    /// <summary>Writes it, when there are certificates.</summary>
    public static void Write(HtmlText page, KeepAppraisal appraisal)
    {
        KeepEndorsement[] certificates = [.. appraisal.Endorsements.Where(endorsement => !Collateral.Any(word => endorsement.Kind.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .DistinctBy(endorsement => endorsement.Sha256).OrderBy(endorsement => Rank(endorsement.Kind))];
        if (certificates.Length == 0)
            return;
        page.Raw("<h3>Chain of trust</h3>\n<ol class=\"chain\">\n");
        for (int i = 0; i < certificates.Length; i++)
        {
            bool simulated = appraisal.IsSimulated && i == 0;
            WriteLink(page, simulated ? " warned" : "", $"{certificates[i].Kind}{(simulated ? " ⚠ simulation" : "")}", certificates[i].Subject, certificates[i].NotAfter == DateTimeOffset.MaxValue ? "no date" : $"until {certificates[i].NotAfter.UtcDateTime:yyyy-MM-dd}");
        }

        WriteLink(page, appraisal.Passed ? (appraisal.IsSimulated ? " warned" : " passed") : " failed", $"{appraisal.Tee} evidence", $"{appraisal.Evidence.Report.Length} bytes", appraisal.Passed ? "passed" : "refused");
        if (appraisal.AttestedKey is not null)
            WriteLink(page, appraisal.IsSimulated ? " warned" : " passed", "Attested key", appraisal.Keep is { } keep ? $"of keep {keep.Name}" : "", "SHA-384 above");
        page.Raw("</ol>\n");
    }

    private static void WriteLink(HtmlText page, string style, string title, string subject, string note) =>
        page.Raw($"<li><div class=\"link{style}\">").Element("strong", title).Element("span", subject).Element("span", note).Raw("</div></li>\n");

    private static int Rank(string kind) =>
        kind == "ARK" || kind.Contains("root", StringComparison.OrdinalIgnoreCase) ? 0
        : Leaves.Any(leaf => kind.Equals(leaf, StringComparison.OrdinalIgnoreCase) || kind.EndsWith(" " + leaf, StringComparison.OrdinalIgnoreCase)) ? 2 : 1;
}
