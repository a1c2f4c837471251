using System.Buffers.Binary;
using System.Formats.Cbor;
using System.Text;

namespace Enarx.Protocol.Tests;

/// <summary>An encoded map taken apart into its encoded keys and values, to be put together again wrongly.</summary>
internal sealed record RawMap(IReadOnlyList<RawMap.Field> Fields)
{
    public sealed record Field(byte[] Key, byte[] Value)
    {
        public Field(string key, byte[] value) : this(Text(key), value)
        {
        }

        public string Name => CborValue.Decode(Key) as string ?? "";
    }

    public static RawMap Of(byte[] encoded)
    {
        var reader = new CborReader(encoded);
        var fields = new List<Field>();
        for (int left = reader.ReadStartMap()!.Value; left > 0; left--)
            fields.Add(new Field(reader.ReadEncodedValue().ToArray(), reader.ReadEncodedValue().ToArray()));
        return new RawMap(fields);
    }

    public byte[] Encode() => [.. Head(5, (ulong)Fields.Count), .. Content];

    public byte[] EncodeIndefinite() => [0xBF, .. Content, 0xFF];

    public RawMap Without(string key) => new([.. Fields.Where(f => f.Name != key)]);

    /// <summary>With a value in the place where its key belongs, instead of what was there.</summary>
    public RawMap With(string key, byte[] value) =>
        new([.. Without(key).Fields.Append(new Field(key, value)).OrderBy(f => f.Key.Length).ThenBy(f => f.Name, StringComparer.Ordinal)]);

    public byte[] this[string key] => Fields.Single(f => f.Name == key).Value;

    public static byte[] Text(string text) => [.. Head(3, (ulong)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Array(params byte[][] items) => [.. Head(4, (ulong)items.Length), .. items.SelectMany(item => item)];

    /// <summary>The first bytes of a value: major type and argument, in the shortest form.</summary>
    public static byte[] Head(int major, ulong argument) =>
        argument < 24 ? [(byte)(major << 5 | (int)argument)]
        : argument <= byte.MaxValue ? [(byte)(major << 5 | 24), (byte)argument]
        : argument <= ushort.MaxValue ? LongHead(major, argument, 2)
        : argument <= uint.MaxValue ? LongHead(major, argument, 4)
        : LongHead(major, argument, 8);

    /// <summary>The first bytes of a value, in a form of 1, 2, 4 or 8 bytes more.</summary>
    public static byte[] LongHead(int major, ulong argument, int length)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, argument);
        int information = length switch { 1 => 24, 2 => 25, 4 => 26, _ => 27 };
        return [(byte)(major << 5 | information), .. bytes[(8 - length)..]];
    }

    private IEnumerable<byte> Content => Fields.SelectMany(f => (byte[])[.. f.Key, .. f.Value]);
}
