using System.Management.Automation.Language;
using System.Text;

namespace EnarxPS.Shell.Hosting;

/// <summary>Gathers lines until they are whole commands, as a prompt does.</summary>
internal sealed class CommandBlock
{
    private readonly StringBuilder _text = new();

    /// <summary>True after a line that leaves a command unfinished.</summary>
    public bool IsOpen => _text.Length > 0;

    /// <summary>Forgets what was gathered.</summary>
    public void Clear() => _text.Clear();

    /// <summary>
    /// Takes one line. A command of one line is ready at once. One that the parser says goes on is ready at the next empty
    /// line at which it is whole, so that an <c>else</c> on its own line still belongs to its <c>if</c>.
    /// </summary>
    /// <param name="line">The line, or null at the end of input, which makes whatever was gathered ready.</param>
    /// <returns>Text to run, or null when there is none yet.</returns>
    public string? Add(string? line)
    {
        bool wasOpen = IsOpen;
        if (line is not null)
        {
            if (!wasOpen && string.IsNullOrWhiteSpace(line))
                return null;
            _text.Append(line).Append('\n');
        }

        string text = _text.ToString();
        bool isReady = line is null || (IsWhole(text) && (!wasOpen || string.IsNullOrWhiteSpace(line)));
        if (!isReady || text.Length == 0)
            return null;
        _text.Clear();
        return text.TrimEnd('\n');
    }

    private static bool IsWhole(string text)
    {
        Parser.ParseInput(text, out _, out ParseError[] errors);
        return !errors.Any(static e => e.IncompleteInput);
    }
}
