using System.Text.RegularExpressions;

namespace Engine.Tests;

/// <summary>Where the staged module and what belongs to it are.</summary>
internal static partial class Repository
{
    /// <summary>The folder with EnarxPS.psd1.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The version of the manifest.</summary>
    public static string ModuleVersion { get; } = Version().Match(File.ReadAllText(Path.Combine(Root, "EnarxPS.psd1"))).Groups[1].Value;

    /// <summary>The staged module's folder.</summary>
    public static string Stage { get; } = Path.Combine(Root, "out", "EnarxPS", ModuleVersion);

    /// <summary>The staged manifest.</summary>
    public static string Manifest { get; } = Path.Combine(Stage, "EnarxPS.psd1");

    /// <summary>A workload of tests/workloads.</summary>
    public static string Workload(string name) => Path.Combine(Root, "tests", "workloads", name);

    /// <summary>The evidence corpus beside the project; the test skips where there is none.</summary>
    public static string Corpus(string @case)
    {
        string folder = Path.GetFullPath(Path.Combine(Root, "..", "shared", "evidence", "sev-snp", @case));
        Assert.SkipUnless(Directory.Exists(folder), "The evidence corpus is not beside the project.");
        return folder;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EnarxPS.psd1")) && Directory.Exists(Path.Combine(folder.FullName, "tests")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests run from a checkout.");
    }

    [GeneratedRegex(@"ModuleVersion\s*=\s*'([0-9.]+)'")]
    private static partial Regex Version();
}
