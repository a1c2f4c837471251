using System.Formats.Cbor;

namespace Enarx.Attestation.Tests;

/// <summary>A CBOR map to be changed, entry by entry.</summary>
internal sealed class CborEdit
{
    private readonly List<(byte[] Key, byte[] Value)> _entries = [];

    public static CborEdit Read(ReadOnlyMemory<byte> map)
    {
        var edit = new CborEdit();
        var reader = new CborReader(map, CborConformanceMode.Lax);
        reader.ReadStartMap();
        while (reader.PeekState() != CborReaderState.EndMap)
            edit._entries.Add((reader.ReadEncodedValue().ToArray(), reader.ReadEncodedValue().ToArray()));
        return edit;
    }

    /// <summary>Replaces the value of a key, or adds it.</summary>
    public CborEdit Set(object key, Action<CborWriter> value)
    {
        Remove(key);
        return Add(key, value);
    }

    /// <summary>Adds an entry, though its key may be there already.</summary>
    public CborEdit Add(object key, Action<CborWriter> value) => AddEncoded(Encode(key), Encode(value));

    public CborEdit AddEncoded(byte[] key, byte[] value)
    {
        _entries.Add((key, value));
        return this;
    }

    public CborEdit Remove(object key)
    {
        byte[] encoded = Encode(key);
        _entries.RemoveAll(entry => entry.Key.AsSpan().SequenceEqual(encoded));
        return this;
    }

    public byte[] Get(object key) => _entries.Single(entry => entry.Key.AsSpan().SequenceEqual(Encode(key))).Value;

    public byte[] Encode(bool indefinite = false)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap(indefinite ? null : _entries.Count);
        foreach ((byte[] key, byte[] value) in _entries)
        {
            writer.WriteEncodedValue(key);
            writer.WriteEncodedValue(value);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    public static byte[] Encode(Action<CborWriter> write)
    {
        var writer = new CborWriter(CborConformanceMode.Lax);
        write(writer);
        return writer.Encode();
    }

    private static byte[] Encode(object key) => Encode(writer =>
    {
        if (key is string text)
            writer.WriteTextString(text);
        else
            writer.WriteInt64(Convert.ToInt64(key, System.Globalization.CultureInfo.InvariantCulture));
    });
}
