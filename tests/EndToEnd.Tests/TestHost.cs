using System.Diagnostics;
using System.Text;
using Enarx.Attestation;
using Enarx.Client;
using Enarx.Protocol;

namespace Enarx.EndToEnd.Tests;

/// <summary>A host of one test: its own runtime folder, and so its own keepmgr and keeps. Disposal proves that nothing is left.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public TestHost()
    {
        Environment.SetEnvironmentVariable(HostPrograms.Variable, Repository.HostPrograms);
        Places = new LocalPlaces(Directory.CreateTempSubdirectory("epr-").FullName, SimulationRoot.StateDirectory);
        Manager = new KeepManager(Places, _ => { });
    }

    public LocalPlaces Places { get; }

    public KeepManager Manager { get; }

    public async Task<Keep> CreateAsync(string name = "keep", Tee tee = Tee.SevSnp, string product = "Genoa")
    {
        IReadOnlyList<KeepContract> offers = await Manager.GetOffersAsync(default);
        return await Manager.CreateAsync(offers.Single(offer => offer.Tee == tee && offer.Product == product), name, default);
    }

    public async Task<KeepAppraisal> AppraiseAsync(Keep keep)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(await Manager.AttestAsync(keep, null, default), SimulationRoot.Policy, DateTimeOffset.UtcNow);
        Assert.True(appraisal.Passed, appraisal.ToString());
        return appraisal;
    }

    public static Task<WorkloadRun> StartAsync(KeepAppraisal appraisal, string workload, params string[] arguments) =>
        WorkloadRun.StartAsync(appraisal, workload, Repository.Workload(workload), arguments, new Dictionary<string, string>(), _ => { }, default);

    /// <summary>Runs to the end.</summary>
    public static async Task<(string Output, string Error, KeepWorkload Workload)> RunAsync(KeepAppraisal appraisal, string workload, byte[]? input, params string[] arguments)
    {
        using WorkloadRun run = await StartAsync(appraisal, workload, arguments);
        Task feeding = FeedAsync(run, input ?? []);
        (byte[] output, byte[] error) = await DrainAsync(run);
        await feeding;
        return (Encoding.UTF8.GetString(output), Encoding.UTF8.GetString(error), run.Workload);
    }

    public static async Task FeedAsync(WorkloadRun run, byte[] input)
    {
        await run.StandardInput.WriteAsync(input);
        await run.StandardInput.CompleteAsync();
    }

    public static async Task<(byte[] Output, byte[] Error)> DrainAsync(WorkloadRun run)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var limit = new CancellationTokenSource(Patience);
        while (await run.WaitForOutputAsync(limit.Token))
        {
            while (run.TryTakeOutput(out WorkloadOutput piece))
                (piece.IsError ? error : output).Write(piece.Data);
        }

        await run.Ended.WaitAsync(limit.Token);
        return (output.ToArray(), error.ToArray());
    }

    /// <summary>Processes of this host: their command line, or their environment's place, names its runtime folder.</summary>
    public IReadOnlyList<Process> Processes(string program) => [.. Process.GetProcessesByName(program).Where(IsOurs)];

    /// <summary>The keep's own process: the child of its loader.</summary>
    public static Process GuestOf(Keep keep) => Process.GetProcessesByName("wasmldr").Single(process => ParentOf(process.Id) == keep.ProcessId);

    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        for (Stopwatch time = Stopwatch.StartNew(); !condition();)
        {
            if (time.Elapsed > Patience)
                Assert.Fail($"Not within {Patience.TotalSeconds} seconds: {what}");
            await Task.Delay(20);
        }
    }

    /// <summary>A call that must fail with an error id, in bounded time.</summary>
    public static async Task<KeepException> FailsAsync(string id, Func<Task> action)
    {
        KeepException failure = await Assert.ThrowsAsync<KeepException>(() => action().WaitAsync(Patience));
        Assert.Equal(id, failure.ErrorId);
        return failure;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Keep keep in await Manager.GetKeepsAsync(default))
        {
            try
            {
                await Manager.RemoveAsync(keep.Id, default);
            }
            catch (KeepException e) when (e.ErrorId == KeepErrorId.KeepNotFound)
            {
                // A keep that a test killed may go by itself between the list and this.
            }
        }

        await UntilAsync(() => Directory.GetFileSystemEntries(Places.KeepsDirectory).Length == 0, "no keep's folder is left");
        foreach (Process manager in Processes("keepmgr"))
            manager.Kill();
        await UntilAsync(() => Processes("keepmgr").Count + Processes("keepldr").Count == 0, "no process is left");
        Directory.Delete(Places.RuntimeDirectory, recursive: true);
    }

    private bool IsOurs(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(Places.RuntimeDirectory, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static int ParentOf(int id)
    {
        try
        {
            // pid (comm) state ppid
            return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[1]);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
