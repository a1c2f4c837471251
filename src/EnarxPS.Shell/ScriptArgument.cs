using System.Management.Automation.Runspaces;

namespace EnarxPS.Shell;

/// <summary>Turns the words after a script's path into parameters, by the rules of <c>pwsh -File</c>.</summary>
internal static class ScriptArgument
{
    /// <summary>
    /// Reads the words: <c>-Name</c> names a parameter (its value, if it takes one, is the next word), <c>-Name:value</c> carries
    /// the value with it, where true and false become booleans, and all else is a string by position.
    /// </summary>
    public static IReadOnlyList<CommandParameter> Collect(ReadOnlySpan<string> words)
    {
        var parameters = new List<CommandParameter>(words.Length);
        string? pending = null;
        foreach (string word in words)
        {
            if (pending is not null)
            {
                parameters.Add(new CommandParameter(pending, word));
                pending = null;
                continue;
            }

            int colon = word.IndexOf(':');
            if (word.Length < 2 || !IsDash(word[0]))
                parameters.Add(new CommandParameter(null, word));
            else if (colon < 0)
                parameters.Add(new CommandParameter(word));
            else if (colon == word.Length - 1)
                pending = word.TrimEnd(':');
            else
                parameters.Add(new CommandParameter(word[..colon], Value(word[(colon + 1)..])));
        }

        // The engine says what is wrong with a name that has no value; dropping it would run another command than was typed.
        if (pending is not null)
            parameters.Add(new CommandParameter(pending));
        return parameters;
    }

    private static object Value(string text) => bool.TryParse(text.AsSpan(text[0] == '$' ? 1 : 0), out bool value) ? value : text;

    // The engine takes the typographic dashes too, as text pasted from documents has them.
    private static bool IsDash(char c) => c is '-' or '\u2013' or '\u2014' or '\u2015';
}
