using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>
/// Select-Object: chooses properties, or objects by their place. Other than the real one, <c>-First</c> lets the commands before it
/// run to their end: the engine's way to stop them is not public.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object")]
public sealed class SelectObjectCommand : PSCmdlet
{
    private readonly List<PSObject> _held = [];
    private readonly List<PSObject> _seen = [];
    private PropertyExpression[] _properties = [];
    private int _skipped;
    private int _written;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Properties of the results.</summary>
    [Parameter(Position = 0)]
    public object[] Property { get; set; } = [];

    /// <summary>The property whose value is the result.</summary>
    [Parameter]
    public string? ExpandProperty { get; set; }

    /// <summary>How many objects from the start.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    /// <summary>How many objects from the end.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    /// <summary>How many objects to pass over at the start, or before the end with <c>-Last</c>.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>Leaves out results that came before.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    private bool HasFirst => MyInvocation.BoundParameters.ContainsKey(nameof(First));

    private bool HasLast => MyInvocation.BoundParameters.ContainsKey(nameof(Last));

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (HasFirst && HasLast)
            ThrowTerminatingError(new ErrorRecord(new PSArgumentException("-First and -Last cannot be used together here."), "FirstAndLast", ErrorCategory.InvalidArgument, null));
        if (Property.Length > 0 && ExpandProperty is not null)
            ThrowTerminatingError(new ErrorRecord(new PSArgumentException("-Property and -ExpandProperty cannot be used together here."), "PropertyAndExpandProperty", ErrorCategory.InvalidArgument, null));
        _properties = [.. Property.Select(static p => new PropertyExpression(p))];
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        if (HasLast)
            Hold(InputObject);
        else if (_skipped < Skip)
            _skipped++;
        else if (!HasFirst || _written < First)
            Emit(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        int end = Math.Max(_held.Count - Skip, 0);
        foreach (PSObject item in _held.Take(end).Skip(Math.Max(end - Last, 0)))
            Emit(item);
    }

    private void Hold(PSObject item)
    {
        _held.Add(item);
        if (_held.Count > (long)Last + Skip)
            _held.RemoveAt(0);
    }

    private void Emit(PSObject item)
    {
        _written++;
        if (ExpandProperty is not null)
            Expand(item);
        else
            Write(_properties.Length > 0 ? Project(item) : item, enumerate: false);
    }

    private void Expand(PSObject item)
    {
        if (item.Properties[ExpandProperty] is { } property)
            Write(property.Value, enumerate: true);
        else
            WriteError(new ErrorRecord(new PSArgumentException($"Property \"{ExpandProperty}\" cannot be found."), "ExpandPropertyNotFound", ErrorCategory.InvalidArgument, item));
    }

    private PSObject Project(PSObject item)
    {
        var result = new PSObject();
        result.TypeNames.Insert(0, "Selected." + item.BaseObject.GetType());
        foreach (PropertyExpression expression in _properties)
        {
            List<(string Name, object? Value)> values = [.. expression.Of(item)];
            if (values.Count == 0 && expression.NameWhenMissing is { } name)
                values.Add((name, null));
            foreach ((string property, object? value) in values)
            {
                if (result.Properties[property] is null)
                    result.Properties.Add(new PSNoteProperty(property, value));
            }
        }

        return result;
    }

    private void Write(object? value, bool enumerate)
    {
        if (Unique)
        {
            PSObject candidate = PSObject.AsPSObject(value ?? "");
            if (_seen.Exists(s => Same(s, candidate)))
                return;
            _seen.Add(candidate);
        }

        WriteObject(value, enumerate);
    }

    private bool Same(PSObject left, PSObject right) => _properties.Length == 0
        ? LanguagePrimitives.Equals(left, right)
        : left.Properties.Count() == right.Properties.Count()
            && left.Properties.All(p => right.Properties[p.Name] is { } other && LanguagePrimitives.Equals(p.Value, other.Value));
}
