using System.Collections;
using System.Management.Automation;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>Lets a policy be written as a table: <c>-Policy @{ Measurement = '…' }</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PolicyTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is not IDictionary table)
            return value;
        try
        {
            return PolicyFields.Build(Fields(table));
        }
        catch (KeepException e)
        {
            throw new ArgumentTransformationMetadataException(e.Message, e);
        }
    }

    /// <summary>The fields of a table, unwrapped.</summary>
    internal static IEnumerable<KeyValuePair<string, object?>> Fields(IDictionary table) => table.Cast<DictionaryEntry>().Select(entry =>
        new KeyValuePair<string, object?>(entry.Key.ToString() ?? "", entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value));
}
