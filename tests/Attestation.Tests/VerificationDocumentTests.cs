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
    public void Every_check_is_in_the_document()
    {
        string text = File.ReadAllText(Path.Combine(Project.Root, "docs", "verification.md"));
        string[] missing = [.. Lists.SelectMany(list => list).Select(check => check.Id).Distinct().Where(id => !text.Contains($"`{id}`", StringComparison.Ordinal))];
        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Identifiers_are_told_once_in_each_list() =>
        Assert.All(Lists, list => Assert.Equal(list.Count, list.Select(check => check.Id).Distinct().Count()));
}
