using System.Collections.Concurrent;
using Enarx.Attestation;

namespace Enarx.Keepmgr;

/// <summary>The contracts that were offered and neither consumed nor lapsed. Each is good for one keep.</summary>
internal sealed class OfferBook
{
    private const int MostOpen = 4096;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, KeepContract> _open = new();

    /// <summary>Makes one fresh offer of each kind that the host has.</summary>
    public IReadOnlyList<KeepContract> Make(int capacity)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach ((Guid id, KeepContract contract) in _open)
        {
            if (contract.ExpiresAt <= now)
                _open.TryRemove(id, out _);
        }

        if (capacity == 0)
            return [];
        if (_open.Count >= MostOpen)
            throw new KeepException(KeepErrorId.CapacityExhausted, $"{MostOpen} offers are open already; the oldest lapse within {Lifetime.TotalMinutes} minutes.");

        KeepContract[] offers = [.. Simulator.Kinds.Select(kind => new KeepContract
        {
            Id = Guid.NewGuid(),
            Backend = PlatformProbe.ProcessBackend,
            Tee = kind.Tee,
            Product = kind.Product,
            IsSimulated = true,
            Capacity = capacity,
            ExpiresAt = now + Lifetime,
        })];
        foreach (KeepContract offer in offers)
            _open[offer.Id] = offer;
        return offers;
    }

    /// <summary>Takes an offer; null when there is none with that id.</summary>
    public KeepContract? Consume(Guid id) => _open.TryRemove(id, out KeepContract? contract) && contract.ExpiresAt > DateTimeOffset.UtcNow ? contract : null;
}
