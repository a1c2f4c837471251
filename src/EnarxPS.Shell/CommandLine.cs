using System.Management.Automation.Runspaces;

namespace EnarxPS.Shell;

/// <summary>
/// The arguments of <c>enarxps</c>, read as <c>pwsh</c> reads its own (about_Pwsh): names in any case, shortened down
/// to the least part that is theirs alone, and everything after <c>-File path</c> or <c>-Command</c> belongs to the script.
/// </summary>
internal sealed record CommandLine
{
    // The shortest spelling of each name is that of pwsh, where other names compete for the shorter ones.
    private static readonly (string Name, string Shortest)[] Switches =
    [
        ("command", "c"),
        ("file", "f"),
        ("help", "h"),
        ("?", "?"),
        ("noexit", "noe"),
        ("nologo", "nol"),
        ("noninteractive", "noni"),
        ("noprofile", "nop"),
        ("version", "v"),
        ("workingdirectory", "wo"),
        ("wd", "wd"),
    ];

    /// <summary>What is to be done.</summary>
    public CommandLineMode Mode { get; init; }

    /// <summary>Text to run, for <see cref="CommandLineMode.Command"/>.</summary>
    public string Text { get; init; } = "";

    /// <summary>Full path of the script, for <see cref="CommandLineMode.File"/>.</summary>
    public string ScriptPath { get; init; } = "";

    /// <summary>Arguments of the script, in order; a name is null for a positional one.</summary>
    public IReadOnlyList<CommandParameter> ScriptArguments { get; init; } = [];

    /// <summary>True when no banner is to be written.</summary>
    public bool NoLogo { get; init; }

    /// <summary>True when a question to the user is an error.</summary>
    public bool NonInteractive { get; init; }

    /// <summary>True when a prompt follows the script or the command.</summary>
    public bool NoExit { get; init; }

    /// <summary>Folder to start in; null for the current one.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Reads the arguments.</summary>
    /// <param name="args">The arguments as the operating system gave them.</param>
    /// <param name="isInputRedirected">True when standard input is not a terminal.</param>
    /// <exception cref="CommandLineException">An argument is unknown or lacks its value, or the script does not exist.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args, bool isInputRedirected)
    {
        var line = new CommandLine { Mode = isInputRedirected ? CommandLineMode.StandardInput : CommandLineMode.Interactive };
        for (int i = 0; i < args.Count; i++)
        {
            switch (Match(args[i]))
            {
                case "version":
                    return line with { Mode = CommandLineMode.Version };
                case "help" or "?":
                    return line with { Mode = CommandLineMode.Help };
                case "nologo":
                    line = line with { NoLogo = true };
                    break;
                case "noninteractive":
                    line = line with { NonInteractive = true };
                    break;
                case "noexit":
                    line = line with { NoExit = true };
                    break;
                case "noprofile":
                    // Scripts for pwsh pass it always, and here it is always so: no profile is ever read.
                    break;
                case "workingdirectory" or "wd":
                    line = line with { WorkingDirectory = Folder(args, ++i) };
                    break;
                case "command":
                    return line.WithCommand([.. args.Skip(i + 1)], isInputRedirected);
                case "file":
                    return line.WithFile([.. args.Skip(i + 1)]);
                default:
                    return line.WithFile([.. args.Skip(i)]);
            }
        }

        return line;
    }

    private static string? Match(string arg)
    {
        string trimmed = arg.Trim();
        if (trimmed.Length < 2 || trimmed[0] != '-')
            return null;

        string name = trimmed[(trimmed.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..];
        foreach ((string full, string shortest) in Switches)
        {
            if (name.Length >= shortest.Length && full.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return full;
        }

        return null;
    }

    private static string Folder(IReadOnlyList<string> args, int index)
    {
        if (index >= args.Count)
            throw new CommandLineException("-WorkingDirectory needs a folder.");
        return Directory.Exists(args[index])
            ? Path.GetFullPath(args[index])
            : throw new CommandLineException($"the working directory '{args[index]}' does not exist.");
    }

    private CommandLine WithCommand(string[] rest, bool isInputRedirected)
    {
        if (rest.Length == 0)
            throw new CommandLineException("-Command needs the text to run, or '-' to read it from standard input.");
        if (rest[0] != "-")
            return this with { Mode = CommandLineMode.Command, Text = string.Join(' ', rest) };
        if (rest.Length > 1)
            throw new CommandLineException("nothing may follow '-Command -'.");
        return isInputRedirected
            ? this with { Mode = CommandLineMode.StandardInput }
            : throw new CommandLineException("'-Command -' reads standard input, which is a terminal here; pipe the commands in.");
    }

    private CommandLine WithFile(string[] rest)
    {
        if (rest.Length == 0)
            throw new CommandLineException("-File needs the path of a script.");

        string path = rest[0];
        if (path == "-")
            return this;
        if (path.Length > 0 && File.Exists(path))
            return this with { Mode = CommandLineMode.File, ScriptPath = Path.GetFullPath(path), ScriptArguments = ScriptArgument.Collect(rest.AsSpan(1)) };

        throw new CommandLineException(path.StartsWith('-')
            ? $"there is no argument '{path}'."
            : $"the script file '{path}' does not exist.");
    }
}
