using System.Text.RegularExpressions;

namespace Enarx.Protocol.Tests.Cddl;

/// <summary>The words and signs of a CDDL text, without its comments.</summary>
internal sealed partial class CddlTokens
{
    private readonly List<string> _tokens = [];
    private int _next;

    public CddlTokens(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            Match match = Token().Match(text, at);
            if (!match.Success)
                throw new FormatException($"CDDL: '{text[at..Math.Min(text.Length, at + 20)]}' is no token that this parser knows.");
            at += match.Length;
            if (!match.Groups["skip"].Success)
                _tokens.Add(match.Value);
        }
    }

    public bool AtEnd => _next == _tokens.Count;

    public string Peek(int ahead = 0) => _next + ahead < _tokens.Count ? _tokens[_next + ahead] : "";

    public string Take() => AtEnd ? throw new FormatException("CDDL: the text ends too early.") : _tokens[_next++];

    public bool TryTake(string token)
    {
        bool there = Peek() == token;
        if (there)
            _next++;
        return there;
    }

    public void Expect(string token)
    {
        string found = Take();
        if (found != token)
            throw new FormatException($"CDDL: there is '{found}' where '{token}' should be.");
    }

    public static bool IsName(string token) => token.Length > 0 && char.IsAsciiLetter(token[0]);

    public static bool IsNumber(string token) => token.Length > 0 && char.IsAsciiDigit(token[0]);

    [GeneratedRegex("""\G(?:(?<skip>\s+|;[^\n]*)|[A-Za-z](?:[-.]?[A-Za-z0-9])*|\d+|"(?:[^"\\]|\\.)*"|\.\.|\.[a-z]+|//|=>|[={}\[\]():,?*/])""")]
    private static partial Regex Token();
}
