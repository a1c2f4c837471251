namespace Enarx.Attestation.Tests;

/// <summary>A fault, and all the checks that it fails.</summary>
internal sealed record IntelFault(Action<IntelScene> Spoil, params CheckDefinition[] Fails)
{
    /// <summary>The TEE that it is of.</summary>
    public Tee Tee { get; init; } = Tee.Tdx;

    /// <summary>Version of the quote; 0: the TEE's first one.</summary>
    public ushort Version { get; init; }

    public IntelScene Scene()
    {
        var scene = new IntelScene(Tee, Version);
        Spoil(scene);
        return scene;
    }
}
