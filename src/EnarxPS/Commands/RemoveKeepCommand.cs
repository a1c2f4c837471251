using System.Management.Automation;
using Enarx;
using Enarx.Client;

namespace EnarxPS.Commands;

/// <summary>Ends keeps and everything in them.</summary>
[Cmdlet(VerbsCommon.Remove, "Keep", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = "Name")]
[OutputType(typeof(void))]
public sealed class RemoveKeepCommand : KeepTargetCmdlet
{
    /// <inheritdoc/>
    protected override string Activity => "Ending keeps";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Keep keep in FindKeeps())
        {
            if (ShouldProcess(keep.Name, "End the keep and every workload in it"))
                Run(keep, (pipeline, stop) => KeepManager.OfThisUser(pipeline.WriteVerbose).RemoveAsync(keep.Id, stop));
        }
    }
}
