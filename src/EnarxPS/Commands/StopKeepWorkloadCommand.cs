using System.Management.Automation;
using Enarx;
using Enarx.Client;

namespace EnarxPS.Commands;

/// <summary>Ends workloads. What they wrote before can still be received.</summary>
[Cmdlet(VerbsLifecycle.Stop, "KeepWorkload", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(KeepWorkload))]
public sealed class StopKeepWorkloadCommand : WorkloadTargetCmdlet
{
    /// <summary>Write the workloads to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Stopping a workload";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (KeepWorkload workload in InputObject)
        {
            if (!ShouldProcess(workload.ToString(), "Stop"))
                continue;
            Run(workload, async (pipeline, stop) =>
            {
                await WorkloadRun.Of(workload).StopAsync(stop).ConfigureAwait(false);
                if (PassThru)
                    pipeline.WriteObject(workload);
            });
        }
    }
}
