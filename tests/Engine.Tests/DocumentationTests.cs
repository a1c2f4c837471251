using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Engine.Tests;

/// <summary>What README and docs show is run here.</summary>
[Collection(OneAtATime.Name)]
public sealed partial class DocumentationTests : IDisposable
{
    private readonly KeepShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-Keep | Remove-Keep");
        _shell.Dispose();
    }

    [Fact]
    public void The_quickstart_that_the_README_names_runs()
    {
        Assert.Contains("dotnet run --project src/EnarxPS.Shell -- -File docs/quickstart.ps1", Readme(), StringComparison.Ordinal);
        string csv = Path.GetTempFileName();
        File.WriteAllText(csv, "path,extension,bytes,age_days\n/a,.txt,100,3\n/b,.md,50,1\n");

        string shown = _shell.Show($"& '{Path.Combine(Repository.Root, "docs", "quickstart.ps1")}' -CsvPath '{csv}' -Top 5");

        File.Delete(csv);
        Assert.Contains("passed, simulated", shown, StringComparison.Ordinal);
        Assert.Contains("rows 2", shown, StringComparison.Ordinal);
        Assert.Empty(_shell.Good("Get-Keep"));
    }

    [Fact]
    public void The_quickstart_makes_a_table_of_files_by_itself()
    {
        IReadOnlyList<PSObject> output = _shell.Good($"$env:NUGET_PACKAGES = '{Repository.Stage}'; $env:DOTNET_ROOT = '{Repository.Stage}'; try {{ & '{Path.Combine(Repository.Root, "docs", "quickstart.ps1")}' }} finally {{ $env:NUGET_PACKAGES = $null; $env:DOTNET_ROOT = $null }}");
        int files = 2 * Directory.GetFiles(Repository.Stage, "*", SearchOption.AllDirectories).Length;
        Assert.Contains($"rows {files}", output.Select(line => line.ToString()));
    }

    [Fact]
    public void The_READMEs_first_session_runs_and_its_last_test_is_refused()
    {
        _shell.SetLocation(Repository.Root);
        ShellResult result = _shell.Run(Block().Matches(Readme())[0].Groups[1].Value);
        result.Error("EvidenceSimulated", ErrorCategory.SecurityError);
        Assert.Contains("one", result.Output.Select(line => line?.ToString()));
        Assert.Empty(_shell.Good("Get-Keep"));
    }

    [Fact]
    public void The_READMEs_appraisal_of_foreign_evidence_runs()
    {
        _shell.SetLocation(Repository.Corpus("snp-milan-v2-vcek"));
        dynamic appraisal = Assert.Single(_shell.Good(Block().Matches(Readme())[1].Groups[1].Value)).BaseObject;
        Assert.True(appraisal.Passed);
    }

    [Fact]
    public void Scripts_of_the_repository_parse()
    {
        Assert.All(new[] { "build.ps1", "docs/quickstart.ps1" }, script =>
        {
            System.Management.Automation.Language.Parser.ParseFile(Path.Combine(Repository.Root, script), out _, out var errors);
            Assert.Empty(errors);
        });
    }

    [Fact]
    public void Every_link_of_the_README_and_the_docs_leads_somewhere()
    {
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")), file =>
            Assert.All(Link().Matches(File.ReadAllText(file)), link =>
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, link.Groups[1].Value)), $"{Path.GetFileName(file)}: {link.Groups[1].Value}")));
    }

    private static string Readme() => File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    [GeneratedRegex(@"^```powershell\s*\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(((?!https?:)[^)#]+)\)")]
    private static partial Regex Link();
}
