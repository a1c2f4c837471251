using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Set-Location: changes the current path.</summary>
[Cmdlet(VerbsCommon.Set, "Location")]
public sealed class SetLocationCommand : PSCmdlet
{
    /// <summary>The path; the home folder when absent.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string Path { get; set; } = "~";

    /// <summary>Gives the new path.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ProviderErrors.Catch(this, Path, () =>
    {
        PathInfo path = SessionState.Path.SetLocation(Path);
        if (PassThru)
            WriteObject(path);
    });
}
