using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Enarx.EndToEnd.Tests;

/// <summary>Where the staged host programs and the test workloads are.</summary>
internal static partial class Repository
{
    /// <summary>The folder with EnarxPS.psd1.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The staged module.</summary>
    public static string Stage { get; } = Path.Combine(Root, "out", "EnarxPS", Version().Match(File.ReadAllText(Path.Combine(Root, "EnarxPS.psd1"))).Groups[1].Value);

    /// <summary>The staged host programs.</summary>
    public static string HostPrograms { get; } = Path.Combine(Stage, "host", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");

    /// <summary>A workload of tests/workloads.</summary>
    public static byte[] Workload(string name) => File.ReadAllBytes(Path.Combine(Root, "tests", "workloads", name));

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
