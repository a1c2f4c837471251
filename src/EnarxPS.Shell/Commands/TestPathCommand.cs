using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Test-Path: tells whether something is at a path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PSCmdlet
{
    /// <summary>The paths, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [AllowEmptyString]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The paths, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    [AllowEmptyString]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>What must be there.</summary>
    [Parameter]
    [Alias("Type")]
    public PathKind PathType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == "LiteralPath";
        foreach (string path in isLiteral ? LiteralPath : Path)
            WriteObject(!string.IsNullOrWhiteSpace(path) && IsThere(isLiteral ? WildcardPattern.Escape(path) : path));
    }

    private bool IsThere(string path)
    {
        try
        {
            return InvokeProvider.Item.Exists(path) && PathType switch
            {
                PathKind.Container => InvokeProvider.Item.IsContainer(path),
                PathKind.Leaf => !InvokeProvider.Item.IsContainer(path),
                _ => true,
            };
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ProviderInvocationException)
        {
            return false;
        }
    }
}
