namespace Enarx.Attestation.Tests;

/// <summary>A fault, and the checks that it fails, the one that is its point first.</summary>
internal sealed record AzureFault(CheckDefinition Fails, Action<AzureScene> Spoil, params CheckDefinition[] Also);
