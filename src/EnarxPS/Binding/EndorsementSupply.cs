using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>
/// What a cmdlet adds to evidence before it is appraised: endorsements of files, folders and bundles, and, only if it
/// was asked to, of the vendors' services. Evidence can be completed from many threads at once.
/// </summary>
internal sealed class EndorsementSupply : IDisposable
{
    private readonly EndorsementPool _pool = new();
    private readonly EndorsementFetcher? _fetcher;
    private readonly ConcurrentQueue<string> _said = new();

    private EndorsementSupply(EndorsementFetcherOptions? online)
    {
        if (online is not null)
            _fetcher = new EndorsementFetcher(online, EndorsementCache.Open(EndorsementCache.DefaultFolder)) { Log = _said.Enqueue };
    }

    /// <summary>Reads what the user named. On the pipeline thread only.</summary>
    /// <param name="cmdlet">The cmdlet, whose location paths are relative to.</param>
    /// <param name="paths">Files, folders and bundles; wildcards are expanded.</param>
    /// <param name="online">Ask the vendors' services for what is missing.</param>
    /// <param name="addresses">Their addresses, where they are others.</param>
    /// <exception cref="KeepException">
    /// FileNotFound, FileUnreadable, EndorsementUnrecognized, EndorsementBundleDamaged, EndorsementUriInvalid, UnsafeDirectory.
    /// </exception>
    public static EndorsementSupply Open(PSCmdlet cmdlet, IEnumerable<string> paths, bool online, IDictionary? addresses)
    {
        var supply = new EndorsementSupply(online ? EndorsementAddresses.Read(addresses) : null);
        try
        {
            foreach (string path in paths)
            {
                bool named = !WildcardPattern.ContainsWildcardCharacters(path);
                foreach (string file in FilePath.Expand(cmdlet, path))
                    EndorsementFiles.AddTo(supply._pool, file, named, cmdlet.WriteVerbose);
            }
        }
        catch
        {
            supply.Dispose();
            throw;
        }

        if (supply._pool.Count > 0)
            cmdlet.WriteVerbose($"{supply._pool.Count} endorsements are at hand.");
        return supply;
    }

    /// <summary>Adds to evidence what fits it. From any thread.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="time">The moment as of which it will be appraised.</param>
    /// <param name="failures">Gets what could not be fetched; the evidence is appraised all the same, with what there is.</param>
    /// <param name="stop">Gives up.</param>
    public KeepEvidence Complete(KeepEvidence evidence, DateTimeOffset time, List<KeepException> failures, CancellationToken stop)
    {
        IReadOnlyList<Endorsement> found = _pool.For(evidence, time);
        if (_fetcher is not null)
            found = [.. found, .. Fetch(evidence, found, time, failures, stop)];
        return found.Count == 0 ? evidence : evidence with { Endorsements = [.. evidence.Endorsements, .. found.Select(one => one.Content)] };
    }

    /// <summary>What was done since the last time, for -Verbose.</summary>
    public IEnumerable<string> TakeSaid()
    {
        while (_said.TryDequeue(out string? text))
            yield return text;
    }

    /// <inheritdoc/>
    public void Dispose() => _fetcher?.Dispose();

    private IReadOnlyList<Endorsement> Fetch(
        KeepEvidence evidence, IReadOnlyList<Endorsement> found, DateTimeOffset time, List<KeepException> failures, CancellationToken stop)
    {
        EndorsementNeeds needs = EndorsementNeeds.Of(evidence);
        if (needs.Unavailable is { } reason)
            _said.Enqueue(reason);
        var have = new EndorsementPool();
        have.Add(found);
        have.AddReadable(evidence.Endorsements);
        EndorsementFetchResult result = _fetcher!.FetchAsync(needs, have, time, stop).GetAwaiter().GetResult();
        failures.AddRange(result.Failures);
        return result.Endorsements;
    }
}
