using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Enarx.Attestation;

/// <summary>
/// Remembers what was computed from bytes, by the SHA-256 of all of those bytes, so that nobody can put anything in it
/// but what those bytes give. Past its bound the oldest goes: a flood costs time and nothing else.
/// </summary>
internal sealed class BoundedCache<T>(int most)
{
    private readonly ConcurrentDictionary<Sha256Digest, T> _values = new();
    private readonly ConcurrentQueue<Sha256Digest> _order = new();

    /// <summary>Gets a value.</summary>
    public bool TryGet(Sha256Digest key, [MaybeNullWhen(false)] out T value) => _values.TryGetValue(key, out value);

    /// <summary>Keeps a value, and drops the oldest past the bound.</summary>
    public void Add(Sha256Digest key, T value)
    {
        if (!_values.TryAdd(key, value))
            return;
        _order.Enqueue(key);
        while (_values.Count > most && _order.TryDequeue(out Sha256Digest oldest))
            _values.TryRemove(oldest, out _);
    }
}
