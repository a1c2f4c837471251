using System.Collections.Concurrent;
using System.Management.Automation;

namespace EnarxPS.Hosting;

/// <summary>
/// What asynchronous work has a cmdlet's pipeline thread do: only that thread may write to the pipeline.
/// </summary>
internal sealed class PipelineThread(Cmdlet cmdlet) : IDisposable
{
    private readonly BlockingCollection<Action<Cmdlet>> _actions = [];

    /// <summary>Writes an object to the pipeline.</summary>
    public void WriteObject(object value) => Post(c => c.WriteObject(value));

    /// <summary>Writes an error that ends nothing.</summary>
    public void WriteError(ErrorRecord error) => Post(c => c.WriteError(error));

    /// <summary>Says what is being done.</summary>
    public void WriteVerbose(string text) => Post(c => c.WriteVerbose(text));

    /// <summary>Warns.</summary>
    public void WriteWarning(string text) => Post(c => c.WriteWarning(text));

    /// <summary>
    /// Shows a line of a program's standard error: on the host, as Write-Host would, and in the information stream,
    /// where it can be captured (6&gt;). It is no error of the cmdlet's.
    /// </summary>
    public void WriteStandardError(string line) => Post(c => c.WriteInformation(new HostInformationMessage { Message = line }, ["PSHOST", "stderr"]));

    /// <summary>Runs posted actions until the work has ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="whileWaiting">Called about every second that the work goes on.</param>
    public void Pump(Task work, Action whileWaiting)
    {
        work.ContinueWith(_ => _actions.CompleteAdding(), TaskScheduler.Default);
        while (!_actions.IsCompleted)
        {
            if (_actions.TryTake(out Action<Cmdlet>? action, TimeSpan.FromSeconds(1)))
                action(cmdlet);
            else if (!_actions.IsCompleted)
                whileWaiting();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _actions.Dispose();

    private void Post(Action<Cmdlet> action)
    {
        try
        {
            _actions.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The pipeline has gone on without this work; nobody is there to be told.
        }
    }
}
