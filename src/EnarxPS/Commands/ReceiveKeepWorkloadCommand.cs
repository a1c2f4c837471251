using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Takes the output that workloads have written: lines of standard output as strings.</summary>
[Cmdlet(VerbsCommunications.Receive, "KeepWorkload")]
[OutputType(typeof(string))]
public sealed class ReceiveKeepWorkloadCommand : WorkloadTargetCmdlet
{
    /// <summary>Go on until the workload has ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Receiving output";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (KeepWorkload workload in InputObject)
        {
            Run(workload, async (pipeline, stop) =>
            {
                WorkloadRun run = WorkloadRun.Of(workload);
                if (Wait || run.Ended.IsCompleted)
                {
                    await WorkloadStreams.DrainToEndAsync(run, pipeline, stop).ConfigureAwait(false);
                    WorkloadStreams.ReportFailure(workload, pipeline);
                }
                else
                {
                    WorkloadStreams.DrainLines(run, pipeline);
                }
            });
        }
    }
}
