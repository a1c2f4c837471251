using System.Text;
using System.Text.RegularExpressions;

namespace Enarx.Protocol.Tests.Cddl;

/// <summary>docs/protocol.cddl, to hold encodings against.</summary>
internal sealed class CddlSchema
{
    private static readonly string[] Prelude = ["any", "bool", "bstr", "tstr", "uint"];

    private CddlSchema(IReadOnlyDictionary<string, CddlType> rules) => Rules = rules;

    /// <summary>The file of this project.</summary>
    public static CddlSchema Document { get; } = new(CddlParser.Parse(File.ReadAllText(Project.Path("docs", "protocol.cddl"))));

    /// <summary>The rules by name.</summary>
    public IReadOnlyDictionary<string, CddlType> Rules { get; }

    /// <summary>Reads a text.</summary>
    public static CddlSchema Of(string text) => new(CddlParser.Parse(text));

    /// <summary>Follows names to a rule that is more than a name.</summary>
    public CddlType Resolve(CddlType type) => type is CddlType.Name name && !Prelude.Contains(name.Id)
        ? Resolve(Rules.TryGetValue(name.Id, out CddlType? rule) ? rule : throw new FormatException($"CDDL: there is no rule '{name.Id}'."))
        : type;

    /// <summary>Whether a value is of a rule.</summary>
    /// <returns>Null when it is; else what is wrong.</returns>
    public string? Check(string rule, byte[] encoded) => Check(Rules[rule], CborValue.Decode(encoded), rule);

    private string? Check(CddlType type, object value, string path) => Resolve(type) switch
    {
        CddlType.Name name => CheckPrelude(name.Id, value, path),
        CddlType.Text text => value is string s && s == text.Value ? null : $"{path}: not \"{text.Value}\"",
        CddlType.Range range => value is Int128 i && i >= range.Least && i <= range.Most ? null : $"{path}: not in {range.Least}..{range.Most}",
        CddlType.Choice choice => choice.Types.Any(t => Check(t, value, path) is null) ? null : $"{path}: none of {choice.Types.Count} types",
        CddlType.Sized sized => Check(sized.Target, value, path) ?? (Size(value) is { } size && size >= sized.Least && size <= sized.Most ? null : $"{path}: not of size {sized.Least}..{sized.Most}"),
        CddlType.Pattern pattern => Check(pattern.Target, value, path) ?? (Matches(pattern.Expression, (string)value) ? null : $"{path}: does not match {pattern.Expression}"),
        CddlType.Array array => CheckArray(array, value, path),
        CddlType.Map map => CheckMap(map, value, path),
        var other => throw new NotSupportedException(other.ToString()),
    };

    private static string? CheckPrelude(string name, object value, string path) => name switch
    {
        "any" => null,
        "bool" => value is bool ? null : $"{path}: no boolean",
        "bstr" => value is byte[] ? null : $"{path}: no bytes",
        "tstr" => value is string text && !text.StartsWith(CborValue.NotText) ? null : $"{path}: no text",
        "uint" => value is Int128 i && i >= 0 && i <= ulong.MaxValue ? null : $"{path}: no unsigned integer",
        _ => throw new FormatException($"CDDL: there is no rule '{name}'."),
    };

    private string? CheckArray(CddlType.Array array, object value, string path) =>
        value is not List<object> items ? $"{path}: no array"
        : items.Count < array.Least || items.Count > array.Most ? $"{path}: not {array.Least} to {array.Most} items"
        : items.Select((item, i) => Check(array.Item, item, $"{path}[{i}]")).FirstOrDefault(problem => problem is not null);

    private string? CheckMap(CddlType.Map map, object value, string path)
    {
        if (value is not Dictionary<string, object> fields)
            return $"{path}: no map";
        string?[] problems = [.. map.Alternatives.Select(alternative => CheckFields(alternative, fields, path))];
        return problems.Contains(null) ? null : string.Join("; or ", problems);
    }

    private string? CheckFields(IReadOnlyList<CddlField> rule, Dictionary<string, object> fields, string path)
    {
        foreach ((string key, object value) in fields)
        {
            CddlField? field = rule.FirstOrDefault(f => f.Key == key) ?? rule.FirstOrDefault(f => f.KeyType is { } keys && Check(keys, key, path) is null);
            if ((field is null ? $"{path}.{key}: no such key" : Check(field.Value, value, $"{path}.{key}")) is { } problem)
                return problem;
        }

        return rule.FirstOrDefault(f => f.Key is not null && f.Least == 1 && !fields.ContainsKey(f.Key)) is { } missing ? $"{path}.{missing.Key}: missing"
            : rule.FirstOrDefault(f => f.KeyType is not null && fields.Count > f.Most) is { } many ? $"{path}: more than {many.Most} keys"
            : null;
    }

    private static int? Size(object value) => value switch
    {
        byte[] bytes => bytes.Length,
        string text => Encoding.UTF8.GetByteCount(text),
        _ => null,
    };

    private static bool Matches(string expression, string text) =>
        Regex.IsMatch(text, $@"\A(?:{expression})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
}
