namespace Enarx.Attestation;

/// <summary>What a reference says of the platforms of an implementation.</summary>
/// <param name="ImplementationId">The implementation.</param>
/// <param name="Configuration">Its configuration; null when nothing is said.</param>
/// <param name="Components">Its software.</param>
internal sealed record ArmPlatformReference(byte[] ImplementationId, byte[]? Configuration, IReadOnlyList<ArmComponentReference> Components);
