using System.Diagnostics;

namespace Enarx.Bench;

/// <summary>What importing the module and the first cmdlet add to a PowerShell engine that opens, each time in a fresh process.</summary>
internal static class ImportBenchmark
{
    private const int WarmUps = 1;
    private const int Rounds = 9;
    private const double MostAdded = 150;

    private static readonly string Manifest = Path.Combine(Repository.Stage, "EnarxPS.psd1");

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("ebi-").FullName;
        string empty = Path.Combine(folder, "Empty.psd1");
        await File.WriteAllTextAsync(empty, "@{ ModuleVersion = '1.0' }");
        string[][] stages = [[], [empty], [Manifest], [Manifest, "New-KeepPolicy", "x"]];
        List<double>[] times = [.. stages.Select(_ => new List<double>())];
        for (int round = -WarmUps; round < Rounds; round++)
        {
            for (int stage = 0; stage < stages.Length; stage++)
            {
                double time = await TimeAsync(stages[stage]);
                if (round >= 0)
                    times[stage].Add(time);
            }
        }

        Directory.Delete(folder, recursive: true);
        double[] medians = [.. times.Select(Report.Median)];
        Report.Table(
            ["process, start to end (ms)", "median", "least", "most"],
            Report.Spread("opens an empty engine", times[0]),
            Report.Spread("and imports an empty manifest", times[1]),
            Report.Spread("instead imports EnarxPS", times[2]),
            Report.Spread("and runs New-KeepPolicy", times[3]),
            ["importing anything adds", Report.Number(medians[1] - medians[0]), "", ""],
            ["EnarxPS adds to that", Report.Number(medians[2] - medians[1]), "", ""],
            ["the first cmdlet adds to that", Report.Number(medians[3] - medians[2]), "", ""]);
        double added = medians[3] - medians[0];
        Report.Aim($"import and first cmdlet add at most {MostAdded} ms to an empty engine ({Report.Number(added)})", added <= MostAdded);
    }

    private static async Task<double> TimeAsync(string[] arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(Repository.Import, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"'Import {string.Join(' ', arguments)}' ended with {process.ExitCode}.");
    }
}
