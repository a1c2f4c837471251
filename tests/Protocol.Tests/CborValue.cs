using System.Formats.Cbor;

namespace Enarx.Protocol.Tests;

/// <summary>
/// CBOR as plain objects, read by other means than the code under test: text, bytes, Int128, bool, lists, and maps.
/// Strict: deterministic encoding, no tags, at most 8 levels, nothing after the value.
/// </summary>
internal static class CborValue
{
    /// <summary>Begins the name of a key that is no text. No text begins so.</summary>
    public const char NotText = '\uD800';

    private const int MostDepth = 8;

    /// <summary>A value of a type that no rule has, and that only <c>any</c> can be.</summary>
    public sealed record Other(string Hex);

    public static object Decode(byte[] encoded)
    {
        var reader = new CborReader(encoded, CborConformanceMode.Canonical);
        object value = Read(reader);
        return reader.BytesRemaining == 0 ? value : throw new CborContentException("Bytes follow the value.");
    }

    public static byte[] Encode(object value)
    {
        var writer = new CborWriter(CborConformanceMode.Canonical, convertIndefiniteLengthEncodings: true);
        Write(writer, value);
        return writer.Encode();
    }

    private static object Read(CborReader reader)
    {
        if (reader.CurrentDepth > MostDepth)
            throw new CborContentException("The value is too deep.");
        switch (reader.PeekState())
        {
            case CborReaderState.TextString: return reader.ReadTextString();
            case CborReaderState.ByteString: return reader.ReadByteString();
            case CborReaderState.Boolean: return reader.ReadBoolean();
            case CborReaderState.UnsignedInteger: return (Int128)reader.ReadUInt64();
            case CborReaderState.NegativeInteger: return -1 - (Int128)reader.ReadCborNegativeIntegerRepresentation();
            case CborReaderState.StartArray:
                var items = new List<object>();
                for (int left = reader.ReadStartArray()!.Value; left > 0; left--)
                    items.Add(Read(reader));
                reader.ReadEndArray();
                return items;
            case CborReaderState.StartMap:
                var fields = new Dictionary<string, object>(StringComparer.Ordinal);
                for (int left = reader.ReadStartMap()!.Value; left > 0; left--)
                    fields.Add(Read(reader) is var key && key is string text ? text : $"{NotText}{fields.Count}", Read(reader));
                reader.ReadEndMap();
                return fields;
            case CborReaderState.Tag: throw new CborContentException("No rule has tags.");
            default: return new Other(Convert.ToHexString(reader.ReadEncodedValue().Span));
        }
    }

    private static void Write(CborWriter writer, object value)
    {
        switch (value)
        {
            case string text: writer.WriteTextString(text); break;
            case byte[] bytes: writer.WriteByteString(bytes); break;
            case bool flag: writer.WriteBoolean(flag); break;
            case Int128 number when number >= 0: writer.WriteUInt64((ulong)number); break;
            case Int128 number: writer.WriteCborNegativeIntegerRepresentation((ulong)(-1 - number)); break;
            case List<object> items:
                writer.WriteStartArray(items.Count);
                items.ForEach(item => Write(writer, item));
                writer.WriteEndArray();
                break;
            case Dictionary<string, object> fields:
                writer.WriteStartMap(null);
                foreach ((string key, object field) in fields)
                {
                    writer.WriteTextString(key);
                    Write(writer, field);
                }

                writer.WriteEndMap();
                break;
            default: throw new NotSupportedException(value.GetType().Name);
        }
    }
}
