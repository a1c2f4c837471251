namespace Enarx.Wasmldr.Workloads;

/// <summary>What the keep accepted to run, as its claims say it.</summary>
/// <param name="ModuleDigest">SHA-384 of the module.</param>
/// <param name="ConfigDigest">SHA-384 of the encoded configuration.</param>
/// <param name="Launch">How many were accepted up to this one.</param>
internal sealed record AcceptedWorkload(byte[] ModuleDigest, byte[] ConfigDigest, ulong Launch);
