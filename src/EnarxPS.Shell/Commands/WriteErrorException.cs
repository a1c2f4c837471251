namespace EnarxPS.Shell.Commands;

/// <summary>What a Write-Error without an exception of its own carries.</summary>
internal sealed class WriteErrorException(string message) : Exception(message);
