using System.Globalization;
using System.Text.Json;

namespace Enarx.Protocol.Tests.Cddl;

/// <summary>
/// Reads the part of CDDL that docs/protocol.cddl is written in. What it does not know it refuses, so that no line of
/// the file goes unread.
/// </summary>
internal sealed class CddlParser
{
    private readonly CddlTokens _tokens;

    private CddlParser(string text) => _tokens = new CddlTokens(text);

    /// <summary>Reads a whole text.</summary>
    /// <returns>The rules by name.</returns>
    public static IReadOnlyDictionary<string, CddlType> Parse(string text)
    {
        var parser = new CddlParser(text);
        var rules = new Dictionary<string, CddlType>(StringComparer.Ordinal);
        while (!parser._tokens.AtEnd)
        {
            string name = parser._tokens.Take();
            parser._tokens.Expect("=");
            if (!CddlTokens.IsName(name) || !rules.TryAdd(name, parser.Type()))
                throw new FormatException($"CDDL: '{name}' is no name, or is there twice.");
        }

        return rules;
    }

    private CddlType Type()
    {
        var types = new List<CddlType> { Type1() };
        while (_tokens.TryTake("/"))
            types.Add(Type1());
        return types.Count == 1 ? types[0] : new CddlType.Choice(types);
    }

    private CddlType Type1()
    {
        CddlType type = Type2();
        switch (_tokens.Peek())
        {
            case "..":
                _tokens.Take();
                return new CddlType.Range(((CddlType.Range)type).Least, Number());
            case ".size":
                _tokens.Take();
                bool isRange = _tokens.TryTake("(");
                int least = (int)Number(), most = least;
                if (isRange)
                {
                    _tokens.Expect("..");
                    most = (int)Number();
                    _tokens.Expect(")");
                }

                return new CddlType.Sized(type, least, most);
            case ".regexp":
                _tokens.Take();
                return new CddlType.Pattern(type, String(_tokens.Take()));
            default:
                return type;
        }
    }

    private CddlType Type2()
    {
        string token = _tokens.Take();
        if (token == "{")
            return new CddlType.Map(Group("}"));
        if (token == "[")
            return Array();
        if (token[0] == '"')
            return new CddlType.Text(String(token));
        if (CddlTokens.IsNumber(token))
        {
            Int128 value = Int128.Parse(token, CultureInfo.InvariantCulture);
            return new CddlType.Range(value, value);
        }

        return CddlTokens.IsName(token) ? new CddlType.Name(token) : throw new FormatException($"CDDL: '{token}' is no type.");
    }

    private CddlType.Array Array()
    {
        (int least, int most) = Occurrence();
        CddlType item = Type();
        _tokens.Expect("]");
        return new CddlType.Array(least, most, item);
    }

    // Alternatives of a group, with groups inside of it multiplied out.
    private List<IReadOnlyList<CddlField>> Group(string end)
    {
        var alternatives = new List<IReadOnlyList<CddlField>>();
        List<IReadOnlyList<CddlField>> current = [[]];
        while (!_tokens.TryTake(end))
        {
            if (_tokens.TryTake("//"))
            {
                alternatives.AddRange(current);
                current = [[]];
                continue;
            }

            List<IReadOnlyList<CddlField>> entry = _tokens.TryTake("(") ? Group(")") : [[Field()]];
            current = [.. current.SelectMany(_ => entry, (IReadOnlyList<CddlField> before, IReadOnlyList<CddlField> then) => (IReadOnlyList<CddlField>)[.. before, .. then])];
            _tokens.TryTake(",");
        }

        return [.. alternatives, .. current];
    }

    private CddlField Field()
    {
        (int least, int most) = Occurrence();
        if (CddlTokens.IsName(_tokens.Peek()) && _tokens.Peek(1) == ":")
        {
            string key = _tokens.Take();
            _tokens.Expect(":");
            return most == 1 ? new CddlField(key, null, least, 1, Type()) : throw new FormatException($"CDDL: the key '{key}' cannot be there {most} times.");
        }

        CddlType keys = Type1();
        _tokens.Expect("=>");
        return new CddlField(null, keys, least, most, Type());
    }

    private (int Least, int Most) Occurrence()
    {
        if (_tokens.TryTake("?"))
            return (0, 1);
        bool counted = CddlTokens.IsNumber(_tokens.Peek()) && _tokens.Peek(1) == "*";
        if (!counted && _tokens.Peek() != "*")
            return (1, 1);
        int least = counted ? (int)Number() : 0;
        _tokens.Expect("*");
        return (least, CddlTokens.IsNumber(_tokens.Peek()) ? (int)Number() : int.MaxValue);
    }

    private Int128 Number() => Int128.Parse(_tokens.Take(), NumberStyles.None, CultureInfo.InvariantCulture);

    // CDDL's text has the escapes of JSON's (appendix B).
    private static string String(string token) => JsonSerializer.Deserialize<string>(token)!;
}
