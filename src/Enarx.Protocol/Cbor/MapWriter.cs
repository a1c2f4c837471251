using System.Formats.Cbor;

namespace Enarx.Protocol;

/// <summary>Writes one CBOR map with text keys in deterministic encoding (RFC 8949, section 4.2.1).</summary>
public readonly struct MapWriter
{
    private readonly CborWriter _writer;

    private MapWriter(CborWriter writer) => _writer = writer;

    /// <summary>Writes the fields that <paramref name="fields"/> adds; the encoder puts the keys in order.</summary>
    public static byte[] Encode(Action<MapWriter> fields)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: true);
        writer.WriteStartMap(null);
        fields(new MapWriter(writer));
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>Adds a text field; a null value leaves it out.</summary>
    public MapWriter Text(string key, string? value)
    {
        if (value is not null)
        {
            _writer.WriteTextString(key);
            _writer.WriteTextString(value);
        }

        return this;
    }

    /// <summary>Adds a byte string field; a null value leaves it out.</summary>
    public MapWriter Bytes(string key, byte[]? value)
    {
        if (value is not null)
        {
            _writer.WriteTextString(key);
            _writer.WriteByteString(value);
        }

        return this;
    }

    /// <summary>Adds an unsigned integer field.</summary>
    public MapWriter Unsigned(string key, ulong value)
    {
        _writer.WriteTextString(key);
        _writer.WriteUInt64(value);
        return this;
    }

    /// <summary>Adds an integer field; a null value leaves it out.</summary>
    public MapWriter Integer(string key, int? value)
    {
        if (value is { } number)
        {
            _writer.WriteTextString(key);
            _writer.WriteInt32(number);
        }

        return this;
    }

    /// <summary>Adds a boolean field.</summary>
    public MapWriter Boolean(string key, bool value)
    {
        _writer.WriteTextString(key);
        _writer.WriteBoolean(value);
        return this;
    }

    /// <summary>Adds a map that is encoded already; a null value leaves it out.</summary>
    public MapWriter Map(string key, byte[]? encoded)
    {
        if (encoded is not null)
        {
            _writer.WriteTextString(key);
            _writer.WriteEncodedValue(encoded);
        }

        return this;
    }

    /// <summary>Adds an array of values that are encoded already.</summary>
    public MapWriter Items(string key, IReadOnlyCollection<byte[]> encoded)
    {
        _writer.WriteTextString(key);
        _writer.WriteStartArray(encoded.Count);
        foreach (byte[] item in encoded)
            _writer.WriteEncodedValue(item);
        _writer.WriteEndArray();
        return this;
    }

    /// <summary>Adds an array of text strings.</summary>
    public MapWriter Texts(string key, IReadOnlyCollection<string> values)
    {
        _writer.WriteTextString(key);
        _writer.WriteStartArray(values.Count);
        foreach (string value in values)
            _writer.WriteTextString(value);
        _writer.WriteEndArray();
        return this;
    }
}
