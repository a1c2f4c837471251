using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// Asks a vendor's service for one thing, again where that can help: after a broken connection, a time-out, a fault of
/// the service, or when the service said when to come back. It follows no redirect and reads no more than it must.
/// </summary>
internal sealed class EndorsementClient : IDisposable
{
    private const int MostHeaderKilobytes = 64;
    private const int MostConnections = 4;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    private readonly EndorsementFetcherOptions _options;
    private readonly TimeProvider _time;
    private readonly ServicePace _pace;
    private readonly HttpClient _http;

    public EndorsementClient(EndorsementFetcherOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _pace = new ServicePace(time);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            MaxConnectionsPerServer = MostConnections,
            MaxResponseHeadersLength = MostHeaderKilobytes,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            // Every request has its own limit, by the clock that was given.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("EnarxPS", typeof(EndorsementClient).Assembly.GetName().Version?.ToString(3)));
    }

    /// <summary>Asks until there is an answer or no point in asking.</summary>
    /// <param name="address">The address.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="log">Is told of what goes wrong on the way.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="KeepException">EndorsementNotFound, EndorsementThrottled, EndorsementFetchFailed, OperationTimedOut.</exception>
    public async Task<IReadOnlyList<Endorsement>> AskAsync(Uri address, EndorsementRequest request, Action<string> log, CancellationToken cancellation)
    {
        DateTimeOffset end = _time.GetUtcNow() + _options.OverallTimeout;
        for (int attempt = 1; ; attempt++)
        {
            await WaitForTurnAsync(address, request, end, log, cancellation).ConfigureAwait(false);
            TimeSpan left = end - _time.GetUtcNow();
            if (left <= TimeSpan.Zero)
                throw TimedOut(request, address);
            Attempt outcome = await AskOnceAsync(address, request, left, cancellation).ConfigureAwait(false);
            if (outcome.Answer is { } answer)
                return answer;
            KeepException failure = outcome.Failure!;
            if (!outcome.MayRetry || attempt >= _options.Attempts)
                throw failure;
            log($"{failure.Message} Attempt {attempt} of {_options.Attempts}.");
            if (outcome.ServiceWait is { } wait)
            {
                _pace.LeaveAlone(address, wait);
                continue;
            }

            // Full jitter: many clients that failed together must not come back together.
            TimeSpan most = TimeSpan.FromTicks(Math.Min(FirstWait.Ticks << Math.Min(attempt - 1, 10), _options.LongestWait.Ticks));
            TimeSpan backoff = most * (0.5 + (Random.Shared.NextDouble() / 2));
            if (_time.GetUtcNow() + backoff >= end)
                throw TimedOut(request, address, failure);
            await Task.Delay(backoff, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task WaitForTurnAsync(Uri address, EndorsementRequest request, DateTimeOffset end, Action<string> log, CancellationToken cancellation)
    {
        while (_pace.Remaining(address) is var wait && wait > TimeSpan.Zero)
        {
            DateTimeOffset again = _time.GetUtcNow() + wait;
            if (wait > _options.LongestWait || again >= end)
            {
                throw new KeepException(KeepErrorId.EndorsementThrottled,
                    $"{address.Authority} was asked for the {request.What} and wants to be left alone until {again:u}, which is longer than the command waits.");
            }

            log($"Leaving {address.Authority} alone for {wait.TotalSeconds:0.#} seconds, as it asked.");
            // Timers have whole milliseconds; one that rings too early would be set again and again.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<Attempt> AskOnceAsync(Uri address, EndorsementRequest request, TimeSpan left, CancellationToken cancellation)
    {
        TimeSpan limit = left < _options.RequestTimeout ? left : _options.RequestTimeout;
        using var late = new CancellationTokenSource(limit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            using HttpResponseMessage response = await _http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, both.Token).ConfigureAwait(false);
            return response.StatusCode == HttpStatusCode.OK
                ? await ReadAsync(response, address, request, both.Token).ConfigureAwait(false)
                : Refused(response, address, request);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            return new Attempt(limit < _options.RequestTimeout ? TimedOut(request, address) : Failed(request, address, $"did not answer within {limit.TotalSeconds:0.#} seconds", e), true);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new Attempt(Failed(request, address, $"could not be reached, or broke off: {e.Message.TrimEnd('.')}{(e.InnerException is { } inner ? $" ({inner.Message.TrimEnd('.')})" : "")}", e), true);
        }
    }

    private Attempt Refused(HttpResponseMessage response, Uri address, EndorsementRequest request)
    {
        int status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.NotFound:
                return new Attempt(new KeepException(KeepErrorId.EndorsementNotFound, $"{address.Authority} does not know the {request.What} ({address})."), false);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return new Attempt(
                    new KeepException(KeepErrorId.EndorsementThrottled, $"{address.Authority} was asked for the {request.What} and answered {status}: too many requests, or not in service."),
                    true, RetryAfter(response));
            case >= HttpStatusCode.Ambiguous and < HttpStatusCode.BadRequest:
                return new Attempt(Failed(request, address, $"answered {status} and points elsewhere, which is not followed"), false);
            default:
                return new Attempt(Failed(request, address, $"answered {status}"), MayRetry: status >= 500 || response.StatusCode == HttpStatusCode.RequestTimeout);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is not { } header)
            return null;
        TimeSpan wait = header.Delta ?? (header.Date is { } date ? date - _time.GetUtcNow() : TimeSpan.Zero);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private async Task<Attempt> ReadAsync(HttpResponseMessage response, Uri address, EndorsementRequest request, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentLength > _options.LongestAnswer)
            return new Attempt(Failed(request, address, $"answered with {response.Content.Headers.ContentLength} bytes, more than {_options.LongestAnswer}"), false);
        using var body = new MemoryStream();
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0;)
        {
            if (body.Length + read > _options.LongestAnswer)
                return new Attempt(Failed(request, address, $"answered with more than {_options.LongestAnswer} bytes"), false);
            body.Write(buffer, 0, read);
        }

        try
        {
            IReadOnlyList<Endorsement> answer =
                [.. EndorsementReader.Read(body.ToArray(), address.AbsoluteUri), .. ReadChain(response, request, address)];
            if (request.IsAnsweredBy(answer))
                return new Attempt(answer);
            string found = answer.Count == 0 ? "nothing" : string.Join(", ", answer.Take(4).Select(one => one.ToString()));
            return new Attempt(Failed(request, address, $"answered with something else: {found}"), false);
        }
        catch (DerException e)
        {
            return new Attempt(Failed(request, address, $"answered with something else: {e.Message.TrimEnd('.')}", e), false);
        }
    }

    // Intel sends the issuers as PEM, URL-encoded, in a header that had another name in older versions of the API.
    private static IReadOnlyList<Endorsement> ReadChain(HttpResponseMessage response, EndorsementRequest request, Uri address)
    {
        if (request.ChainHeader is not { } name)
            return [];
        if (!response.Headers.TryGetValues(name, out IEnumerable<string>? values) && !response.Headers.TryGetValues("SGX-" + name, out values))
            return [];
        string pem = Uri.UnescapeDataString(string.Concat(values));
        return EndorsementReader.Read(Encoding.Latin1.GetBytes(pem), address.AbsoluteUri);
    }

    private static KeepException Failed(EndorsementRequest request, Uri address, string problem, Exception? inner = null) =>
        new(KeepErrorId.EndorsementFetchFailed, $"{address.Authority} was asked for the {request.What} and {problem} ({address}).", inner);

    private KeepException TimedOut(EndorsementRequest request, Uri address, Exception? last = null) => new(KeepErrorId.OperationTimedOut,
        $"{address.Authority} was asked for the {request.What} and gave no answer in {_options.OverallTimeout.TotalSeconds:0.#} seconds.{(last is null ? "" : $" Last: {last.Message}")}", last);

    private sealed record Attempt(KeepException? Failure, bool MayRetry, TimeSpan? ServiceWait = null)
    {
        public Attempt(IReadOnlyList<Endorsement> answer)
            : this(null, false) => Answer = answer;

        public IReadOnlyList<Endorsement>? Answer { get; }
    }
}
