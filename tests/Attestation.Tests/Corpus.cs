using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>The evidence corpus beside the project; it is read in place and may be absent.</summary>
internal static class Corpus
{
    /// <summary>What stands for the cases where there is no corpus.</summary>
    public const string Absent = "(no corpus)";

    public static readonly string? Folder = Find();

    private static readonly Lazy<Dictionary<string, JsonElement>> Cases = new(Read);

    /// <summary>Ids of SEV-SNP cases that have a report to judge.</summary>
    public static IEnumerable<TheoryDataRow<string>> Judged => Ids(c => Tech(c) == "sev-snp" && Scope(c) == "full" && c.GetProperty("files").TryGetProperty("report", out _));

    /// <summary>Ids of SEV-SNP cases that have a report to parse and no more.</summary>
    public static IEnumerable<TheoryDataRow<string>> ParseOnly => Ids(c => Tech(c) == "sev-snp" && Scope(c) == "parse-only");

    /// <summary>Ids of all cases of a technology, as the manifest names it.</summary>
    public static IEnumerable<TheoryDataRow<string>> OfTech(string tech) => Ids(c => Tech(c) == tech);

    /// <summary>Ids of the cases of a technology that have a file in a role.</summary>
    public static IEnumerable<TheoryDataRow<string>> OfTech(string tech, string role) => Ids(c => Tech(c) == tech && Has(c, role));

    /// <summary>Ids of all cases.</summary>
    public static IEnumerable<string> Ids() => Folder is null ? [Absent] : Cases.Value.Keys;

    /// <summary>One case; skips the test when the corpus is absent.</summary>
    public static JsonElement Case(string id)
    {
        Assert.SkipWhen(Folder is null, "The evidence corpus is not beside the project (../shared/evidence).");
        return Cases.Value[id];
    }

    /// <summary>The bytes of a case's file.</summary>
    public static byte[] File(JsonElement testCase, string role) =>
        System.IO.File.ReadAllBytes(Path.Combine(Folder!, testCase.GetProperty("files").GetProperty(role).GetString()!));

    /// <summary>Whether a case has a file.</summary>
    public static bool Has(JsonElement testCase, string role) => testCase.GetProperty("files").TryGetProperty(role, out _);

    private static string Tech(JsonElement testCase) => testCase.GetProperty("tech").GetString()!;

    private static string Scope(JsonElement testCase) => testCase.GetProperty("scope").GetString()!;

    private static IEnumerable<TheoryDataRow<string>> Ids(Func<JsonElement, bool> wanted) =>
        Folder is null ? [Absent] : Cases.Value.Where(c => wanted(c.Value)).Select(c => new TheoryDataRow<string>(c.Key));

    private static Dictionary<string, JsonElement> Read()
    {
        using JsonDocument manifest = JsonDocument.Parse(System.IO.File.ReadAllText(Path.Combine(Folder!, "manifest.json")));
        return manifest.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.Clone())
            .ToDictionary(c => c.GetProperty("id").GetString()!);
    }

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!System.IO.File.Exists(Path.Combine(folder.FullName, "EnarxPS.psd1")))
                continue;
            string corpus = Path.Combine(folder.FullName, "..", "shared", "evidence");
            return System.IO.File.Exists(Path.Combine(corpus, "manifest.json")) ? corpus : null;
        }

        return null;
    }
}
