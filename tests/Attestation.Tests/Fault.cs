namespace Enarx.Attestation.Tests;

/// <summary>A fault, and the only check that it fails.</summary>
internal sealed record Fault(CheckDefinition Fails, Action<Scene, SimulatedHost> Spoil, SnpProduct Product = SnpProduct.Milan)
{
    public Fault(CheckDefinition fails, Action<Scene> spoil, SnpProduct product = SnpProduct.Milan)
        : this(fails, (scene, _) => spoil(scene), product)
    {
    }
}
