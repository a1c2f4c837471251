using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Resolve-Path: expands wildcards and relative paths to paths that exist.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path")]
[OutputType(typeof(PathInfo))]
public sealed class ResolvePathCommand : PSCmdlet
{
    /// <summary>The paths, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            ProviderErrors.Catch(this, path, () => WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(path), enumerateCollection: true));
    }
}
