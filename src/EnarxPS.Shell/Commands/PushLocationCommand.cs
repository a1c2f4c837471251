using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Push-Location: remembers the current path, and changes it.</summary>
[Cmdlet(VerbsCommon.Push, "Location")]
public sealed class PushLocationCommand : PSCmdlet
{
    /// <summary>The new path; the current one stays when absent.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(stackName: null);
        if (Path is { } path)
            ProviderErrors.Catch(this, path, () => SessionState.Path.SetLocation(path));
    }
}
