using System.Diagnostics;
using Enarx.Attestation;
using Enarx.Client;
using Enarx.Protocol;

namespace Enarx.Bench;

/// <summary>A host of the benchmarks' own: its runtime and state folders, and so its keepmgr, its keeps and its simulation root.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["keepmgr", "keepldr"];

    private readonly LocalPlaces _places;
    private readonly KeepPolicy _policy;

    private BenchHost(LocalPlaces places, KeepPolicy policy)
    {
        _places = places;
        _policy = policy;
        Manager = new KeepManager(places, _ => { });
    }

    /// <summary>Its manager.</summary>
    public KeepManager Manager { get; }

    /// <summary>Starts the manager, and makes what a host makes once: two RSA keys of 4096 bits.</summary>
    public static async Task<BenchHost> StartAsync()
    {
        Environment.SetEnvironmentVariable(HostPrograms.Variable, Repository.HostPrograms);
        // Short: the path of a Unix socket has 107 bytes.
        var places = new LocalPlaces(Directory.CreateTempSubdirectory("ebr-").FullName, Directory.CreateTempSubdirectory("ebs-").FullName);
        Sha256Digest root = SimulatedSnpAuthority.OpenOrCreate(Path.Combine(places.StateDirectory, "simulation")).RootDigest;
        var host = new BenchHost(places, new KeepPolicy { Name = "bench", SimulationRoot = [root] });
        await host.Manager.GetOffersAsync(default);
        return host;
    }

    /// <summary>Makes a simulated Genoa keep.</summary>
    public async Task<Keep> CreateAsync(string name)
    {
        IReadOnlyList<KeepContract> offers = await Manager.GetOffersAsync(default);
        return await Manager.CreateAsync(offers.Single(offer => offer.Product == "Genoa"), name, default);
    }

    /// <summary>Gets fresh evidence.</summary>
    public Task<KeepEvidence> AttestAsync(Keep keep) => Manager.AttestAsync(keep, null, default);

    /// <summary>Appraises evidence, which must pass.</summary>
    public KeepAppraisal Appraise(KeepEvidence evidence)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, _policy, DateTimeOffset.UtcNow);
        return appraisal.Passed ? appraisal : throw new InvalidOperationException($"The benchmark's own keep was {appraisal}.");
    }

    /// <summary>Sends the workload to a keep and waits until it runs.</summary>
    public static Task<WorkloadRun> StartWorkloadAsync(KeepAppraisal appraisal, byte[] module) =>
        WorkloadRun.StartAsync(appraisal, "report.wasm", module, [], new Dictionary<string, string>(), _ => { }, default);

    /// <summary>Ends a keep.</summary>
    public Task RemoveAsync(Keep keep) => Manager.RemoveAsync(keep.Id, default);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (Keep keep in await Manager.GetKeepsAsync(default))
            await RemoveAsync(keep);
        foreach (Process manager in Process.GetProcessesByName("keepmgr").Where(IsOurs))
            manager.Kill();
        for (Stopwatch time = Stopwatch.StartNew(); Programs.SelectMany(Process.GetProcessesByName).Any(IsOurs);)
        {
            if (time.Elapsed > Patience)
                throw new TimeoutException($"Processes of '{_places.RuntimeDirectory}' do not end.");
            await Task.Delay(20);
        }

        Directory.Delete(_places.RuntimeDirectory, recursive: true);
        Directory.Delete(_places.StateDirectory, recursive: true);
    }

    private bool IsOurs(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(_places.RuntimeDirectory, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
