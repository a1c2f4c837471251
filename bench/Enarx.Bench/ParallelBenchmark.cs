using System.Diagnostics;

namespace Enarx.Bench;

/// <summary>Many keeps at once, each made, attested and appraised.</summary>
internal static class ParallelBenchmark
{
    private const int Keeps = 20;
    private const int WarmUps = 1;
    private const int Rounds = 5;

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync();
        var times = new List<double>();
        for (int round = -WarmUps; round < Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            Keep[] keeps = await Task.WhenAll(Enumerable.Range(0, Keeps).Select(i => Task.Run(async () =>
            {
                Keep keep = await host.CreateAsync($"parallel{i}");
                host.Appraise(await host.AttestAsync(keep));
                return keep;
            })));
            double time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            await Task.WhenAll(keeps.Select(host.RemoveAsync));
            if (round >= 0)
                times.Add(time);
        }

        Report.Table(
            ["", "median", "least", "most"],
            Report.Spread($"{Keeps} keeps at once (ms)", times),
            Report.Spread("keeps a second", [.. times.Select(time => Keeps / time * 1000)]));
    }
}
