using System.Buffers;
using System.IO.Pipelines;

namespace Enarx.Wasmldr.Workloads;

/// <summary>One of a program's streams, as the pipe that the system interface writes to.</summary>
internal sealed class OutputWriter(OutputQueue queue, OutputChannel channel) : PipeWriter, IDisposable
{
    private const int StagingLength = 16 * 1024;

    private byte[] _staging = ArrayPool<byte>.Shared.Rent(StagingLength);
    private int _staged;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_staging.Length - _staged < Math.Max(sizeHint, 1))
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_staged + sizeHint, 2 * _staging.Length));
            _staging.AsSpan(0, _staged).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_staging, clearArray: true);
            _staging = larger;
        }

        return _staging.AsMemory(_staged);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _staged += bytes;

    /// <inheritdoc/>
    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        int length = _staged;
        _staged = 0;
        await queue.AddAsync(channel, _staging.AsSpan(0, length)).WaitAsync(cancellationToken).ConfigureAwait(false);
        return default;
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        Task room = queue.AddAsync(channel, source.Span);
        return room.IsCompleted ? default : WaitAsync(room, cancellationToken);
    }

    /// <inheritdoc/>
    public override void CancelPendingFlush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        // The queue ends when the program does, not when one of its streams does.
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_staging, clearArray: true);

    private static async ValueTask<FlushResult> WaitAsync(Task room, CancellationToken cancellationToken)
    {
        await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        return default;
    }
}
