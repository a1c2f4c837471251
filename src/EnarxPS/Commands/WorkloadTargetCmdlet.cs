using System.Management.Automation;
using Enarx;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>A cmdlet about workloads that this session started.</summary>
public abstract class WorkloadTargetCmdlet : KeepCmdlet
{
    /// <summary>Workloads, as Start-KeepWorkload gives them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Workload")]
    public KeepWorkload[] InputObject { get; set; } = [];
}
