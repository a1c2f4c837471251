namespace Enarx.Client;

/// <summary>
/// Output that arrived and nobody has received yet. When it is full, no more is taken from the keep, and so the
/// program waits.
/// </summary>
internal sealed class OutputBuffer
{
    /// <summary>The most bytes that wait.</summary>
    public const long Capacity = 64L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<WorkloadOutput> _pieces = new();
    private long _waiting;
    private bool _completed;
    private TaskCompletionSource? _room;
    private TaskCompletionSource<bool>? _arrival;

    /// <summary>Bytes that wait.</summary>
    public long Waiting => Volatile.Read(ref _waiting);

    /// <summary>True while the program is held up by this buffer.</summary>
    public bool IsFull => Volatile.Read(ref _room) is not null;

    /// <summary>Adds a piece.</summary>
    /// <returns>Completes when there is room for another.</returns>
    public Task AddAsync(WorkloadOutput piece)
    {
        lock (_lock)
        {
            _pieces.Enqueue(piece);
            _waiting += piece.Data.Length;
            Announce(true);
            if (_waiting < Capacity)
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Says that no more will be added.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            Announce(false);
        }
    }

    /// <summary>Takes a piece if one is there.</summary>
    public bool TryTake(out WorkloadOutput piece)
    {
        lock (_lock)
        {
            if (!_pieces.TryDequeue(out piece))
                return false;
            _waiting -= piece.Data.Length;
            if (_waiting < Capacity)
            {
                _room?.SetResult();
                _room = null;
            }

            return true;
        }
    }

    /// <summary>Waits for a piece.</summary>
    /// <returns>False at the end of the output.</returns>
    public Task<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_pieces.Count > 0 || _completed)
                return Task.FromResult(_pieces.Count > 0);
            _arrival ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _arrival.Task;
        }
    }

    private void Announce(bool arrived)
    {
        _arrival?.SetResult(arrived);
        _arrival = null;
    }
}
