namespace Enarx.Attestation;

/// <summary>A TEE that a host can simulate.</summary>
/// <param name="Tee">The TEE.</param>
/// <param name="Product">Its product.</param>
public sealed record SimulatedKind(Tee Tee, string Product);
