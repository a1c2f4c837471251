namespace Enarx.Protocol;

/// <summary>Bodies that are one list: rules <c>offers</c>, <c>keeps</c> and <c>platforms</c> of docs/protocol.cddl.</summary>
public static class Lists
{
    private const int MostItems = 4096;

    /// <summary>Encodes items that are encoded already under one key.</summary>
    public static byte[] Encode(string key, IEnumerable<byte[]> items) => MapWriter.Encode(map => map.Items(key, [.. items]));

    /// <summary>Reads the items of a body with one key.</summary>
    /// <exception cref="ProtocolException">The body is not of that form.</exception>
    public static IReadOnlyList<T> Decode<T>(ReadOnlyMemory<byte> body, string key, Func<ReadOnlyMemory<byte>, T> item)
    {
        var map = MapReader.Open(body, key);
        IReadOnlyList<ReadOnlyMemory<byte>>? items = null;
        while (map.MoveNext())
            items = map.Key == key ? map.Maps(MostItems) : throw map.Unknown();
        return [.. (items ?? throw map.Missing(key)).Select(item)];
    }
}
