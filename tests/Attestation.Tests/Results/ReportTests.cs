using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Reports: well formed, self-contained, complete, and deaf to what evidence would have them do.</summary>
public sealed partial class ReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 1, 2, 3, TimeSpan.Zero);

    private static readonly ReportItem[] Items =
    [
        new("good", SampleAppraisals.Passed()),
        new("simulated", SampleAppraisals.Passed(simulated: true)),
        new("bad", SampleAppraisals.Refused(CheckCategory.Signature)),
        new("missing", SampleAppraisals.Refused(CheckCategory.Endorsement, CheckVerdict.NotDone)),
        new("empty", SampleAppraisals.Passed() with { Checks = [] }),
    ];

    private static readonly ReportItem[] Hostile = [new(SampleAppraisals.Hostile, SampleAppraisals.HostileOne()), new("../../" + SampleAppraisals.Hostile, SampleAppraisals.HostileOne())];

    [Fact]
    public void The_page_says_of_each_how_it_ended_and_why()
    {
        string page = HtmlReport.Make(Items, "Fleet", Now);
        XElement html = Parse(page);
        Assert.Contains("5 appraisals: 2 passed (1 simulated, which no TEE protects), 3 refused.", html.Value, StringComparison.Ordinal);
        XElement[] sections = [.. html.Descendants("section")];
        Assert.Equal(Items.Select(item => item.Name), sections.Select(section => section.Descendants("h2").Single().Value));
        Assert.Equal(["✓ Passed", "⚠ Passed, simulated", "✗ Refused", "✗ Refused", "✗ Refused"], sections.Select(section => section.Descendants("span").First(span => $"{span.Attribute("class")?.Value}".StartsWith("badge", StringComparison.Ordinal)).Value));
        Assert.Contains("No TEE protects this", sections[1].Value, StringComparison.Ordinal);
        Assert.Contains("The reason of x.wrong.", sections[2].Value, StringComparison.Ordinal);
        Assert.Contains("not done", sections[3].Value, StringComparison.Ordinal);
        Assert.Contains("no check was made at all", sections[4].Value, StringComparison.Ordinal);
        // In the summary each is linked to its section.
        Assert.Equal(sections.Select(section => "#" + section.Attribute("id")!.Value), html.Descendants("nav").Single().Descendants("a").Select(a => a.Attribute("href")!.Value));
    }

    [Fact]
    public void The_page_has_every_check_claim_and_endorsement()
    {
        KeepAppraisal appraisal = SampleAppraisals.Refused(CheckCategory.Policy);
        XElement html = Parse(HtmlReport.Make([new("one", appraisal)], "One", Now));
        string checks = Table(html, "Checks").Value;
        Assert.All(appraisal.Checks, check => Assert.Contains(check.Id, checks, StringComparison.Ordinal));
        Assert.Contains("✗ failed", checks, StringComparison.Ordinal);
        Assert.Contains("– not asked", checks, StringComparison.Ordinal);
        Assert.Equal(appraisal.Endorsements.Count, Table(html, "Endorsements").Descendants("tbody").Single().Elements("tr").Count());
        Assert.Contains("VMPL", Table(html, "Claims").Value, StringComparison.Ordinal);
        Assert.Contains("none of this may be relied on", html.Value, StringComparison.Ordinal);
        Assert.Equal(["ARK", "ASK", "VCEK", "SevSnp evidence"], html.Descendants("ol").Single().Descendants("strong").Select(link => link.Value));
        Assert.Empty(html.Descendants("nav"));
    }

    [Fact]
    public void An_endorsement_that_was_out_of_date_is_marked() =>
        Assert.Contains("out of date", Table(Parse(HtmlReport.Make([new("old", SampleAppraisals.Passed() with { VerificationTime = new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero) })], "Old", Now)), "Endorsements").Value, StringComparison.Ordinal);

    [Fact]
    public void The_page_needs_nothing_but_itself()
    {
        string page = HtmlReport.Make([.. Items, .. Hostile], SampleAppraisals.Hostile, Now);
        XElement html = Parse(page);
        Assert.DoesNotContain(html.Descendants(), element => element.Name.LocalName is "script" or "img" or "link" or "iframe" or "object" or "form" or "base");
        Assert.DoesNotContain(html.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName is "style" or "src");
        Assert.All(html.Descendants().Attributes("href"), href => Assert.Matches("^#a[0-9]+$", href.Value));
        XElement style = html.Descendants("style").Single();
        Assert.DoesNotMatch("@import|url\\(", style.Value);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(StyleElement().Match(page).Groups[1].Value)));
        Assert.Equal($"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'", html.Descendants("meta").Single(meta => meta.Attribute("http-equiv") is not null).Attribute("content")!.Value);
    }

    [Fact]
    public void The_page_can_be_used_without_sight_and_without_a_mouse()
    {
        XElement html = Parse(HtmlReport.Make(Items, "Fleet", Now));
        Assert.Equal("en", html.Attribute("lang")!.Value);
        string[] ids = [.. html.Descendants().Attributes("id").Select(id => id.Value)];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(html.Descendants().Attributes("aria-labelledby"), label => Assert.Contains(label.Value, ids));
        Assert.All(html.Descendants("th"), th => Assert.NotNull(th.Attribute("scope")));
        Assert.All(html.Descendants("div").Where(div => div.Attribute("class")?.Value == "scroll"), div => Assert.True(div.Attribute("tabindex") is not null && div.Attribute("aria-label") is not null && div.Attribute("role")?.Value == "region"));
        int[] levels = [.. html.Descendants().Where(element => Heading().IsMatch(element.Name.LocalName)).Select(heading => heading.Name.LocalName[1] - '0')];
        Assert.Equal(1, levels[0]);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.InRange(pair.Second, 2, pair.First + 1));
    }

    [Fact]
    public void Hostile_text_is_shown_as_text()
    {
        XElement html = Parse(HtmlReport.Make(Hostile, SampleAppraisals.Hostile, Now));
        string shown = html.Descendants("h2").First().Value;
        Assert.StartsWith("</style><script>alert(1)</script>\"'>&amp;]]>", shown, StringComparison.Ordinal);
        Assert.Contains("<U+0000><U+0001><U+001B>[31m<U+202E><U+FFFE><U+D83D>", shown, StringComparison.Ordinal);
        Assert.EndsWith("😀ü", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_counts_what_it_has()
    {
        XElement root = XDocument.Parse(JUnitReport.Make(Items)).Root!;
        XElement[] suites = [.. root.Elements("testsuite")];
        Assert.Equal(Items.Select(item => item.Name), suites.Select(suite => suite.Attribute("name")!.Value));
        foreach (XElement suite in suites.Append(root))
        {
            Assert.Equal(suite.Descendants("testcase").Count(), (int)suite.Attribute("tests")!);
            Assert.Equal(suite.Descendants("failure").Count(), (int)suite.Attribute("failures")!);
            Assert.Equal(suite.Descendants("error").Count(), (int)suite.Attribute("errors")!);
            Assert.Equal(suite.Descendants("skipped").Count(), (int)suite.Attribute("skipped")!);
        }

        // Whoever looks at the counts alone must see each refusal.
        Assert.Equal([0, 0, 2, 1, 1], suites.Select(suite => (int)suite.Attribute("failures")!));
        Assert.Equal([0, 0, 0, 1, 0], suites.Select(suite => (int)suite.Attribute("errors")!));
        Assert.Equal("true", suites[1].Descendants("property").Single(property => property.Attribute("name")!.Value == "simulated").Attribute("value")!.Value);
        Assert.Contains("Expected: this. Found: that. At: report[0x0..0x4].", suites[2].Descendants("failure").First().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void JUnit_stays_XML_whatever_the_text()
    {
        XElement suite = XDocument.Parse(JUnitReport.Make(Hostile)).Root!.Elements("testsuite").First();
        Assert.StartsWith("</style><script>", suite.Attribute("name")!.Value, StringComparison.Ordinal);
        Assert.Equal(["testcase", "testcase", "testcase", "testcase"], suite.Elements("testcase").Select(element => element.Name.LocalName));
    }

    [Fact]
    public void Sarif_has_what_its_readers_require()
    {
        JsonElement root = JsonDocument.Parse(SarifReport.Make(Items, Now)).RootElement;
        Assert.Equal("2.1.0", root.GetProperty("version").GetString());
        Assert.EndsWith("sarif-2.1.0.json", root.GetProperty("$schema").GetString(), StringComparison.Ordinal);
        JsonElement run = Assert.Single(root.GetProperty("runs").EnumerateArray());
        JsonElement[] rules = [.. run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()];
        string?[] ids = [.. rules.Select(rule => rule.GetProperty("id").GetString())];
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(rules, rule => Assert.NotEmpty(rule.GetProperty("shortDescription").GetProperty("text").GetString()!));
        JsonElement[] results = [.. run.GetProperty("results").EnumerateArray()];
        Assert.Equal([("simulated", "warning"), ("bad", "error"), ("missing", "error"), ("empty", "error")], results.Select(result => (Uri(result), result.GetProperty("level").GetString()!)));
        Assert.All(results, result =>
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), ids[result.GetProperty("ruleIndex").GetInt32()]);
            Assert.NotEmpty(result.GetProperty("message").GetProperty("text").GetString()!);
            Assert.Equal(1, result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("region").GetProperty("startLine").GetInt32());
            Assert.NotEmpty(result.GetProperty("partialFingerprints").EnumerateObject());
        });
        Assert.True(run.GetProperty("invocations")[0].GetProperty("executionSuccessful").GetBoolean());
    }

    [Fact]
    public void Sarif_keeps_hostile_names_in_its_folder()
    {
        JsonElement results = JsonDocument.Parse(SarifReport.Make(Hostile, Now)).RootElement.GetProperty("runs")[0].GetProperty("results");
        Assert.Equal(4, results.GetArrayLength());
        Assert.All(results.EnumerateArray(), result =>
        {
            Assert.True(System.Uri.IsWellFormedUriString(Uri(result), UriKind.Relative), Uri(result));
            Assert.DoesNotContain("..", Uri(result).Split('/'));
            Assert.False(Uri(result).StartsWith('/'));
            Assert.True(result.GetProperty("ruleIndex").GetInt32() >= 0);
        });
    }

    [Fact]
    public void What_could_not_be_appraised_is_in_every_report()
    {
        ReportFailure[] failures = [new("gone.bin", "There is no file."), new(SampleAppraisals.Hostile, SampleAppraisals.Hostile)];
        XElement html = Parse(HtmlReport.Make(Items, "Fleet", Now, failures));
        Assert.Contains("3 refused. 2 more could not be appraised.", html.Value, StringComparison.Ordinal);
        Assert.Contains("gone.bin", html.Descendants("section").First().Value, StringComparison.Ordinal);
        XElement junit = XDocument.Parse(JUnitReport.Make([], failures)).Root!;
        Assert.Equal("2", junit.Attribute("errors")!.Value);
        Assert.Equal("2", junit.Attribute("tests")!.Value);
        Assert.Equal(2, junit.Descendants("error").Count());
        JsonElement results = JsonDocument.Parse(SarifReport.Make([], Now, failures)).RootElement.GetProperty("runs")[0].GetProperty("results");
        Assert.Equal(["enarxps.not-appraised", "enarxps.not-appraised"], results.EnumerateArray().Select(result => result.GetProperty("ruleId").GetString()));
        Assert.Equal("gone.bin", Uri(results[0]));
    }

    [Fact]
    public void No_appraisals_make_empty_reports()
    {
        Assert.Contains("0 appraisals: 0 passed, 0 refused.", Parse(HtmlReport.Make([], "None", Now)).Value, StringComparison.Ordinal);
        Assert.Equal("0", XDocument.Parse(JUnitReport.Make([])).Root!.Attribute("tests")!.Value);
        Assert.Equal(0, JsonDocument.Parse(SarifReport.Make([], Now)).RootElement.GetProperty("runs")[0].GetProperty("results").GetArrayLength());
    }

    [Fact]
    public void Any_text_makes_well_formed_reports() =>
        Gen.Char.Array[0, 40].Select(chars => new string(chars)).Sample(text =>
        {
            KeepAppraisal appraisal = SampleAppraisals.HostileOne() with { Product = text, Claims = [new EvidenceClaim(text, text, text)], Checks = [SampleAppraisals.Check(text, CheckCategory.Format, CheckVerdict.Failed) with { Title = text, Reason = text, Actual = text }] };
            ReportItem[] items = [new(text, appraisal), new("second", appraisal)];
            Parse(HtmlReport.Make(items, text, Now));
            XDocument.Parse(JUnitReport.Make(items));
            using (JsonDocument.Parse(SarifReport.Make(items, Now)))
            {
            }
        }, iter: 500, seed: "0000000000003");

    // The page is written so that it is XML too, but for its void elements.
    private static XElement Parse(string page)
    {
        Assert.StartsWith("<!DOCTYPE html>\n", page, StringComparison.Ordinal);
        string xml = MetaElement().Replace(page["<!DOCTYPE html>\n".Length..], "$1/>");
        using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        return XElement.Load(reader);
    }

    private static XElement Table(XElement html, string name) => html.Descendants("div").Single(div => div.Attribute("aria-label")?.Value == name);

    private static string Uri(JsonElement result) => result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!;

    [GeneratedRegex("(<meta [^>]*)>")]
    private static partial Regex MetaElement();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();

    [GeneratedRegex("^h[1-6]$")]
    private static partial Regex Heading();
}
