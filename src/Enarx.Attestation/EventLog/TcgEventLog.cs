using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// A crypto-agile event log (TCG PC Client Platform Firmware Profile, 10): a header that names the hash algorithms, then
/// events with a digest of each. What follows the last event is all zeros or all ones.
/// </summary>
internal static class TcgEventLog
{
    /// <summary>SHA-384 (TCG Algorithm Registry).</summary>
    public const ushort Sha384 = 0x000c;

    /// <summary>The longest log that is read, bytes.</summary>
    public const int Longest = 4 * 1024 * 1024;

    private const int MostAlgorithms = 16;
    private const int Sha1Length = 20;
    private const int LongestDigest = 64;
    private const int ShortestEvent = 12;

    private static ReadOnlySpan<byte> Signature => "Spec ID Event03\0"u8;

    /// <summary>Reads a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="algorithm">The hash algorithm whose digests are wanted.</param>
    /// <param name="digestLength">Length of its digests, bytes.</param>
    /// <exception cref="EventLogException">It is none, or an event in it has no digest of the algorithm.</exception>
    public static IReadOnlyList<TcgEvent> Parse(ReadOnlyMemory<byte> log, ushort algorithm, int digestLength)
    {
        if (log.Length > Longest)
            throw new EventLogException("log", Longest, $"it must have at most {Longest} bytes; it has {log.Length}.");
        int position = 0;
        Dictionary<ushort, int> algorithms = ReadHeader(log.Span, ref position);
        if (!algorithms.TryGetValue(algorithm, out int named) || named != digestLength)
            throw new EventLogException("hash algorithms", 0, $"algorithm 0x{algorithm:x4} with {digestLength} bytes is not among them.");
        var events = new List<TcgEvent>();
        while (!IsPadding(log.Span[position..]))
            events.Add(ReadEvent(log, ref position, algorithms, algorithm));
        return events;
    }

    // The header is an event in the older form, whose one digest is SHA-1 and zero.
    private static Dictionary<ushort, int> ReadHeader(ReadOnlySpan<byte> log, ref int position)
    {
        position = 4;
        if (UInt32(log, "header event type", ref position) != TcgEvent.NoAction)
            throw new EventLogException("header event type", 4, "the first event must be of type 3 (EV_NO_ACTION).");
        Take(log, "header digest", Sha1Length, ref position);
        uint length = UInt32(log, "header event size", ref position);
        int start = position;
        ReadOnlySpan<byte> header = Take(log, "header event", length, ref position);
        int at = 0;
        if (!header.StartsWith(Signature))
            throw new EventLogException("header signature", start, "it must be 'Spec ID Event03'.");
        at += Signature.Length + 8;
        uint count = at > header.Length ? 0 : UInt32(header, "number of algorithms", ref at);
        if (count is 0 or > MostAlgorithms)
            throw new EventLogException("number of algorithms", start + Signature.Length + 8, $"it must be 1 to {MostAlgorithms}; it is {count}.");
        var algorithms = new Dictionary<ushort, int>();
        for (uint i = 0; i < count; i++)
        {
            ushort id = UInt16(header, "algorithm", ref at), size = UInt16(header, "digest size", ref at);
            if (size is 0 or > LongestDigest || !algorithms.TryAdd(id, size))
                throw new EventLogException("algorithm", start + at - 4, $"0x{id:x4} with digests of {size} bytes stands there twice, or cannot be.");
        }

        return algorithms;
    }

    private static TcgEvent ReadEvent(ReadOnlyMemory<byte> log, ref int position, Dictionary<ushort, int> algorithms, ushort wanted)
    {
        ReadOnlySpan<byte> bytes = log.Span;
        int start = position;
        uint register = UInt32(bytes, "register", ref position), type = UInt32(bytes, "event type", ref position), count = UInt32(bytes, "number of digests", ref position);
        if (count is 0 || count > algorithms.Count)
            throw new EventLogException("number of digests", start + 8, $"it must be 1 to {algorithms.Count}; it is {count}.");
        ReadOnlyMemory<byte>? digest = null;
        for (uint i = 0; i < count; i++)
        {
            ushort algorithm = UInt16(bytes, "digest algorithm", ref position);
            if (!algorithms.TryGetValue(algorithm, out int length))
                throw new EventLogException("digest algorithm", position - 2, $"the header does not name 0x{algorithm:x4}.");
            int at = position;
            Take(bytes, "digest", (uint)length, ref position);
            if (algorithm != wanted)
                continue;
            if (digest is not null)
                throw new EventLogException("digest algorithm", at - 2, "a digest stands twice in an event.");
            digest = log.Slice(at, length);
        }

        uint size = UInt32(bytes, "event size", ref position);
        int data = position;
        Take(bytes, "event", size, ref position);
        return new TcgEvent(register, type, digest ?? throw new EventLogException("digests", start + ShortestEvent, $"the event has no digest of algorithm 0x{wanted:x4}."), log.Slice(data, (int)size));
    }

    private static bool IsPadding(ReadOnlySpan<byte> rest) => rest.Length == 0
        || (rest[0] is 0 or 0xff && !rest.ContainsAnyExcept(rest[0]));

    private static uint UInt32(ReadOnlySpan<byte> bytes, string field, ref int position) => BinaryPrimitives.ReadUInt32LittleEndian(Take(bytes, field, sizeof(uint), ref position));

    private static ushort UInt16(ReadOnlySpan<byte> bytes, string field, ref int position) => BinaryPrimitives.ReadUInt16LittleEndian(Take(bytes, field, sizeof(ushort), ref position));

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> bytes, string field, uint length, ref int position)
    {
        if (position > bytes.Length || length > (uint)(bytes.Length - position))
            throw new EventLogException(field, Math.Min(position, bytes.Length), $"it must have {length} bytes; {Math.Max(0, bytes.Length - position)} are left.");
        ReadOnlySpan<byte> taken = bytes.Slice(position, (int)length);
        position += (int)length;
        return taken;
    }
}
