namespace Enarx.Client;

/// <summary>A piece of a workload's output.</summary>
/// <param name="IsError">True for standard error.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct WorkloadOutput(bool IsError, byte[] Data);
