using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Waits until workloads have ended, and writes each when it has.</summary>
[Cmdlet(VerbsLifecycle.Wait, "KeepWorkload")]
[OutputType(typeof(KeepWorkload))]
public sealed class WaitKeepWorkloadCommand : WorkloadTargetCmdlet
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Greatest time to wait for each workload, seconds; for ever when it is left out.</summary>
    [Parameter]
    [Alias("TimeoutSec")]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Waiting for a workload";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (KeepWorkload workload in InputObject)
            Run(workload, (pipeline, stop) => WaitAsync(workload, pipeline, stop));
    }

    private async Task WaitAsync(KeepWorkload workload, PipelineThread pipeline, CancellationToken stop)
    {
        WorkloadRun run = WorkloadRun.Of(workload);
        DateTime deadline = TimeoutSeconds is { } seconds ? DateTime.UtcNow.AddSeconds(seconds) : DateTime.MaxValue;
        while (await Task.WhenAny(run.Ended, Task.Delay(Look, stop)).ConfigureAwait(false) != run.Ended)
        {
            stop.ThrowIfCancellationRequested();
            if (run.IsHeldUp)
                throw new KeepException(KeepErrorId.WorkloadOutputFull, $"The workload '{workload.Name}' waits until some of its {workload.OutputWaiting} bytes of output are received.");
            if (DateTime.UtcNow > deadline)
                throw new KeepException(KeepErrorId.OperationTimedOut, $"The workload '{workload.Name}' did not end within {TimeoutSeconds} seconds. It goes on.");
        }

        WorkloadStreams.ReportFailure(workload, pipeline);
        pipeline.WriteObject(workload);
    }
}
