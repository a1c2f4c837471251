using System.Diagnostics;
using System.Globalization;
using System.Text;
using Enarx.Client;

namespace Enarx.Bench;

/// <summary>A large input through the whole path to a workload in a keep, and through a pipe to one with nothing around it.</summary>
internal static class ThroughputBenchmark
{
    private const int Rows = 300_000;
    private const int WarmUps = 1;
    private const int Rounds = 7;
    private const double LeastRatio = 0.5;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        byte[] csv = MakeListing();
        byte[] module = await File.ReadAllBytesAsync(Repository.Workload);
        await using BenchHost host = await BenchHost.StartAsync();
        Keep keep = await host.CreateAsync("throughput");
        KeepAppraisal appraisal = host.Appraise(await host.AttestAsync(keep));

        var keeps = new List<double>();
        var bares = new List<BareRun>();
        for (int round = -WarmUps; round < Rounds; round++)
        {
            (double time, byte[] output) = await InKeepAsync(appraisal, module, csv);
            BareRun bare = await BareRun.StartAsync(csv);
            if (!output.AsSpan().SequenceEqual(bare.Output))
                throw new InvalidOperationException("The keep and Bare gave different output.");
            if (round < 0)
                continue;
            keeps.Add(time);
            bares.Add(bare);
        }

        double inKeep = Report.Median(keeps);
        double running = Report.Median(bares.Select(bare => bare.Run));
        double ratio = running / inKeep;
        Console.WriteLine($"{Rows:N0} rows, {Report.Number(csv.Length / 1e6)} MB. Neither time has the compiling in it.\n");
        Report.Table(
            ["", "median (ms)", "least", "most", "rows/s", "MB/s"],
            Row("keep: begun to end of output", keeps, csv.Length),
            Row("Bare: its run, fed by a pipe", [.. bares.Select(bare => bare.Run)], csv.Length),
            Row("(Bare: process start to end)", [.. bares.Select(bare => bare.Whole)], csv.Length));
        Console.WriteLine($"\nThroughput of the keep / of Bare: {Report.Number(ratio, 2)}.");
        Report.Aim($"at least {LeastRatio} of Bare's throughput", ratio >= LeastRatio);
    }

    private static string[] Row(string name, IReadOnlyCollection<double> times, int length)
    {
        double seconds = Report.Median(times) / 1000;
        return [.. Report.Spread(name, times), Report.Number(Rows / seconds, 0), Report.Number(length / 1e6 / seconds)];
    }

    private static async Task<(double Time, byte[] Output)> InKeepAsync(KeepAppraisal appraisal, byte[] module, byte[] csv)
    {
        using WorkloadRun run = await BenchHost.StartWorkloadAsync(appraisal, module);
        long start = Stopwatch.GetTimestamp();
        Task feeding = Task.Run(async () =>
        {
            await run.StandardInput.WriteAsync(csv);
            await run.StandardInput.CompleteAsync();
        });
        using var output = new MemoryStream();
        while (await run.WaitForOutputAsync(default))
        {
            while (run.TryTakeOutput(out WorkloadOutput piece))
                output.Write(piece.Data);
        }

        double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await feeding;
        await run.Ended;
        return run.Workload.ExitStatus == 0
            ? (time, output.ToArray())
            : throw new InvalidOperationException($"The workload failed: {run.Workload}. {run.Workload.Error?.Message}");
    }

    // A fixed seed: every run has the same input.
    private static byte[] MakeListing()
    {
        string[] extensions = [".txt", ".md", ".cs", ".png", ".json", ".log", ".dll", ""];
#pragma warning disable CA5394 // Test data, not a secret.
        var random = new Random(17);
        var csv = new StringBuilder("path,extension,bytes,age_days\n");
        for (int row = 0; row < Rows; row++)
        {
            string extension = extensions[random.Next(extensions.Length)];
            csv.Append(CultureInfo.InvariantCulture, $"/srv/data/department-{random.Next(40)}/folder-{random.Next(1000)}/file-{row}{extension},{extension},{random.Next(10_000_000)},{random.Next(3650)}\n");
        }
#pragma warning restore CA5394

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
