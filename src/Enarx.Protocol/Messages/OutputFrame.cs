namespace Enarx.Protocol;

/// <summary>
/// The beginning of a workload, one piece of its output, or its end: rule <c>output</c> of docs/protocol.cddl. The order of the pieces is
/// the order in which the program wrote them, across both streams.
/// </summary>
public readonly record struct OutputFrame
{
    /// <summary>The longest piece, bytes.</summary>
    public const int MaximumData = 256 * 1024;

    /// <summary>That the workload was accepted and runs; the first frame, and only it, has this.</summary>
    public WorkloadStatus? Begin { get; init; }

    /// <summary>Bytes written to standard output; null when this is not a piece of it.</summary>
    public byte[]? StandardOutput { get; init; }

    /// <summary>Bytes written to standard error; null when this is not a piece of it.</summary>
    public byte[]? StandardError { get; init; }

    /// <summary>How the workload ended; the last frame, and only it, has this.</summary>
    public WorkloadStatus? End { get; init; }

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode()
    {
        OutputFrame frame = this;
        return MapWriter.Encode(map => map
            .Map("begin", frame.Begin?.Encode()).Bytes("stdout", frame.StandardOutput).Bytes("stderr", frame.StandardError)
            .Map("end", frame.End?.Encode()));
    }

    /// <summary>Reads an encoded frame.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static OutputFrame Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, "output");
        byte[]? output = null, error = null;
        WorkloadStatus? begin = null, end = null;
        int fields = 0;
        while (map.MoveNext())
        {
            fields++;
            switch (map.Key)
            {
                case "begin": begin = WorkloadStatus.Decode(map.Map()); break;
                case "stdout": output = map.Bytes(1, MaximumData); break;
                case "stderr": error = map.Bytes(1, MaximumData); break;
                case "end": end = WorkloadStatus.Decode(map.Map()); break;
                default: throw map.Unknown();
            }
        }

        return fields == 1
            ? new OutputFrame { Begin = begin, StandardOutput = output, StandardError = error, End = end }
            : throw new ProtocolException("output", null, 0, $"there is one field; there are {fields}.");
    }
}
