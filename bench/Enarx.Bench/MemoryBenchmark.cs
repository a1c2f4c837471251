using System.Diagnostics;
using System.Globalization;

namespace Enarx.Bench;

/// <summary>The memory of an idle keep that has been attested: what its loader and its guest hold, with pages that are shared divided among those who share them.</summary>
internal static class MemoryBenchmark
{
    private const int Many = 20;
    private const double MostMebibytes = 16;

    private static readonly int[] Counts = [1, Many];
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync();
        var keeps = new List<Keep>();
        List<string[]> rows = [["keeps", "keepldr (MiB PSS)", "wasmldr (MiB PSS)", "a keep (MiB PSS, median)", "most"]];
        bool met = true;
        foreach (int count in Counts)
        {
            while (keeps.Count < count)
            {
                Keep keep = await host.CreateAsync($"memory{keeps.Count}");
                host.Appraise(await host.AttestAsync(keep));
                keeps.Add(keep);
            }

            await Task.Delay(Settle);
            List<(double Loader, double Guest)> sizes = [.. keeps.Select(keep => (Pss(keep.ProcessId), Pss(GuestOf(keep))))];
            List<double> sums = [.. sizes.Select(size => size.Loader + size.Guest)];
            rows.Add(
            [
                $"{count}", Report.Number(Report.Median(sizes.Select(size => size.Loader))), Report.Number(Report.Median(sizes.Select(size => size.Guest))),
                Report.Number(Report.Median(sums)), Report.Number(sums.Max()),
            ]);
            met &= Report.Median(sums) <= MostMebibytes;
        }

        Report.Table(rows);
        Report.Aim($"at most {MostMebibytes} MiB an idle attested keep, alone and among {Many}", met);
    }

    private static int GuestOf(Keep keep) =>
        Process.GetProcessesByName("wasmldr").Single(process => File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1].Split(' ')[1] == $"{keep.ProcessId}").Id;

    private static double Pss(int process) =>
        double.Parse(File.ReadLines($"/proc/{process}/smaps_rollup").Single(line => line.StartsWith("Pss:", StringComparison.Ordinal))["Pss:".Length..^"kB".Length], CultureInfo.InvariantCulture) / 1024;
}
