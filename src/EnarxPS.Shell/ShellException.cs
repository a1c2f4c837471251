namespace EnarxPS.Shell;

/// <summary>The shell cannot start; the message says what is missing and where it was looked for.</summary>
internal sealed class ShellException(string message, Exception? inner = null) : Exception(message, inner);
