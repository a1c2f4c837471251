using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Get-Item: gives the item at a path.</summary>
[Cmdlet(VerbsCommon.Get, "Item")]
public sealed class GetItemCommand : PSCmdlet
{
    /// <summary>The paths, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Gives hidden items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
            ProviderErrors.Catch(this, path, () => WriteObject(InvokeProvider.Item.Get([path], Force, literalPath: false), enumerateCollection: true));
    }
}
