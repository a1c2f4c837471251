using System.Management.Automation.Runspaces;
using EnarxPS.Shell.Hosting;

namespace EnarxPS.Shell;

/// <summary>One run of the shell: opens the engine with the module in it, does what the command line asks, and finds the exit code.</summary>
internal sealed class ShellSession : IDisposable
{
    private readonly CommandLine _line;
    private readonly ShellHost _host;
    private readonly Runspace _runspace;
    private readonly PipelineRunner _runner;

    private ShellSession(CommandLine line)
    {
        _line = line;
        bool promptsFollow = line.Mode == CommandLineMode.Interactive || line.NoExit;
        _host = new ShellHost(new ShellUserInterface(line.NonInteractive), level => new PromptLoop(_host!, _runner!, level).Run(), promptsFollow);
        _runspace = EngineFactory.Open(_host, ModuleLocator.Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable(ModuleLocator.OverrideVariable)));
        _runner = new PipelineRunner(_runspace, _host);
    }

    /// <summary>Runs the shell to its end.</summary>
    /// <returns>The exit code of the process.</returns>
    public static int Run(CommandLine line)
    {
        if (line.WorkingDirectory is not null)
            Environment.CurrentDirectory = line.WorkingDirectory;
        try
        {
            using var session = new ShellSession(line);
            Console.CancelKeyPress += session.OnCancelKeyPress;
            return session.Run();
        }
        catch (ShellException e)
        {
            Console.Error.WriteLine($"enarxps: {e.Message}");
            return ExitCode.CannotStart;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.CancelKeyPress -= OnCancelKeyPress;
        _runspace.Dispose();
    }

    private int Run()
    {
        int code = _line.Mode switch
        {
            CommandLineMode.Command => RunCommand(),
            CommandLineMode.File => RunFile(),
            CommandLineMode.StandardInput => RunStandardInput(),
            _ => ExitCode.Success,
        };
        if (_host.ExitRequested is int requested)
            return requested;
        if (!_host.PromptsFollow)
            return code;

        if (_line.Mode == CommandLineMode.Interactive && !_line.NoLogo)
            _host.UI.WriteLine($"{HelpText.Version}. 'Get-Command -Module EnarxPS' lists the commands, 'exit' leaves.");
        new PromptLoop(_host, _runner, 0).Run();
        return _host.ExitRequested ?? CodeOfLastStatement();
    }

    private int RunCommand()
    {
        RunResult result = _runner.RunText(_line.Text, InputOf(_line.Text));
        return result == RunResult.Completed ? CodeOfLastStatement() : ExitCode.Failure;
    }

    private int RunFile()
    {
        // Only a name that ends in .ps1 is a script file to the engine; what a shebang line started may be called anything.
        bool isScriptFile = _line.ScriptPath.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        string text;
        try
        {
            text = File.ReadAllText(_line.ScriptPath);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _host.UI.WriteErrorLine($"enarxps: the script '{_line.ScriptPath}' cannot be read: {e.Message}");
            return ExitCode.Failure;
        }

        var command = new Command(isScriptFile ? _line.ScriptPath : text, isScript: !isScriptFile, useLocalScope: false);
        foreach (CommandParameter argument in _line.ScriptArguments)
            command.Parameters.Add(argument);

        if (isScriptFile && !_line.NoExit)
            ScriptExit.EndsShell(_runspace);

        // A script that comes to its end has succeeded, whatever its last statement did.
        return _runner.Run(command, InputOf(text)) == RunResult.Completed ? ExitCode.Success : ExitCode.Failure;
    }

    private int RunStandardInput()
    {
        var block = new CommandBlock();
        RunResult last = RunResult.Completed;
        while (_host.ExitRequested is null)
        {
            string? text = Console.In.ReadLine();
            if (block.Add(text) is { } complete)
                last = _runner.RunText(complete);
            if (text is null)
                break;
        }

        return last == RunResult.Completed ? CodeOfLastStatement() : ExitCode.Failure;
    }

    private int CodeOfLastStatement() => _runner.LastStatementSucceeded() ? ExitCode.Success : ExitCode.Failure;

    // Standard input is the pipeline's only if the text asks for it: else it must stay unread for programs that the text starts.
    private static IEnumerable<string>? InputOf(string text)
    {
        if (!Console.IsInputRedirected || !PipelineRunner.ReadsInput(text))
            return null;
        return Lines();

        static IEnumerable<string> Lines()
        {
            while (Console.In.ReadLine() is { } line)
                yield return line;
        }
    }

    private void OnCancelKeyPress(object? sender, ConsoleCancelEventArgs e)
    {
        // The shell lives on where there is a prompt to come back to; else only as long as there is a pipeline to stop in order.
        e.Cancel = _runner.Stop() || _host.PromptsFollow;
    }
}
