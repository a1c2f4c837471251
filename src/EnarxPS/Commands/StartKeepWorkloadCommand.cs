using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Binding;

namespace EnarxPS.Commands;

/// <summary>Sends a workload to a keep whose evidence passed, and returns when it runs.</summary>
[Cmdlet(VerbsLifecycle.Start, "KeepWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(KeepWorkload))]
public sealed class StartKeepWorkloadCommand : WorkloadStartCmdlet
{
    /// <summary>An appraisal that passed, as Test-KeepEvidence gives it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public KeepAppraisal Appraisal { get; set; } = null!;

    /// <summary>A file to give as standard input; without it, standard input is empty.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? InputPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Appraisal.Keep?.Name ?? "no keep", $"Run '{Path}'"))
            return;
        Run(Path, async (pipeline, stop) =>
        {
            FileStream? input = OpenInput(InputPath is null ? null : FilePath.Resolve(this, InputPath));
            WorkloadRun run = await StartAsync(Appraisal, FilePath.Resolve(this, Path), pipeline, stop).ConfigureAwait(false);
            _ = FeedAsync(input, run.StandardInput);
            pipeline.WriteObject(run.Workload);
        });
    }
}
