using System.Globalization;
using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>Measure-Object: counts objects, and sums and compares a property of theirs.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object")]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private int _count;
    private double _sum;
    private object? _minimum;
    private object? _maximum;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>The property; the object itself when absent.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Property { get; set; }

    /// <summary>Gives the sum.</summary>
    [Parameter]
    public SwitchParameter Sum { get; set; }

    /// <summary>Gives the mean.</summary>
    [Parameter]
    public SwitchParameter Average { get; set; }

    /// <summary>Gives the least.</summary>
    [Parameter]
    public SwitchParameter Minimum { get; set; }

    /// <summary>Gives the greatest.</summary>
    [Parameter]
    public SwitchParameter Maximum { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
            return;
        object? value = Property is null ? InputObject.BaseObject : InputObject.Properties[Property]?.Value;
        if (value is null)
            return;
        if ((Sum || Average) && !TryAdd(value))
            return;

        _count++;
        if (_minimum is null || LanguagePrimitives.Compare(value, _minimum, ignoreCase: true) < 0)
            _minimum = value;
        if (_maximum is null || LanguagePrimitives.Compare(value, _maximum, ignoreCase: true) > 0)
            _maximum = value;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var result = new PSObject();
        result.Properties.Add(new PSNoteProperty("Count", _count));
        result.Properties.Add(new PSNoteProperty("Average", Average && _count > 0 ? _sum / _count : null));
        result.Properties.Add(new PSNoteProperty("Sum", Sum ? _sum : null));
        result.Properties.Add(new PSNoteProperty("Maximum", Maximum ? _maximum : null));
        result.Properties.Add(new PSNoteProperty("Minimum", Minimum ? _minimum : null));
        result.Properties.Add(new PSNoteProperty("Property", Property));
        WriteObject(result);
    }

    private bool TryAdd(object value)
    {
        if (!LanguagePrimitives.TryConvertTo(value, CultureInfo.InvariantCulture, out double number))
        {
            WriteError(new ErrorRecord(new PSInvalidCastException($"Input object \"{value}\" is not numeric."), "NonNumericInputObject", ErrorCategory.InvalidType, value));
            return false;
        }

        _sum += number;
        return true;
    }
}
