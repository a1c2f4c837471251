namespace EnarxPS.Shell.Tests;

/// <summary>What one run of the shell gave.</summary>
/// <param name="Code">Exit code.</param>
/// <param name="Output">Standard output, with line ends as <c>\n</c> and without the last.</param>
/// <param name="Error">Standard error, likewise.</param>
public sealed record ShellRun(int Code, string Output, string Error);
