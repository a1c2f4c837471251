using System.Diagnostics;
using System.Text;
using Enarx.Client;

namespace Enarx.Bench;

/// <summary>From nothing to the first byte of a workload's output: in a keep that is attested first, and with nothing around it.</summary>
internal static class FlowBenchmark
{
    private const int WarmUps = 2;
    private const int Rounds = 11;
    private const double MostRatio = 5;

    private static readonly byte[] Csv = Encoding.UTF8.GetBytes("path,extension,bytes,age_days\n/a,.txt,100,3\n/b,.md,50,1\n");
    private static readonly string[] Steps = ["create", "attest", "appraise", "connect, send, compile", "first byte of output"];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        await using BenchHost host = await BenchHost.StartAsync();
        var keeps = new List<double[]>();
        var compiles = new List<double>();
        var bares = new List<BareRun>();
        for (int round = -WarmUps; round < Rounds; round++)
        {
            (double[] steps, double compile) = await InKeepAsync(host, round);
            BareRun bare = await BareRun.StartAsync(Csv);
            if (round < 0)
                continue;
            keeps.Add(steps);
            compiles.Add(compile);
            bares.Add(bare);
        }

        List<double> sums = [.. keeps.Select(steps => steps.Sum())];
        double ratio = Report.Median(sums) / Report.Median(bares.Select(bare => bare.FirstByte));
        Report.Table(
        [
            ["step (ms)", "median", "least", "most"],
            .. Steps.Select((name, i) => Report.Spread(name, [.. keeps.Select(steps => steps[i])])),
            Report.Spread("sum, in a keep", sums),
            Report.Spread("(of which the keep compiles)", compiles),
            Report.Spread("Bare, process start to first byte", [.. bares.Select(bare => bare.FirstByte)]),
            Report.Spread("(of which Bare compiles)", [.. bares.Select(bare => bare.Compile)]),
            ["keep / Bare", Report.Number(ratio, 2), "", ""],
        ]);
        Report.Aim($"at most {MostRatio} times Bare", ratio <= MostRatio);
    }

    private static async Task<(double[] Steps, double Compile)> InKeepAsync(BenchHost host, int round)
    {
        var steps = new List<double>();
        long last = Stopwatch.GetTimestamp();
        void Stepped()
        {
            long now = Stopwatch.GetTimestamp();
            steps.Add(Stopwatch.GetElapsedTime(last, now).TotalMilliseconds);
            last = now;
        }

        byte[] module = await File.ReadAllBytesAsync(Repository.Workload);
        Keep keep = await host.CreateAsync($"flow{round + WarmUps}");
        Stepped();
        KeepEvidence evidence = await host.AttestAsync(keep);
        Stepped();
        KeepAppraisal appraisal = host.Appraise(evidence);
        Stepped();
        using WorkloadRun run = await BenchHost.StartWorkloadAsync(appraisal, module);
        Stepped();
        await run.StandardInput.WriteAsync(Csv);
        await run.StandardInput.CompleteAsync();
        if (!await run.WaitForOutputAsync(default))
            throw new InvalidOperationException($"The workload gave no output: {run.Workload}. {run.Workload.Error?.Message}");
        Stepped();
        await run.Ended;
        await host.RemoveAsync(keep);
        return ([.. steps], run.Workload.CompileTime.TotalMilliseconds);
    }
}
