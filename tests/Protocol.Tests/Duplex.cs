using System.IO.Pipelines;

namespace Enarx.Protocol.Tests;

/// <summary>Two connected byte streams in memory.</summary>
internal sealed class Duplex : Stream
{
    /// <summary>How long a test waits for what must come.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Stream _in;
    private readonly Stream _out;
    private readonly int _mostAtOnce;

    private Duplex(Pipe from, Pipe to, int mostAtOnce)
    {
        _in = from.Reader.AsStream();
        _out = to.Writer.AsStream();
        _mostAtOnce = mostAtOnce;
    }

    /// <summary>Makes a pair.</summary>
    /// <param name="mostAtOnce">The most bytes that one read gives.</param>
    public static (Duplex Here, Duplex There) Pair(int mostAtOnce = int.MaxValue)
    {
        var options = new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false);
        Pipe a = new(options), b = new(options);
        return (new Duplex(a, b, mostAtOnce), new Duplex(b, a, mostAtOnce));
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _in.ReadAsync(buffer[..Math.Min(buffer.Length, _mostAtOnce)], cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => _out.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => _out.FlushAsync(cancellationToken);

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _out.Dispose();
        _in.Dispose();
        base.Dispose(disposing);
    }
}
