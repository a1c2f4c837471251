using System.Management.Automation;
using Enarx;
using EnarxPS.Completion;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>A cmdlet about keeps that are given as objects or by name.</summary>
public abstract class KeepTargetCmdlet : KeepCmdlet
{
    private const string ByObject = "InputObject";
    private const string ByName = "Name";

    /// <summary>Keeps, as New-Keep and Get-Keep give them.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Keep")]
    public Keep[] InputObject { get; set; } = [];

    /// <summary>Names; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName, Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(KeepNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The keeps that are meant. For a name that is none, an error is written.</summary>
    private protected IReadOnlyList<Keep> FindKeeps()
    {
        if (ParameterSetName == ByObject)
            return InputObject;
        IReadOnlyList<Keep> found = [];
        Run(null, async (pipeline, stop) => found = await KeepNames.FindAsync(pipeline, Name, stop).ConfigureAwait(false));
        return found;
    }
}
