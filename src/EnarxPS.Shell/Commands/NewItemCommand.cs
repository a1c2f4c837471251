using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>New-Item: makes a file, a folder, or another provider's item.</summary>
[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true)]
public sealed class NewItemCommand : PSCmdlet
{
    /// <summary>Where.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>What: <c>File</c>, <c>Directory</c>, or what the provider knows.</summary>
    [Parameter]
    [Alias("Type")]
    public string ItemType { get; set; } = "File";

    /// <summary>Content of a file.</summary>
    [Parameter(ValueFromPipeline = true)]
    public object? Value { get; set; }

    /// <summary>Writes over a file, and is content with a folder that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // The provider asks for -WhatIf and -Confirm itself.
        foreach (string path in Path)
            ProviderErrors.Catch(this, path, () => WriteObject(InvokeProvider.Item.New([path], name: null, ItemType, Value, Force), enumerateCollection: true));
    }
}
