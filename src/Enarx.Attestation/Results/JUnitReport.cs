using System.Globalization;
using System.Text;
using System.Xml;

namespace Enarx.Attestation;

/// <summary>
/// Appraisals as JUnit XML, which pipelines show as tests: a suite for each appraisal, a case for each check and one for
/// the verdict. A required check that was not done is an error, one that nothing asked for is skipped.
/// </summary>
public static class JUnitReport
{
    /// <summary>Makes the report.</summary>
    /// <param name="items">The appraisals.</param>
    /// <param name="failures">What could not be appraised.</param>
    public static string Make(IReadOnlyList<ReportItem> items, IReadOnlyList<ReportFailure>? failures = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        failures ??= [];
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement("testsuites");
            writer.WriteAttributeString("name", "EnarxPS");
            WriteCounts(writer, [.. items.SelectMany(item => item.Appraisal.Checks)], items.Count, items.Count(item => !item.Appraisal.Passed), failures.Count);
            foreach (ReportItem item in items)
                WriteSuite(writer, item);
            if (failures.Count > 0)
                WriteFailures(writer, failures);
            writer.WriteEndElement();
        }

        return $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}\n";
    }

    private static void WriteSuite(XmlWriter writer, ReportItem item)
    {
        KeepAppraisal appraisal = item.Appraisal;
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", ReportText.Clean(item.Name));
        WriteCounts(writer, appraisal.Checks, 1, appraisal.Passed ? 0 : 1);
        writer.WriteAttributeString("timestamp", appraisal.VerificationTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        writer.WriteStartElement("properties");
        WriteProperty(writer, "tee", appraisal.Tee.ToString());
        WriteProperty(writer, "product", appraisal.Product);
        WriteProperty(writer, "simulated", appraisal.IsSimulated ? "true" : "false");
        WriteProperty(writer, "policy", appraisal.Policy.Name);
        WriteProperty(writer, "measurement", appraisal.Measurement);
        WriteProperty(writer, "tcbStatus", appraisal.TcbStatus?.ToString());
        writer.WriteEndElement();
        foreach (AppraisalCheck check in appraisal.Checks)
            WriteCase(writer, appraisal, check);
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", appraisal.Tee.ToString());
        writer.WriteAttributeString("name", "verdict");
        if (!appraisal.Passed)
            WriteOutcome(writer, "failure", "verdict", $"The evidence was {appraisal}.", "");
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void WriteFailures(XmlWriter writer, IReadOnlyList<ReportFailure> failures)
    {
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", "not appraised");
        WriteCounts(writer, [], 0, 0, failures.Count);
        foreach (ReportFailure failure in failures)
        {
            writer.WriteStartElement("testcase");
            writer.WriteAttributeString("classname", "NotAppraised");
            writer.WriteAttributeString("name", ReportText.Clean(failure.Name));
            WriteOutcome(writer, "error", "NotAppraised", failure.Message, "");
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteCase(XmlWriter writer, KeepAppraisal appraisal, AppraisalCheck check)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", $"{appraisal.Tee}.{check.Category}");
        writer.WriteAttributeString("name", ReportText.Clean($"{check.Id}: {check.Title}"));
        switch (check.Verdict)
        {
            case CheckVerdict.Failed:
                WriteOutcome(writer, "failure", check.Category.ToString(), check.Reason, ReportText.Explain(check));
                break;
            case CheckVerdict.NotDone when check.Required:
                WriteOutcome(writer, "error", check.Category.ToString(), check.Reason, ReportText.Explain(check));
                break;
            case CheckVerdict.NotDone:
                writer.WriteStartElement("skipped");
                writer.WriteAttributeString("message", ReportText.Clean(check.Reason));
                writer.WriteEndElement();
                break;
            default:
                break;
        }

        writer.WriteEndElement();
    }

    private static void WriteOutcome(XmlWriter writer, string element, string type, string? message, string detail)
    {
        writer.WriteStartElement(element);
        writer.WriteAttributeString("type", type);
        writer.WriteAttributeString("message", ReportText.Clean(message));
        writer.WriteString(detail);
        writer.WriteEndElement();
    }

    private static void WriteProperty(XmlWriter writer, string name, string? value)
    {
        if (value is null)
            return;
        writer.WriteStartElement("property");
        writer.WriteAttributeString("name", name);
        writer.WriteAttributeString("value", ReportText.Clean(value));
        writer.WriteEndElement();
    }

    private static void WriteCounts(XmlWriter writer, IReadOnlyList<AppraisalCheck> checks, int verdicts, int refused, int notAppraised = 0)
    {
        writer.WriteAttributeString("tests", Number(checks.Count + verdicts + notAppraised));
        writer.WriteAttributeString("failures", Number(checks.Count(check => check.Verdict == CheckVerdict.Failed) + refused));
        writer.WriteAttributeString("errors", Number(notAppraised + checks.Count(check => check.Verdict == CheckVerdict.NotDone && check.Required)));
        writer.WriteAttributeString("skipped", Number(checks.Count(check => check.Verdict == CheckVerdict.NotDone && !check.Required)));
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
