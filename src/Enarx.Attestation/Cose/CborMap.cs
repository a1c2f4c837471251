namespace Enarx.Attestation;

/// <summary>A CBOR map whose keys are integers and texts, each of them once.</summary>
/// <param name="whole">The map as an item.</param>
internal sealed class CborMap(CborItem whole)
{
    private readonly Dictionary<long, (ReadOnlyMemory<byte> Value, int Offset)> _numbers = [];
    private readonly Dictionary<string, (ReadOnlyMemory<byte> Value, int Offset)> _texts = new(StringComparer.Ordinal);

    /// <summary>Number of entries.</summary>
    public int Count => _numbers.Count + _texts.Count;

    /// <summary>Its integer keys.</summary>
    public IReadOnlyCollection<long> Numbers => _numbers.Keys;

    /// <summary>Its text keys.</summary>
    public IReadOnlyCollection<string> Texts => _texts.Keys;

    /// <summary>Whether a key is there.</summary>
    public bool Has(long key) => _numbers.ContainsKey(key);

    /// <summary>The value of a key; null when it is not there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="name">What the specification calls it.</param>
    public CborItem? Find(long key, string name) =>
        _numbers.TryGetValue(key, out (ReadOnlyMemory<byte> Value, int Offset) value) ? new CborItem(value.Value, value.Offset, name) : null;

    /// <summary>The value of a text key; null when it is not there.</summary>
    public CborItem? Find(string key) =>
        _texts.TryGetValue(key, out (ReadOnlyMemory<byte> Value, int Offset) value) ? new CborItem(value.Value, value.Offset, key) : null;

    /// <summary>The value of a key that must be there.</summary>
    /// <exception cref="CborException">It is not.</exception>
    public CborItem Get(long key, string name) => Find(key, name) ?? throw whole.Bad($"{name} ({key}) is not in it.");

    /// <summary>The value of a text key that must be there.</summary>
    /// <exception cref="CborException">It is not.</exception>
    public CborItem Get(string key) => Find(key) ?? throw whole.Bad($"{key} is not in it.");

    /// <summary>Adds an entry; false when the key is there already.</summary>
    internal bool Add(long key, ReadOnlyMemory<byte> value, int offset) => _numbers.TryAdd(key, (value, offset));

    /// <summary>Adds an entry; false when the key is there already.</summary>
    internal bool Add(string key, ReadOnlyMemory<byte> value, int offset) => _texts.TryAdd(key, (value, offset));
}
