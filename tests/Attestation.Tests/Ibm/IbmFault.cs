namespace Enarx.Attestation.Tests;

/// <summary>A fault, and the only check that it fails.</summary>
internal sealed record IbmFault(CheckDefinition Fails, Action<IbmScene> Spoil);
