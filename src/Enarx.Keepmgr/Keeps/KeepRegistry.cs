using System.Collections.Concurrent;
using System.Diagnostics;
using Enarx.Host;
using Enarx.Keepmgr.Launch;
using Enarx.Protocol;

namespace Enarx.Keepmgr.Keeps;

/// <summary>
/// The keeps of this host. The folders on disk are the record: a loader holds its folder's lock for its whole life,
/// so a folder whose lock can be taken is a dead keep's, whatever killed it.
/// </summary>
internal sealed class KeepRegistry(LocalPlaces places, ILauncher launcher) : IDisposable
{
    private const int MostKeeps = 256;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AttestPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DescribePatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RepeatAfter = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<Guid, KeepEntry> _keeps = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _creating = new();

    /// <summary>How many keeps there are.</summary>
    public int Count => _keeps.Count;

    /// <summary>How many more this host takes.</summary>
    public int Capacity => Math.Max(0, MostKeeps - _keeps.Count);

    /// <summary>Looks at every folder once: living keeps are taken in, dead ones' folders are deleted.</summary>
    public async Task AdoptAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(Directory.GetDirectories(places.KeepsDirectory).Select(async directory =>
        {
            if (!Guid.TryParseExact(Path.GetFileName(directory), "N", out Guid id) || DeadKeep.Clear(directory))
                return;
            try
            {
                Keep keep = KeepMessage.Decode(await LoaderConnection.RequestAsync(directory, Operations.Describe, null, DescribePatience, cancellationToken).ConfigureAwait(false));
                var entry = new KeepEntry(id, directory, keep);
                entry.CreationEnded.SetResult();
                _keeps[id] = entry;
                Watch(entry);
                HostLog.Write($"adopted keep {id:N}");
            }
            catch (KeepException e)
            {
                // It lives, since its lock is held, and does not answer. It is listed as such rather than forgotten.
                var entry = new KeepEntry(id, directory, KeepEntry.Unknown(id));
                entry.CreationEnded.SetResult();
                _keeps[id] = entry;
                HostLog.Write($"keep {id:N} does not answer: {e.Message}");
            }
        })).ConfigureAwait(false);
    }

    /// <summary>Makes a keep of a consumed contract. From the call on, the keep is listed and can be removed.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="name">The keep's name.</param>
    /// <param name="prepare">What the host must have before the loader is started; it may take seconds.</param>
    /// <param name="cancellationToken">Gives up, and clears away what was made.</param>
    /// <exception cref="KeepException">KeepNameInUse, CapacityExhausted, KeepStartFailed, HostProgramMissing.</exception>
    public async Task<Keep> CreateAsync(KeepContract contract, string name, Action prepare, CancellationToken cancellationToken)
    {
        string directory = places.KeepDirectory(contract.Id);
        KeepEntry entry = Reserve(contract, name, directory);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, entry.Removed.Token);
        cancellationToken = given.Token;
        try
        {
            await Task.Run(prepare, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            PrivateDirectory.Ensure(directory);
            string[] arguments =
            [
                "--directory", directory, "--id", contract.Id.ToString("N"), "--name", name, "--tee", TeeName.Of(contract.Tee), "--product", contract.Product,
                "--simulation-directory", places.SimulationDirectory,
            ];
            await launcher.StartAsync(contract.Id, Path.Combine(AppContext.BaseDirectory, "keepldr"), arguments, cancellationToken).ConfigureAwait(false);
            (await LoaderConnection.ConnectAsync(directory, cancellationToken, waitForBinding: true).ConfigureAwait(false)).Dispose();
            entry.Keep = KeepMessage.Decode(await LoaderConnection.RequestAsync(directory, Operations.Describe, null, StartPatience, cancellationToken).ConfigureAwait(false));
            Watch(entry);
            HostLog.Write($"created keep {contract.Id:N}");
            return entry.Keep;
        }
        catch (Exception e)
        {
            await EndAsync(entry, CancellationToken.None).ConfigureAwait(false);
            HostLog.Write($"keep {contract.Id:N} could not be created: {e.Message}");
            throw e is KeepException { ErrorId: KeepErrorId.KeepLost }
                ? new KeepException(KeepErrorId.KeepStartFailed, "The keep ended while it was started; its host's log has the reason.", e)
                : e is OperationCanceledException && entry.Removed.IsCancellationRequested ? new KeepException(KeepErrorId.KeepNotFound, "The keep was removed while it was made.", e)
                : e is System.Net.Sockets.SocketException ? new KeepException(KeepErrorId.KeepStartFailed, "The keep's loader did not open its socket.", e) : e;
        }
        finally
        {
            entry.CreationEnded.SetResult();
        }
    }

    /// <summary>Describes every keep; one that does not answer in time is listed as unresponsive.</summary>
    public async Task<IReadOnlyList<Keep>> DescribeAllAsync(CancellationToken cancellationToken)
    {
        Keep?[] keeps = await Task.WhenAll(_keeps.Values.Select(async entry =>
        {
            if (entry.Keep.State == KeepState.Starting)
                return entry.Keep;
            try
            {
                return entry.Keep = KeepMessage.Decode(await LoaderConnection.RequestAsync(entry.Directory, Operations.Describe, null, DescribePatience, cancellationToken).ConfigureAwait(false));
            }
            catch (KeepException e) when (e.ErrorId == KeepErrorId.OperationTimedOut)
            {
                return entry.Keep with { State = KeepState.Unresponsive };
            }
            catch (KeepException)
            {
                return Forget(entry) ? null : entry.Keep with { State = KeepState.Unresponsive };
            }
        })).ConfigureAwait(false);
        return [.. keeps.OfType<Keep>().OrderBy(keep => keep.CreatedAt)];
    }

    /// <summary>Ends a keep and waits until nothing of it is left.</summary>
    /// <exception cref="KeepException">KeepNotFound; OperationTimedOut when it would not end.</exception>
    public async Task RemoveAsync(Guid id, CancellationToken cancellationToken)
    {
        KeepEntry entry = Find(id);
        await entry.Removed.CancelAsync().ConfigureAwait(false);
        await entry.CreationEnded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!await EndAsync(entry, cancellationToken).ConfigureAwait(false))
            throw new KeepException(KeepErrorId.OperationTimedOut, $"The keep did not end within {StopPatience.TotalSeconds * 3} seconds.");
        HostLog.Write($"removed keep {id:N}");
    }

    /// <summary>Carries a question to the keep and its answer back, both unread.</summary>
    public async Task<byte[]> AttestAsync(Guid id, byte[] question, CancellationToken cancellationToken)
    {
        KeepEntry entry = Find(id);
        return Payload.Decode(await LoaderConnection.RequestAsync(entry.Directory, Operations.Attest, Payload.Encode(question), AttestPatience, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Stops watching; the keeps go on.</summary>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private KeepEntry Reserve(KeepContract contract, string name, string directory)
    {
        lock (_creating)
        {
            if (_keeps.Values.Any(other => string.Equals(other.Keep.Name, name, StringComparison.OrdinalIgnoreCase)))
                throw new KeepException(KeepErrorId.KeepNameInUse, $"There is a keep '{name}' already.");
            if (Capacity == 0)
                throw new KeepException(KeepErrorId.CapacityExhausted, $"This host takes {MostKeeps} keeps and has them.");
            return _keeps[contract.Id] = new KeepEntry(contract.Id, directory, new Keep
            {
                Id = contract.Id,
                Name = name,
                Backend = contract.Backend,
                Tee = contract.Tee,
                Product = contract.Product,
                IsSimulated = contract.IsSimulated,
                State = KeepState.Starting,
                CreatedAt = DateTimeOffset.UtcNow,
            });
        }
    }

    private KeepEntry Find(Guid id) => _keeps.TryGetValue(id, out KeepEntry? entry)
        ? entry
        : throw new KeepException(KeepErrorId.KeepNotFound, $"This host has no keep {id:N}, or not any more.");

    // A connection that asks nothing: its end is the loader's end, seen at once and without polling.
    private void Watch(KeepEntry entry) => _ = Task.Run(async () =>
    {
        try
        {
            using var stream = await LoaderConnection.ConnectAsync(entry.Directory, _ending.Token).ConfigureAwait(false);
            await stream.ReadAsync(new byte[1], _ending.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // A reset is an end too.
        }

        for (int i = 0; i < 100 && !Forget(entry); i++)
            await Task.Delay(TimeSpan.FromMilliseconds(20), _ending.Token).ConfigureAwait(false);
    });

    private bool Forget(KeepEntry entry)
    {
        if (!DeadKeep.Clear(entry.Directory))
            return false;
        if (_keeps.TryRemove(entry.Id, out _))
            HostLog.Write($"keep {entry.Id:N} ended");
        return true;
    }

    // Asked first, and again since a loader that was just started may not listen yet; killed then: a loader that is
    // deaf to its manager leaves its lock, and so its keep, to nobody.
    private async Task<bool> EndAsync(KeepEntry entry, CancellationToken cancellationToken)
    {
        for (Stopwatch time = Stopwatch.StartNew(); time.Elapsed < StopPatience;)
        {
            try
            {
                await LoaderConnection.RequestAsync(entry.Directory, Operations.Stop, null, StopPatience, cancellationToken).ConfigureAwait(false);
            }
            catch (KeepException)
            {
                // Gone already, not there yet, or deaf: what counts is whether its lock can be taken.
            }

            if (await ForgetWithinAsync(entry, RepeatAfter, cancellationToken).ConfigureAwait(false))
                return true;
        }

        DeadKeep.Kill(entry.Keep.ProcessId);
        return await ForgetWithinAsync(entry, StopPatience, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ForgetWithinAsync(KeepEntry entry, TimeSpan patience, CancellationToken cancellationToken)
    {
        for (Stopwatch time = Stopwatch.StartNew(); time.Elapsed < patience; await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false))
        {
            if (Forget(entry))
                return true;
        }

        return false;
    }
}
