namespace Enarx.Attestation;

/// <summary>What a reference says of a software component. What it does not say is not compared.</summary>
/// <param name="Type">Its role.</param>
/// <param name="Version">Its version.</param>
/// <param name="SignerId">Digest of the key that signed it.</param>
/// <param name="Measurements">Its digests, of which it must have one.</param>
internal sealed record ArmComponentReference(string? Type, string? Version, byte[]? SignerId, IReadOnlyList<byte[]> Measurements)
{
    /// <summary>Whether a component is the one.</summary>
    public bool Is(ArmSoftwareComponent component) =>
        (Type is null || Type == component.Type) && (Version is null || Version == component.Version)
        && (SignerId is null || component.SignerId.Span.SequenceEqual(SignerId))
        && Measurements.Any(m => component.Measurement.Span.SequenceEqual(m));
}
