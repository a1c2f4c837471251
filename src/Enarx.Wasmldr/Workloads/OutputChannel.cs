namespace Enarx.Wasmldr.Workloads;

/// <summary>The streams that a program writes to.</summary>
internal enum OutputChannel
{
    StandardOutput,
    StandardError,
}
