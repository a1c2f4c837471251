using System.Formats.Cbor;

namespace Enarx.Attestation;

/// <summary>
/// One CBOR data item (RFC 8949) inside some evidence, which knows where it stands, so that a complaint can name field
/// and byte. The whole structure is walked once when it is opened: keys that stand twice, texts that are not UTF-8,
/// strings in chunks and deep nesting are refused even in parts that nobody looks at.
/// </summary>
internal readonly struct CborItem
{
    private const int Deepest = 16;

    private readonly ReadOnlyMemory<byte> _encoded;

    internal CborItem(ReadOnlyMemory<byte> encoded, int offset, string field)
    {
        _encoded = encoded;
        Offset = offset;
        Field = field;
    }

    /// <summary>Where it starts, bytes from the start of the evidence.</summary>
    public int Offset { get; }

    /// <summary>Where it ends.</summary>
    public int End => Offset + _encoded.Length;

    /// <summary>What it is, for complaints.</summary>
    public string Field { get; }

    /// <summary>Whether it is null.</summary>
    public bool IsNull => Kind == CborReaderState.Null;

    private CborReaderState Kind => Reader().PeekState();

    /// <summary>Opens bytes that must be one item and nothing after it.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="offset">Where they stand in the evidence.</param>
    /// <param name="field">What they are.</param>
    /// <param name="allowIndefinite">Whether arrays and maps may leave their length open, as AWS' documents do.</param>
    /// <exception cref="CborException">They are anything else.</exception>
    public static CborItem Open(ReadOnlyMemory<byte> bytes, int offset, string field, bool allowIndefinite = false)
    {
        var reader = new CborReader(bytes, CborConformanceMode.Strict);
        int Position() => offset + bytes.Length - reader.BytesRemaining;
        int start = offset;
        try
        {
            int depth = 0;
            bool tagged;
            do
            {
                start = Position();
                tagged = reader.PeekState() == CborReaderState.Tag;
                depth += Walk(reader, allowIndefinite);
                if (depth > Deepest)
                    throw new CborException(start, field, $"items are nested deeper than {Deepest}.");
            }
            while (depth > 0 || tagged);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new CborException(start, field, $"there is no well-formed CBOR: {e.Message}", e);
        }

        if (reader.BytesRemaining > 0)
            throw new CborException(Position(), field, $"{reader.BytesRemaining} bytes follow the last item.");
        return new CborItem(bytes, offset, field);
    }

    /// <summary>Reads a byte string.</summary>
    /// <param name="least">Least length, bytes.</param>
    /// <param name="most">Greatest length, bytes.</param>
    public ReadOnlyMemory<byte> Bytes(int least, int most)
    {
        CborReader reader = Expect("a byte string", CborReaderState.ByteString);
        ReadOnlyMemory<byte> value = reader.ReadDefiniteLengthByteString();
        return value.Length >= least && value.Length <= most
            ? value
            : throw Bad($"it has {value.Length} bytes; {(least == most ? $"{most}" : $"{least} to {most}")} are required.");
    }

    /// <summary>Reads the output of SHA-256, SHA-384 or SHA-512.</summary>
    public ReadOnlyMemory<byte> Hash()
    {
        ReadOnlyMemory<byte> value = Bytes(0, int.MaxValue);
        return value.Length is 32 or 48 or 64 ? value : throw Bad($"it has {value.Length} bytes; 32, 48 or 64 are required.");
    }

    /// <summary>Opens the item that a byte string holds.</summary>
    public CborItem Embedded(string field, bool allowIndefinite = false)
    {
        ReadOnlyMemory<byte> content = Bytes(1, int.MaxValue);
        return Open(content, End - content.Length, field, allowIndefinite);
    }

    /// <summary>Reads a text string of some characters.</summary>
    public string Text(int most)
    {
        CborReader reader = Expect("a text string", CborReaderState.TextString);
        // Length in bytes bounds that in characters, and is checked before a string is made.
        return _encoded.Length <= (4 * most) + 9 && reader.ReadTextString() is { } text && text.Length <= most
            ? text
            : throw Bad($"it is longer than {most} characters.");
    }

    /// <summary>Reads an integer.</summary>
    public long Integer(long least, long most)
    {
        CborReader reader = Expect("an integer", CborReaderState.UnsignedInteger, CborReaderState.NegativeInteger);
        try
        {
            long value = reader.ReadInt64();
            if (value >= least && value <= most)
                return value;
        }
        catch (OverflowException)
        {
            // It is outside of any range that a field has.
        }

        throw Bad($"it must be {least} to {most}.");
    }

    /// <summary>Takes a tag off; null when there is none.</summary>
    public ulong? Tag(out CborItem content)
    {
        content = this;
        if (Kind != CborReaderState.Tag)
            return null;
        CborReader reader = Reader();
        ulong tag = (ulong)reader.ReadTag();
        content = new CborItem(_encoded[^reader.BytesRemaining..], End - reader.BytesRemaining, Field);
        return tag;
    }

    /// <summary>Takes off the one tag that must be there.</summary>
    public CborItem Tagged(ulong expected) =>
        Tag(out CborItem content) is { } tag && tag == expected ? content : throw Bad($"it must have tag {expected}.");

    /// <summary>Reads an array.</summary>
    /// <param name="least">Least number of items.</param>
    /// <param name="most">Greatest number of items.</param>
    public List<CborItem> Array(int least, int most)
    {
        CborReader reader = Expect("an array", CborReaderState.StartArray);
        reader.ReadStartArray();
        List<CborItem> items = [];
        while (reader.PeekState() != CborReaderState.EndArray)
        {
            if (items.Count == most)
                throw Bad($"it has more than {most} items.");
            int at = End - reader.BytesRemaining;
            items.Add(new CborItem(reader.ReadEncodedValue(), at, $"{Field}[{items.Count}]"));
        }

        return items.Count >= least ? items : throw Bad($"it has {items.Count} items; {least} are required.");
    }

    /// <summary>Reads a map whose keys are integers and texts.</summary>
    public CborMap Map(int most)
    {
        CborReader reader = Expect("a map", CborReaderState.StartMap);
        reader.ReadStartMap();
        var map = new CborMap(this);
        while (reader.PeekState() != CborReaderState.EndMap)
        {
            if (map.Count == most)
                throw Bad($"it has more than {most} entries.");
            int at = End - reader.BytesRemaining;
            switch (reader.PeekState())
            {
                case CborReaderState.TextString:
                    string text = reader.ReadTextString();
                    int valueAt = End - reader.BytesRemaining;
                    if (!map.Add(text, reader.ReadEncodedValue(), valueAt))
                        throw new CborException(at, Field, $"the key '{Printable(text)}' stands in it twice.");
                    break;
                case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                    long number = Key(reader, at);
                    int start = End - reader.BytesRemaining;
                    // The same number in two encodings passes the walk, which compares bytes.
                    if (!map.Add(number, reader.ReadEncodedValue(), start))
                        throw new CborException(at, Field, $"the key {number} stands in it twice.");
                    break;
                default:
                    throw new CborException(at, Field, "a key is neither an integer nor a text.");
            }
        }

        return map;
    }

    /// <summary>A complaint about this item.</summary>
    public CborException Bad(string problem) => new(Offset, Field, problem);

    private CborReader Reader() => new(_encoded, CborConformanceMode.Lax);

    private CborReader Expect(string what, params ReadOnlySpan<CborReaderState> kinds)
    {
        CborReader reader = Reader();
        return kinds.Contains(reader.PeekState()) ? reader : throw Bad($"it must be {what}.");
    }

    private long Key(CborReader reader, int at)
    {
        try
        {
            return reader.ReadInt64();
        }
        catch (OverflowException e)
        {
            throw new CborException(at, Field, "a key is an integer of more than 63 bits.", e);
        }
    }

    private static string Printable(string text) => new([.. text.Take(32).Select(c => c is > ' ' and < '\x7f' ? c : '?')]);

    /// <summary>Takes one token, and tells by how much it nests deeper.</summary>
    private static int Walk(CborReader reader, bool allowIndefinite)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.StartArray:
                Require(reader.ReadStartArray() is not null || allowIndefinite);
                return 1;
            case CborReaderState.StartMap:
                Require(reader.ReadStartMap() is not null || allowIndefinite);
                return 1;
            case CborReaderState.EndArray:
                reader.ReadEndArray();
                return -1;
            case CborReaderState.EndMap:
                reader.ReadEndMap();
                return -1;
            case CborReaderState.Tag:
                reader.ReadTag();
                return 0;
            case CborReaderState.StartIndefiniteLengthByteString or CborReaderState.StartIndefiniteLengthTextString:
                throw new CborContentException("a string comes in chunks.");
            default:
                reader.SkipValue();
                return 0;
        }

        static void Require(bool definite)
        {
            if (!definite)
                throw new CborContentException("the length of an array or map is left open.");
        }
    }
}
