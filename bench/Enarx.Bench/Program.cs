using Enarx.Bench;

// usage: Enarx.Bench [flow|throughput|memory|parallel|import]...     all of them when none is named

(string Name, Func<Task> Run)[] benchmarks =
[
    ("flow", FlowBenchmark.RunAsync),
    ("throughput", ThroughputBenchmark.RunAsync),
    ("memory", MemoryBenchmark.RunAsync),
    ("parallel", ParallelBenchmark.RunAsync),
    ("import", ImportBenchmark.RunAsync),
];
if (args.FirstOrDefault(name => benchmarks.All(known => known.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"'{unknown}' is no benchmark. usage: Enarx.Bench [{string.Join('|', benchmarks.Select(known => known.Name))}]...");
    return 64;
}

Report.Machine();
foreach ((string name, Func<Task> run) in benchmarks)
{
    if (args.Length > 0 && !args.Contains(name))
        continue;
    Report.Heading(name);
    await run();
}

return 0;
