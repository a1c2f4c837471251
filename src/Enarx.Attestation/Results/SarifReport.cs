using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// Appraisals as SARIF 2.1.0 (OASIS), which code scanning shows: a rule for each check, a result for each check that keeps
/// an appraisal from passing, and a warning for each that passed by simulation. Checks that passed give no result, since
/// some readers show every result as a finding.
/// </summary>
public static class SarifReport
{
    private const string SimulationRule = "enarxps.simulated";
    private const string RefusedRule = "enarxps.refused";
    private const string NotAppraisedRule = "enarxps.not-appraised";

    /// <summary>Makes the report.</summary>
    /// <param name="items">The appraisals.</param>
    /// <param name="time">When it is made.</param>
    /// <param name="failures">What could not be appraised.</param>
    public static string Make(IReadOnlyList<ReportItem> items, DateTimeOffset time, IReadOnlyList<ReportFailure>? failures = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        (string Id, string Title)[] rules =
        [
            (SimulationRule, "A TEE protects what gave the evidence"),
            (RefusedRule, "The evidence passes its appraisal"),
            (NotAppraisedRule, "There is evidence that can be appraised"),
            .. items.SelectMany(item => item.Appraisal.Checks).DistinctBy(check => check.Id).OrderBy(check => check.Id, StringComparer.Ordinal).Select(check => (check.Id, check.Title)),
        ];
        string[] ids = [.. rules.Select(rule => rule.Id)];
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Default }))
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            writer.WriteString("version", "2.1.0");
            writer.WriteStartArray("runs");
            writer.WriteStartObject();
            WriteTool(writer, rules);
            WriteInvocation(writer, time);
            writer.WriteStartArray("results");
            foreach (ReportItem item in items)
                WriteResults(writer, item, ids);
            foreach (ReportFailure failure in failures ?? [])
                WriteResult(writer, failure.Name, null, ids, NotAppraisedRule, "error", $"'{failure.Name}' could not be appraised: {failure.Message}", null);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    private static void WriteTool(Utf8JsonWriter writer, IEnumerable<(string Id, string Title)> rules)
    {
        writer.WriteStartObject("tool");
        writer.WriteStartObject("driver");
        writer.WriteString("name", "EnarxPS");
        writer.WriteString("version", ReportText.Version);
        writer.WriteStartArray("rules");
        foreach ((string id, string title) in rules)
        {
            writer.WriteStartObject();
            writer.WriteString("id", ReportText.Clean(id));
            WriteText(writer, "shortDescription", title);
            writer.WriteStartObject("defaultConfiguration");
            writer.WriteString("level", id == SimulationRule ? "warning" : "error");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteInvocation(Utf8JsonWriter writer, DateTimeOffset time)
    {
        writer.WriteStartArray("invocations");
        writer.WriteStartObject();
        writer.WriteBoolean("executionSuccessful", true);
        writer.WriteString("endTimeUtc", time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteResults(Utf8JsonWriter writer, ReportItem item, string[] rules)
    {
        KeepAppraisal appraisal = item.Appraisal;
        if (appraisal.Passed && appraisal.IsSimulated)
            WriteResult(writer, item.Name, appraisal, rules, SimulationRule, "warning", $"No TEE protects '{item.Name}': the policy '{appraisal.Policy.Name}' accepts its simulation.", null);
        AppraisalCheck[] refusing = [.. appraisal.Checks.Where(ReportText.Refuses)];
        foreach (AppraisalCheck check in refusing)
            WriteResult(writer, item.Name, appraisal, rules, check.Id, "error", $"{check.Title}: not so for '{item.Name}'. {ReportText.Explain(check)}", check);
        // An appraisal without any check is refused too, and must not look clean.
        if (!appraisal.Passed && refusing.Length == 0)
            WriteResult(writer, item.Name, appraisal, rules, RefusedRule, "error", $"The evidence of '{item.Name}' was {appraisal}.", null);
    }

    private static void WriteResult(Utf8JsonWriter writer, string name, KeepAppraisal? appraisal, string[] rules, string rule, string level, string message, AppraisalCheck? check)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId", ReportText.Clean(rule));
        writer.WriteNumber("ruleIndex", Array.IndexOf(rules, rule));
        writer.WriteString("kind", "fail");
        writer.WriteString("level", level);
        WriteText(writer, "message", message);
        writer.WriteStartArray("locations");
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation");
        writer.WriteStartObject("artifactLocation");
        writer.WriteString("uri", string.Join('/', ReportText.Clean(name).Replace('\\', '/').Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part is not ("." or "..")).Select(Uri.EscapeDataString).DefaultIfEmpty("evidence")));
        writer.WriteEndObject();
        writer.WriteStartObject("region");
        writer.WriteNumber("startLine", 1);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteStartObject("partialFingerprints");
        // The same finding about the same evidence is the same alert in the next run.
        writer.WriteString("evidenceAndCheck/v1", Convert.ToHexStringLower(SHA256.HashData([.. SHA256.HashData(appraisal?.Evidence.Report ?? Encoding.UTF8.GetBytes(name)), .. Encoding.UTF8.GetBytes(rule)])));
        writer.WriteEndObject();
        writer.WriteStartObject("properties");
        if (appraisal is not null)
            writer.WriteString("tee", appraisal.Tee.ToString());
        if (check is not null)
        {
            writer.WriteString("category", check.Category.ToString());
            writer.WriteString("source", ReportText.Clean(check.Source));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string text)
    {
        writer.WriteStartObject(name);
        writer.WriteString("text", ReportText.Clean(text));
        writer.WriteEndObject();
    }
}
