using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Remove-Item: removes files, folders or other providers' items.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true)]
public sealed class RemoveItemCommand : PSCmdlet
{
    /// <summary>The paths, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Removes what is in a folder too; without it a folder that is not empty stays.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Removes read-only items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            ProviderErrors.Catch(this, path, () => Remove(path));
    }

    private void Remove(string path)
    {
        foreach (PathInfo item in SessionState.Path.GetResolvedPSPathFromPSPath(path))
        {
            string literal = item.Path;
            // The provider asks for -WhatIf and -Confirm itself.
            if (!Recurse && InvokeProvider.Item.IsContainer(WildcardPattern.Escape(literal)) && InvokeProvider.ChildItem.HasChild(literal, force: true, literalPath: true))
                WriteError(new ErrorRecord(new PSInvalidOperationException($"'{literal}' is not empty. Use -Recurse to remove it with all that is in it."), "DirectoryNotEmpty", ErrorCategory.WriteError, literal));
            else
                InvokeProvider.Item.Remove([literal], Recurse, Force, literalPath: true);
        }
    }
}
