namespace Enarx.Attestation.Tests;

/// <summary>A fault, and the only check that it fails.</summary>
internal sealed record SevFault(CheckDefinition Fails, Action<SevScene, SevSimulation> Spoil)
{
    public SevFault(CheckDefinition fails, Action<SevScene> spoil)
        : this(fails, (scene, _) => spoil(scene))
    {
    }
}
