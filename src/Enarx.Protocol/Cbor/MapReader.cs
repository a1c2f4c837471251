using System.Formats.Cbor;
using System.Text;

namespace Enarx.Protocol;

/// <summary>
/// Reads one CBOR map with text keys, strictly: deterministic encoding (RFC 8949, section 4.2.1), definite lengths,
/// every key known, none twice, none missing. The whole message is in memory already, so no length in it can make
/// the reader allocate more than the message's own size.
/// </summary>
public ref struct MapReader
{
    // Rules nest 6 deep. Without a bound, each byte of a hostile message could cost a reader's stack frame.
    private const int MostDepth = 8;
    private const int LongestShownKey = 64;

    private readonly CborReader _reader;
    private readonly ReadOnlyMemory<byte> _message;
    private readonly string _rule;
    private int _left;

    private MapReader(CborReader reader, ReadOnlyMemory<byte> message, string rule, int left)
    {
        _reader = reader;
        _message = message;
        _rule = rule;
        _left = left;
    }

    /// <summary>The key whose value is to be read next.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Opens a message that is one map and nothing after it.</summary>
    /// <param name="message">The encoded message.</param>
    /// <param name="rule">Name of the rule in docs/protocol.cddl, for errors.</param>
    /// <exception cref="ProtocolException">The message is not a map in deterministic encoding.</exception>
    public static MapReader Open(ReadOnlyMemory<byte> message, string rule)
    {
        var reader = new CborReader(message, CborConformanceMode.Canonical);
        try
        {
            int count = reader.ReadStartMap()
                ?? throw new ProtocolException(rule, null, 0, "the map has no definite length.");
            return new MapReader(reader, message, rule, count);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            throw new ProtocolException(rule, null, message.Length - reader.BytesRemaining, "there is no CBOR map in deterministic encoding.", e);
        }
    }

    /// <summary>Moves to the next key.</summary>
    /// <returns>False at the end of the map; then nothing may follow it.</returns>
    public bool MoveNext()
    {
        if (_left-- > 0)
        {
            Key = "?";
            Key = Read(static r => r.ReadTextString());
            return true;
        }

        Read(static r => { r.ReadEndMap(); return true; });
        return _reader.BytesRemaining == 0
            ? false
            : throw new ProtocolException(_rule, null, Offset, $"{_reader.BytesRemaining} bytes follow the message.");
    }

    /// <summary>Reads one line of text, without control characters, of at most <paramref name="most"/> bytes of UTF-8.</summary>
    public string Line(int most)
    {
        string value = Text(most);
        return DisplayText.IsLine(value) ? value : throw Invalid("the text has control characters.");
    }

    /// <summary>Reads lines of text, without control characters but line feeds and tabs, of at most <paramref name="most"/> bytes of UTF-8.</summary>
    public string Lines(int most)
    {
        string value = Text(most);
        return DisplayText.IsLines(value) ? value : throw Invalid("the text has control characters other than line feeds and tabs.");
    }

    /// <summary>Reads any text of at most <paramref name="most"/> bytes of UTF-8.</summary>
    public string Text(int most)
    {
        string value = Read(static r => r.ReadTextString());
        return Encoding.UTF8.GetByteCount(value) <= most ? value : throw Invalid($"the text is longer than {most} bytes of UTF-8.");
    }

    /// <summary>Reads a byte string whose length lies in the given bounds.</summary>
    public byte[] Bytes(int least, int most)
    {
        ReadOnlyMemory<byte> value = Read(static r => r.ReadDefiniteLengthByteString());
        return value.Length >= least && value.Length <= most
            ? value.ToArray()
            : throw Invalid(least == most ? $"there must be {least} bytes; there are {value.Length}." : $"there must be {least} to {most} bytes; there are {value.Length}.");
    }

    /// <summary>Reads an unsigned integer of at most <paramref name="most"/>.</summary>
    public ulong Unsigned(ulong most = ulong.MaxValue)
    {
        ulong value = Read(static r => r.ReadUInt64());
        return value <= most ? value : throw Invalid($"the number is greater than {most}.");
    }

    /// <summary>Reads a signed integer in the given bounds.</summary>
    public int Integer(int least, int most)
    {
        long value = Read(static r => r.ReadInt64());
        return value >= least && value <= most ? (int)value : throw Invalid($"the number is not in {least} to {most}.");
    }

    /// <summary>Reads an identifier: 16 bytes, a UUID in network order (RFC 9562).</summary>
    public Guid Id() => new(Bytes(16, 16), bigEndian: true);

    /// <summary>Reads a time: milliseconds since 1970-01-01T00:00:00Z, before the year 10000.</summary>
    public DateTimeOffset Time() => DateTimeOffset.FromUnixTimeMilliseconds((long)Unsigned(253_402_300_799_999));

    /// <summary>Reads a boolean.</summary>
    public bool Boolean() => Read(static r => r.ReadBoolean());

    /// <summary>Takes one map, still encoded, for the reader of its own rule.</summary>
    public ReadOnlyMemory<byte> Map()
    {
        int start = Offset;
        if (Read(static r => r.PeekState()) != CborReaderState.StartMap)
            throw Invalid("the value is not a map.");
        if (!Read(TrySkip))
            throw Invalid($"the value nests more than {MostDepth} levels deep, or has a tag.");
        return _message[start..Offset];
    }

    /// <summary>Reads an array of at most <paramref name="most"/> maps, each still encoded.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Maps(int most)
    {
        int count = Read(static r => r.ReadStartArray()) ?? throw Invalid("the array has no definite length.");
        if (count > most)
            throw Invalid($"there are more than {most} items.");
        var items = new List<ReadOnlyMemory<byte>>(count);
        for (int i = 0; i < count; i++)
            items.Add(Map());
        Read(static r => { r.ReadEndArray(); return true; });
        return items;
    }

    /// <summary>Reads an array of byte strings, none of them empty.</summary>
    public IReadOnlyList<byte[]> ByteStrings(int mostItems, int mostBytes)
    {
        int count = Read(static r => r.ReadStartArray()) ?? throw Invalid("the array has no definite length.");
        if (count > mostItems)
            throw Invalid($"there are more than {mostItems} items.");
        var items = new List<byte[]>(count);
        for (int i = 0; i < count; i++)
            items.Add(Bytes(1, mostBytes));
        Read(static r => { r.ReadEndArray(); return true; });
        return items;
    }

    /// <summary>Reads an array of text strings, each of at most <paramref name="mostBytes"/> bytes of UTF-8.</summary>
    public IReadOnlyList<string> Texts(int mostItems, int mostBytes)
    {
        int count = Read(static r => r.ReadStartArray()) ?? throw Invalid("the array has no definite length.");
        if (count > mostItems)
            throw Invalid($"there are more than {mostItems} items.");
        var items = new List<string>(count);
        for (int i = 0; i < count; i++)
            items.Add(Text(mostBytes));
        Read(static r => { r.ReadEndArray(); return true; });
        return items;
    }

    /// <summary>The complaint about a key that the rule does not have.</summary>
    public readonly ProtocolException Unknown() => Invalid("the rule has no such field.");

    /// <summary>The complaint about a key that must be there and is not.</summary>
    public readonly ProtocolException Missing(string field) => new(_rule, field, Offset, "the field is missing.");

    /// <summary>A complaint about the value of the current key.</summary>
    public readonly ProtocolException Invalid(string problem, Exception? inner = null) =>
        new(_rule, DisplayText.FitLine(Key, LongestShownKey), Offset, problem, inner);

    private readonly int Offset => _message.Length - _reader.BytesRemaining;

    private static bool TrySkip(CborReader reader)
    {
        int depth = reader.CurrentDepth;
        do
        {
            switch (reader.PeekState())
            {
                case CborReaderState.StartMap: reader.ReadStartMap(); break;
                case CborReaderState.EndMap: reader.ReadEndMap(); break;
                case CborReaderState.StartArray: reader.ReadStartArray(); break;
                case CborReaderState.EndArray: reader.ReadEndArray(); break;
                case CborReaderState.Tag: return false;
                default: reader.SkipValue(); break;
            }

            if (reader.CurrentDepth > MostDepth)
                return false;
        }
        while (reader.CurrentDepth > depth);
        return true;
    }

    private readonly T Read<T>(Func<CborReader, T> read)
    {
        try
        {
            return read(_reader);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw Invalid("the value is not of the required type, or not in deterministic encoding.", e);
        }
    }
}
