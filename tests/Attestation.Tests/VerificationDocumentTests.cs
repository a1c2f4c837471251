namespace Enarx.Attestation.Tests;

/// <summary>docs/verification.md has every check, by its identifier.</summary>
public sealed class VerificationDocumentTests
{
    private static readonly IReadOnlyList<CheckDefinition>[] Lists =
    [
        SnpChecks.All, SevChecks.All, SgxChecks.All, TdxChecks.All, CcaChecks.All, PsaChecks.All, NitroChecks.All,
        AzureChecks.All(Tee.AzureSevSnp), AzureChecks.All(Tee.AzureTdx), NvidiaChecks.All, IbmChecks.All,
    ];

    [Fact]
    public void Every_check_is_in_the_index()
    {
        string text = File.ReadAllText(Path.Combine(Project.Root, "docs", "verification.md"));
        string[] rows = [.. Lists.SelectMany(list => list).DistinctBy(check => check.Id).Select(check => $"| `{check.Id}` | {check.Title} | {check.Category} |")];
        Assert.Equal(rows, text[text.IndexOf("## Index", StringComparison.Ordinal)..].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    [Fact]
    public void Identifiers_are_told_once_in_each_list() =>
        Assert.All(Lists, list => Assert.Equal(list.Count, list.Select(check => check.Id).Distinct().Count()));
}
