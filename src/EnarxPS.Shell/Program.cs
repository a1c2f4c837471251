using EnarxPS.Shell;

CommandLine line;
try
{
    line = CommandLine.Parse(args, Console.IsInputRedirected);
}
catch (CommandLineException e)
{
    Console.Error.WriteLine($"enarxps: {e.Message}");
    Console.Error.WriteLine("Run 'enarxps -Help' for the arguments.");
    return ExitCode.BadArguments;
}

switch (line.Mode)
{
    case CommandLineMode.Help:
        Console.Out.Write(HelpText.Compose());
        return ExitCode.Success;
    case CommandLineMode.Version:
        Console.Out.WriteLine(HelpText.Version);
        return ExitCode.Success;
    default:
        return ShellSession.Run(line);
}
