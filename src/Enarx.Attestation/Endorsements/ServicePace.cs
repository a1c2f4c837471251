using System.Collections.Concurrent;

namespace Enarx.Attestation;

/// <summary>
/// How long each service wants to be left alone. Who is told to wait tells all others, so that a hundred requests do
/// not each have to be refused before they wait.
/// </summary>
internal sealed class ServicePace(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _notBefore = new();

    /// <summary>How long a service is still to be left alone; zero or less when it may be asked.</summary>
    public TimeSpan Remaining(Uri address) =>
        _notBefore.TryGetValue(address.Authority, out DateTimeOffset until) ? until - time.GetUtcNow() : TimeSpan.Zero;

    /// <summary>Leaves a service alone for some time from now.</summary>
    public void LeaveAlone(Uri address, TimeSpan wait)
    {
        DateTimeOffset until = time.GetUtcNow() + wait;
        _notBefore.AddOrUpdate(address.Authority, until, (_, earlier) => earlier > until ? earlier : until);
    }
}
