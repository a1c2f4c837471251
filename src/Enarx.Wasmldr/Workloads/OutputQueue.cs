using System.Buffers;

namespace Enarx.Wasmldr.Workloads;

/// <summary>
/// What a program wrote and nobody has taken yet, in the order in which it wrote it, across both of its streams. The
/// program's thread adds, one reader takes; when the queue is full the program waits.
/// </summary>
internal sealed class OutputQueue : IDisposable
{
    private const int PieceLength = 64 * 1024;
    private const int MostBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<Piece> _pieces = new();
    private readonly SemaphoreSlim _readable = new(0);
    private Piece? _last;
    private int _bytes;
    private bool _ended;
    private TaskCompletionSource? _room;

    /// <summary>Adds bytes.</summary>
    /// <returns>Completes when there is room for more.</returns>
    public Task AddAsync(OutputChannel channel, ReadOnlySpan<byte> data)
    {
        lock (_lock)
        {
            while (!data.IsEmpty)
            {
                if (_last is null || _last.Channel != channel || _last.Length == PieceLength)
                {
                    _last = new Piece(channel, ArrayPool<byte>.Shared.Rent(PieceLength));
                    _pieces.Enqueue(_last);
                    _readable.Release();
                }

                int length = Math.Min(data.Length, PieceLength - _last.Length);
                data[..length].CopyTo(_last.Buffer.AsSpan(_last.Length));
                _last.Length += length;
                _bytes += length;
                data = data[length..];
            }

            if (_bytes < MostBytes)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Says that nothing more will be added.</summary>
    public void End()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _ended = true;
                _readable.Release();
            }
        }
    }

    /// <summary>Takes the oldest bytes, waiting for some.</summary>
    /// <returns>They; null at the end. The caller returns the piece when it is done with it.</returns>
    public async ValueTask<Piece?> TakeAsync(CancellationToken cancellationToken)
    {
        await _readable.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (!_pieces.TryDequeue(out Piece? piece))
            {
                // The end stays there for whoever asks again.
                _readable.Release();
                return null;
            }

            if (piece == _last)
                _last = null;
            _bytes -= piece.Length;
            if (_bytes < MostBytes)
            {
                _room?.SetResult();
                _room = null;
            }

            return piece;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _readable.Dispose();

    /// <summary>Some bytes of one channel.</summary>
    internal sealed class Piece(OutputChannel channel, byte[] buffer)
    {
        public OutputChannel Channel { get; } = channel;

        public byte[] Buffer { get; } = buffer;

        public int Length { get; set; }

        public void Return() => ArrayPool<byte>.Shared.Return(Buffer, clearArray: true);
    }
}
