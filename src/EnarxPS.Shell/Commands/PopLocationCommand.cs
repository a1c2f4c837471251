using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Pop-Location: goes back to the path that Push-Location remembered.</summary>
[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => SessionState.Path.PopLocation(stackName: null);
}
