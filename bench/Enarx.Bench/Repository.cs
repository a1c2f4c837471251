using System.Runtime.InteropServices;

namespace Enarx.Bench;

/// <summary>Where the things are that are measured.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    /// <summary>The staged module of this version.</summary>
    public static string Stage { get; } = Path.Combine(Root, "out", "EnarxPS", typeof(Repository).Assembly.GetName().Version!.ToString(3));

    /// <summary>The staged host programs.</summary>
    public static string HostPrograms { get; } = Path.Combine(Stage, "host", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}");

    /// <summary>The program that runs a module with nothing around it.</summary>
    public static string Bare { get; } = Path.Combine(Root, "out", "bench", "Bare", "Bare");

    /// <summary>The program that opens a PowerShell engine.</summary>
    public static string Import { get; } = Path.Combine(Root, "out", "bench", "Import", "Import");

    /// <summary>The workload that is measured.</summary>
    public static string Workload { get; } = Path.Combine(Root, "tests", "workloads", "report.wasm");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "EnarxPS.psd1")) && Directory.Exists(Path.Combine(folder.FullName, "bench")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The benchmarks run from a checkout.");
    }
}
