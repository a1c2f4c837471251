using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Sort-Object: sorts by properties, or by the objects themselves; equal ones keep their order.</summary>
[Cmdlet("Sort", "Object")]
public sealed class SortObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _items = [];

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What to sort by, the most important first.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>Puts the greatest first.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>Leaves one of equal objects.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Tells upper case from lower case.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            _items.Add(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        PropertyExpression[] properties = [.. Property.Select(static p => new PropertyExpression(p))];
        bool[] descending = properties.Length == 0 ? [Descending] : [.. properties.Select(p => p.Descending ?? Descending)];
        List<(PSObject Item, object?[] Keys)> sorted = [.. _items.Select(i => (i, Keys(i, properties)))
            .Order(Comparer<(PSObject, object?[] Keys)>.Create((x, y) => Compare(x.Keys, y.Keys, descending)))];

        for (int i = 0; i < sorted.Count; i++)
        {
            if (!Unique || i == 0 || Compare(sorted[i - 1].Keys, sorted[i].Keys, descending) != 0)
                WriteObject(sorted[i].Item);
        }
    }

    private static object?[] Keys(PSObject item, PropertyExpression[] properties) =>
        properties.Length == 0 ? [item.BaseObject] : [.. properties.Select(p => p.Of(item).Select(static v => v.Value).FirstOrDefault())];

    private int Compare(object?[] left, object?[] right, bool[] descending)
    {
        for (int i = 0; i < left.Length; i++)
        {
            int order = Compare(left[i], right[i]);
            if (order != 0)
                return descending[i] ? -order : order;
        }

        return 0;
    }

    private int Compare(object? left, object? right)
    {
        if (LanguagePrimitives.TryCompare(left, right, ignoreCase: !CaseSensitive, out int order))
            return order;
        return string.Compare(left?.ToString(), right?.ToString(), CaseSensitive ? StringComparison.CurrentCulture : StringComparison.CurrentCultureIgnoreCase);
    }
}
