using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Get-ChildItem: lists what is in a folder, or in another provider's container.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem")]
public sealed class GetChildItemCommand : PSCmdlet
{
    /// <summary>The containers, with wildcards; the current one when absent.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    /// <summary>Names to keep, with wildcards.</summary>
    [Parameter(Position = 1)]
    [SupportsWildcards]
    public string? Filter { get; set; }

    /// <summary>Lists the containers in it too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Lists hidden items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Lists only what is no container.</summary>
    [Parameter]
    public SwitchParameter File { get; set; }

    /// <summary>Lists only containers.</summary>
    [Parameter]
    public SwitchParameter Directory { get; set; }

    /// <summary>Gives the names alone.</summary>
    [Parameter]
    public SwitchParameter Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        WildcardPattern? filter = Filter is null ? null : new WildcardPattern(Filter, WildcardOptions.IgnoreCase);
        foreach (string path in Path)
        {
            ProviderErrors.Catch(this, path, () =>
            {
                foreach (PSObject item in InvokeProvider.ChildItem.Get([path], Recurse, Force, literalPath: false))
                {
                    string name = item.Properties["PSChildName"]?.Value as string ?? "";
                    bool isContainer = LanguagePrimitives.IsTrue(item.Properties["PSIsContainer"]?.Value);
                    if ((!File || !isContainer) && (!Directory || isContainer) && (filter is null || filter.IsMatch(name)))
                        WriteObject(Name ? name : item);
                }
            });
        }
    }
}
