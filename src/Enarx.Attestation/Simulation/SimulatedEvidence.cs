namespace Enarx.Attestation;

/// <summary>Evidence of a simulated TEE, byte for byte of that TEE's format, with its endorsements.</summary>
/// <param name="Report">The evidence.</param>
/// <param name="Endorsements">What the vendor would publish for it.</param>
public sealed record SimulatedEvidence(byte[] Report, IReadOnlyList<byte[]> Endorsements);
