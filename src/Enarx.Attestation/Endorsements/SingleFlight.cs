namespace Enarx.Attestation;

/// <summary>
/// Lets everybody who wants the same thing at the same time wait for one piece of work. The work is given up when
/// nobody waits for it any more, and not because one of many has gone.
/// </summary>
internal sealed class SingleFlight<T>
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Flight> _flights = [];

    /// <summary>Joins the work that goes by a key, or starts it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="work">The work; its token is cancelled when nobody waits any more.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<T> RunAsync(string key, Func<CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Flight? flight;
        lock (_lock)
        {
            if (!_flights.TryGetValue(key, out flight))
            {
                flight = new Flight();
                _flights.Add(key, flight);
                Flight started = flight;
                flight.Task = Task.Run(() => FlyAsync(key, started, work), CancellationToken.None);
            }

            flight.Waiters++;
        }

        try
        {
            return await flight.Task.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            bool last;
            lock (_lock)
            {
                last = --flight.Waiters == 0;
                // Who comes now must not join work that is being given up.
                if (last)
                    Forget(key, flight);
            }

            if (last)
            {
                await flight.Abandon.CancelAsync().ConfigureAwait(false);
                // Whatever the abandoned work ends in, somebody has seen it.
                _ = flight.Task.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
            }
        }
    }

    private async Task<T> FlyAsync(string key, Flight flight, Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(flight.Abandon.Token).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
                Forget(key, flight);
        }
    }

    private void Forget(string key, Flight flight)
    {
        if (_flights.TryGetValue(key, out Flight? current) && ReferenceEquals(current, flight))
            _flights.Remove(key);
    }

    private sealed class Flight
    {
        public Task<T> Task { get; set; } = null!;

        public CancellationTokenSource Abandon { get; } = new();

        public int Waiters { get; set; }
    }
}
