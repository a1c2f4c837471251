namespace EnarxPS.Shell;

/// <summary>The command line is wrong; the message says which argument and why.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
