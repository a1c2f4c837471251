using System.Collections.Concurrent;
using System.Security.Cryptography;
using Enarx.Protocol;
using Enarx.Wasi;

namespace Enarx.Wasmldr.Workloads;

/// <summary>The workloads of this keep.</summary>
internal sealed class WorkloadStore : IDisposable
{
    private const int MostRunning = 16;
    private const int MostKept = 256;

    private readonly ConcurrentDictionary<int, Workload> _workloads = new();
    private readonly Lock _accepting = new();
    // The compiler costs memory that an idle keep need not have.
    private readonly Lazy<WasmEngine> _engine = new();
    private ulong _launches;

    /// <summary>What was accepted last; null before the first.</summary>
    public AcceptedWorkload? LastAccepted { get; private set; }

    /// <summary>Checks, compiles, records and starts a workload.</summary>
    /// <param name="request">Its configuration.</param>
    /// <param name="encodedRequest">The bytes that the configuration was read from: their digest is claimed.</param>
    /// <param name="module">The module.</param>
    /// <exception cref="KeepException">It cannot be run; no code of it ran.</exception>
    public Workload Accept(WorkloadRequest request, ReadOnlySpan<byte> encodedRequest, ReadOnlySpan<byte> module)
    {
        byte[] digest = SHA384.HashData(module);
        if (!CryptographicOperations.FixedTimeEquals(digest, request.ModuleDigest))
            throw new KeepException(KeepErrorId.ModuleDigestMismatch, "The module that arrived is not the one whose digest was sent with it.");

        lock (_accepting)
        {
            MakeRoom();
            var workload = new Workload((int)_launches + 1, _engine.Value, request, module);
            LastAccepted = new AcceptedWorkload(digest, SHA384.HashData(encodedRequest), ++_launches);
            _workloads[workload.Status.Id] = workload;
            workload.Start();
            return workload;
        }
    }

    /// <summary>Finds a workload.</summary>
    /// <exception cref="KeepException">There is none with that number (id WorkloadNotFound).</exception>
    public Workload Find(int id) => _workloads.TryGetValue(id, out Workload? workload)
        ? workload
        : throw new KeepException(KeepErrorId.WorkloadNotFound, $"This keep has no workload {id}.");

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Workload workload in _workloads.Values)
            workload.Stop();
        if (_engine.IsValueCreated && _workloads.IsEmpty)
            _engine.Value.Dispose();
    }

    private void MakeRoom()
    {
        if (_workloads.Values.Count(workload => workload.Status.State == WorkloadState.Running) >= MostRunning)
            throw new KeepException(KeepErrorId.WorkloadLimit, $"This keep runs {MostRunning} workloads and takes no more; wait for one or stop one.");
        foreach ((int id, Workload old) in _workloads.Where(pair => pair.Value.Status.State != WorkloadState.Running).OrderBy(pair => pair.Key).Take(Math.Max(0, _workloads.Count - MostKept + 1)))
        {
            if (_workloads.TryRemove(id, out _))
                old.Dispose();
        }
    }
}
