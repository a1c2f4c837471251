using System.Collections.Concurrent;

namespace Enarx.Attestation;

/// <summary>
/// Fetches what evidence needs from AMD's KDS, Intel's PCS or a PCCS. What many ask for at once is fetched once; what
/// was fetched is remembered, and kept on disk where there is a cache. Nothing that comes from the network or from the
/// cache is trusted for that: the verifier checks it all. It may be used from many threads.
/// </summary>
public sealed class EndorsementFetcher : IDisposable
{
    private const int MostRemembered = 16 * 1024;

    // A service that does not know a chip will not get to know it while a fleet's reports go by.
    private static readonly TimeSpan RefusalLife = TimeSpan.FromMinutes(5);

    private readonly EndorsementFetcherOptions _options;
    private readonly EndorsementCache? _cache;
    private readonly TimeProvider _time;
    private readonly EndorsementClient _client;
    private readonly SingleFlight<IReadOnlyList<Endorsement>> _flights = new();
    private readonly ConcurrentDictionary<string, Memory> _memory = new();
    private long _requests;

    /// <summary>Makes a fetcher; it does nothing until it is asked.</summary>
    /// <param name="options">Whom to ask.</param>
    /// <param name="cache">Where answers are kept; null: in memory only.</param>
    /// <param name="time">The clock of time-outs and waits; the system's when it is left out.</param>
    /// <exception cref="KeepException">An address cannot be used (EndorsementUriInvalid).</exception>
    public EndorsementFetcher(EndorsementFetcherOptions? options = null, EndorsementCache? cache = null, TimeProvider? time = null)
    {
        _options = options ?? new EndorsementFetcherOptions();
        _options.Validate();
        _cache = cache;
        _time = time ?? TimeProvider.System;
        _client = new EndorsementClient(_options, _time);
    }

    /// <summary>Is told what is asked for and what goes wrong on the way; from any thread.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Answers that did not come from memory or the cache.</summary>
    public long RequestCount => Interlocked.Read(ref _requests);

    /// <summary>Fetches what evidence needs.</summary>
    /// <param name="needs">The needs, of <see cref="EndorsementNeeds.Of"/>.</param>
    /// <param name="have">What is there already, and is not asked for; null: nothing.</param>
    /// <param name="time">The moment as of which what is there must be in date.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EndorsementFetchResult> FetchAsync(
        EndorsementNeeds needs, EndorsementPool? have, DateTimeOffset time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(needs);
        EndorsementRequest[] missing = [.. needs.Requests.Where(request => have?.Answers(request, time) != true)];
        Outcome? first = null;
        if (needs.Otherwise is { } otherwise && needs.Requests.Count > 0)
        {
            // Whoever has the evidence's own certificate has shown which of the two it is.
            if (have?.Answers(otherwise.Requests[0], time) == true)
                return await FetchAsync(otherwise, have, time, cancellation).ConfigureAwait(false);
            if (missing.Contains(needs.Requests[0]))
                first = await TryAsync(needs.Requests[0], cancellation).ConfigureAwait(false);
            if (first is { Failure.ErrorId: KeepErrorId.EndorsementNotFound })
                return await FetchAsync(otherwise, have, time, cancellation).ConfigureAwait(false);
        }

        Outcome[] outcomes = await Task.WhenAll(missing.Select(request =>
            first is not null && request == needs.Requests[0] ? Task.FromResult(first) : TryAsync(request, cancellation))).ConfigureAwait(false);
        KeepException[] failures = [.. outcomes.Select(outcome => outcome.Failure).OfType<KeepException>()];
        return new EndorsementFetchResult([.. outcomes.SelectMany(outcome => outcome.Answer).DistinctBy(one => one.Sha256)], failures);
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<Outcome> TryAsync(EndorsementRequest request, CancellationToken cancellation)
    {
        try
        {
            return new Outcome(await GetAsync(request, cancellation).ConfigureAwait(false));
        }
        catch (KeepException e)
        {
            return new Outcome([], e);
        }
    }

    private async Task<IReadOnlyList<Endorsement>> GetAsync(EndorsementRequest request, CancellationToken cancellation)
    {
        Uri address = _options.AddressOf(request);
        if (_memory.TryGetValue(address.AbsoluteUri, out Memory? memory) && _time.GetUtcNow() < memory.Until)
            return memory.Outcome.Failure is { } failure ? throw failure : memory.Outcome.Answer;
        return await _flights.RunAsync(address.AbsoluteUri, abandoned => LoadAsync(address, request, abandoned), cancellation).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Endorsement>> LoadAsync(Uri address, EndorsementRequest request, CancellationToken cancellation)
    {
        CachedAnswer? cached = _cache?.Find(address, request);
        if (cached is { IsFresh: true })
            return Remember(address, cached.Endorsements);
        try
        {
            Log?.Invoke($"Asking {address.Authority} for the {request.What}.");
            Interlocked.Increment(ref _requests);
            IReadOnlyList<Endorsement> answer = await _client.AskAsync(address, request, text => Log?.Invoke(text), cancellation).ConfigureAwait(false);
            // What is out of date already is for the verifier to refuse, and must not be found again.
            if (answer.All(one => one.IsInDate(_time.GetUtcNow())))
            {
                if (_cache?.Keep(address, answer) is { } problem)
                    Log?.Invoke(problem);
                Remember(address, answer);
            }

            return answer;
        }
        catch (KeepException e) when (cached is not null && e.ErrorId != KeepErrorId.EndorsementNotFound)
        {
            Log?.Invoke($"{e.Message} The answer of an earlier request is still in date and is used.");
            Remember(address, new Memory(new Outcome(cached.Endorsements), _time.GetUtcNow() + RefusalLife));
            return cached.Endorsements;
        }
        catch (KeepException e) when (e.ErrorId == KeepErrorId.EndorsementNotFound)
        {
            Remember(address, new Memory(new Outcome([], e), _time.GetUtcNow() + RefusalLife));
            throw;
        }
    }

    private IReadOnlyList<Endorsement> Remember(Uri address, IReadOnlyList<Endorsement> answer)
    {
        DateTimeOffset until = answer.Min(one => one.NotAfter ?? DateTimeOffset.MaxValue);
        DateTimeOffset oldest = _time.GetUtcNow() + (_cache?.MaximumAge ?? TimeSpan.FromDays(1));
        Remember(address, new Memory(new Outcome(answer), until < oldest ? until : oldest));
        return answer;
    }

    private void Remember(Uri address, Memory memory)
    {
        // Forgetting costs one more request each; it happens to nobody who has fewer chips.
        if (_memory.Count >= MostRemembered)
            _memory.Clear();
        _memory[address.AbsoluteUri] = memory;
    }

    private sealed record Outcome(IReadOnlyList<Endorsement> Answer, KeepException? Failure = null);

    private sealed record Memory(Outcome Outcome, DateTimeOffset Until);
}
