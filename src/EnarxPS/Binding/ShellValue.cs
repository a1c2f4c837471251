using System.Collections;
using System.Management.Automation;

namespace EnarxPS.Binding;

/// <summary>Values as scripts give them, without the wrapping that the engine puts around them.</summary>
internal static class ShellValue
{
    /// <summary>The value itself; of lists and tables, their values themselves.</summary>
    public static object? Unwrap(object? value)
    {
        object? bare = value is PSObject wrapped ? wrapped.BaseObject : value;
        switch (bare)
        {
            case SwitchParameter flag:
                return flag.ToBool();
            case object?[] items when bare.GetType() == typeof(object[]):
                return items.Select(Unwrap).ToArray();
            case Hashtable or System.Collections.Specialized.OrderedDictionary:
                var table = new Dictionary<object, object?>();
                foreach (DictionaryEntry entry in (IDictionary)bare)
                    table.Add(Unwrap(entry.Key)!, Unwrap(entry.Value));
                return table;
            default:
                return bare;
        }
    }

    /// <summary>The entries of a table, by name.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Fields(IDictionary table)
    {
        foreach (DictionaryEntry entry in table)
            yield return new(entry.Key.ToString() ?? "", Unwrap(entry.Value));
    }
}
