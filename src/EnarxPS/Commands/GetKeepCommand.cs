using System.Management.Automation;
using Enarx;
using EnarxPS.Completion;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Lists the keeps of this host.</summary>
[Cmdlet(VerbsCommon.Get, "Keep")]
[OutputType(typeof(Keep))]
public sealed class GetKeepCommand : KeepCmdlet
{
    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeepNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override string Activity => "Listing keeps";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(null, async (pipeline, stop) =>
    {
        foreach (Keep keep in await KeepNames.FindAsync(pipeline, Name, stop).ConfigureAwait(false))
            pipeline.WriteObject(keep);
    });
}
