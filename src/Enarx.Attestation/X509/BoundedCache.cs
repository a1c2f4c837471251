using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Enarx.Attestation;

/// <summary>
/// Remembers what was computed from bytes, by all of those bytes or by their SHA-256, so that nobody can put anything
/// in it but what those bytes give. Past its bound the oldest goes: a flood costs time and nothing else.
/// </summary>
/// <param name="most">The greatest number of values.</param>
/// <param name="comparer">How keys are compared; null for their own equality.</param>
internal sealed class BoundedCache<TKey, TValue>(int most, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _values = new(comparer);
    private readonly ConcurrentQueue<TKey> _order = new();

    /// <summary>Gets a value.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>Keeps a value, and drops the oldest past the bound.</summary>
    public void Add(TKey key, TValue value)
    {
        if (!_values.TryAdd(key, value))
            return;
        _order.Enqueue(key);
        while (_values.Count > most && _order.TryDequeue(out TKey? oldest))
            _values.TryRemove(oldest, out _);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _order.Clear();
        _values.Clear();
    }
}
