using System.Management.Automation;

namespace EnarxPS.Hosting;

/// <summary>
/// Work that runs on several threads and whose results are taken in the order in which it was given. A bounded number of
/// pieces is under way or waits to be taken, so that memory stays flat however long the input is.
/// </summary>
internal sealed class OrderedWork<T>
{
    private const int WindowPerThread = 16;

    private readonly Queue<Task<T>> _window = new();
    private readonly TaskFactory? _threads;
    private readonly int _capacity;
    private readonly CancellationToken _stop;

    /// <summary>Sets the number of threads; with 1, work is done at once on the caller's own.</summary>
    public OrderedWork(int threads, CancellationToken stop)
    {
        _stop = stop;
        _capacity = WindowPerThread * threads;
        if (threads > 1)
            _threads = new TaskFactory(stop, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, threads).ConcurrentScheduler);
    }

    /// <summary>Gives a piece of work, and takes the results that are ready or that must make room.</summary>
    public IEnumerable<T> Give(Func<T> work)
    {
        if (_threads is null)
        {
            yield return work();
            yield break;
        }

        _window.Enqueue(_threads.StartNew(work));
        while (_window.TryPeek(out Task<T>? first) && (first.IsCompleted || _window.Count >= _capacity))
            yield return Take();
    }

    /// <summary>Takes all other results, waiting for them.</summary>
    public IEnumerable<T> TakeRest()
    {
        while (_window.Count > 0)
            yield return Take();
    }

    private T Take()
    {
        Task<T> first = _window.Dequeue();
        try
        {
            Task.WaitAny([first], _stop);
            return first.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
    }
}
