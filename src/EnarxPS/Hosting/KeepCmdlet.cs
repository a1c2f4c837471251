using System.Management.Automation;
using Enarx;

namespace EnarxPS.Hosting;

/// <summary>
/// A cmdlet whose work is asynchronous. The work ends when the pipeline stops, however it stops: by Ctrl+C, by an
/// exception downstream, or because downstream has enough.
/// </summary>
public abstract class KeepCmdlet : PSCmdlet, IDisposable
{
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(5);
    private static int s_lastActivity = 0x4b656570;

    private readonly CancellationTokenSource _ending = new();
    private readonly int _activity = Interlocked.Increment(ref s_lastActivity);

    /// <summary>What a progress bar says that this cmdlet does.</summary>
    protected abstract string Activity { get; }

    /// <summary>Ends the work that is still under way.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the work that is still under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ending.Cancel();
            _ending.Dispose();
        }
    }

    /// <summary>
    /// Runs work off the pipeline thread and what it posts on it. A <see cref="KeepException"/> becomes an error that
    /// ends nothing, about <paramref name="target"/>.
    /// </summary>
    /// <returns>True when the work succeeded.</returns>
    private protected bool Run(object? target, Func<PipelineThread, CancellationToken, Task> work)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(PipelineStopToken, _ending.Token);
        using var pipeline = new PipelineThread(this);
        Task running = Task.Run(() => work(pipeline, stop.Token), CancellationToken.None);
        bool progressing = false;
        try
        {
            pipeline.Pump(running, () =>
            {
                progressing = true;
                WriteProgress(new ProgressRecord(_activity, Activity, target?.ToString() is { Length: > 0 } text ? text : "…"));
            });
            running.GetAwaiter().GetResult();
            return true;
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, target));
            return false;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        finally
        {
            // Whatever ended the pump, no work outlives it unseen.
            if (!running.IsCompleted)
            {
                stop.Cancel();
                _ = running.ContinueWith(static _ => { }, TaskScheduler.Default).Wait(EndPatience);
            }

            if (progressing)
                WriteProgress(new ProgressRecord(_activity, Activity, "done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
