using System.Collections;
using System.Management.Automation;

namespace EnarxPS.Shell.Commands;

/// <summary>
/// One entry of <c>-Property</c>: a name with wildcards, a script block, or a hash table that has <c>Expression</c> and, to choose
/// the name or the order, <c>Name</c> (or <c>Label</c>) and <c>Descending</c>.
/// </summary>
internal sealed class PropertyExpression
{
    private readonly ScriptBlock? _script;
    private readonly string? _name;

    /// <summary>Reads an entry.</summary>
    /// <exception cref="PSArgumentException">It is none of these, or the hash table has another key.</exception>
    public PropertyExpression(object entry)
    {
        object? expression = entry is PSObject wrapped ? wrapped.BaseObject : entry;
        if (expression is IDictionary table)
        {
            expression = null;
            foreach (DictionaryEntry pair in table)
            {
                string key = pair.Key.ToString() ?? "";
                if (Means(key, "Expression"))
                    expression = pair.Value is PSObject inner ? inner.BaseObject : pair.Value;
                else if (Means(key, "Name") || Means(key, "Label"))
                    Label = pair.Value?.ToString();
                else if (Means(key, "Descending"))
                    Descending = LanguagePrimitives.IsTrue(pair.Value);
                else if (Means(key, "Ascending"))
                    Descending = !LanguagePrimitives.IsTrue(pair.Value);
                else
                    throw new PSArgumentException($"A property has the key '{key}'; it may have Name (or Label), Expression, Ascending and Descending.");
            }
        }

        _script = expression as ScriptBlock;
        _name = expression as string;
        if (_script is null && string.IsNullOrEmpty(_name))
            throw new PSArgumentException("A property is a name, a script block, or a hash table with one of them as its Expression.");
    }

    /// <summary>The name that the entry gives; null to keep the property's own.</summary>
    public string? Label { get; }

    /// <summary>The order that the entry gives; null for that of the command.</summary>
    public bool? Descending { get; }

    /// <summary>The names and values that an object has for this entry; none when it has no such property.</summary>
    public IEnumerable<(string Name, object? Value)> Of(PSObject item)
    {
        if (_script is not null)
        {
            // As in the real commands, a script block that throws for one object gives no value for it.
            return [(Label ?? _script.ToString().Trim(), Evaluate(item))];
        }

        if (!WildcardPattern.ContainsWildcardCharacters(_name))
            return item.Properties[_name] is { } property ? [(Label ?? property.Name, Value(property))] : [];

        var pattern = new WildcardPattern(_name, WildcardOptions.IgnoreCase);
        return item.Properties.Where(p => p.IsGettable && pattern.IsMatch(p.Name)).Select(static p => (p.Name, Value(p)));
    }

    /// <summary>The name to show where an object has no such property; null for wildcards.</summary>
    public string? NameWhenMissing => Label ?? (_name is not null && !WildcardPattern.ContainsWildcardCharacters(_name) ? _name : null);

    private object? Evaluate(PSObject item)
    {
        try
        {
            List<PSVariable> variables = [new("_", item), new("PSItem", item)];
            return Single([.. _script!.InvokeWithContext(null, variables)]);
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return null;
        }
    }

    private static object? Value(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            return null;
        }
    }

    private static object? Single(PSObject?[] results) => results.Length switch
    {
        0 => null,
        1 => results[0],
        _ => results,
    };

    // Keys may be shortened, as in @{ n = 'Name'; e = { ... } }.
    private static bool Means(string key, string full) => key.Length > 0 && full.StartsWith(key, StringComparison.OrdinalIgnoreCase);
}
