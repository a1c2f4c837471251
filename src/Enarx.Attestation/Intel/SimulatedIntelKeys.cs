using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>The keys of a simulation in Intel's place: those of its authority, and those of its one platform.</summary>
/// <param name="root">Key of the Root CA.</param>
/// <param name="issuer">Key of the PCK Platform CA.</param>
/// <param name="signer">Key that signs collateral.</param>
/// <param name="pck">Key of the platform's provisioning certification enclave.</param>
/// <param name="attestation">Key of the platform's quoting enclaves.</param>
internal sealed class SimulatedIntelKeys(ECDsa root, ECDsa issuer, ECDsa signer, ECDsa pck, ECDsa attestation) : IDisposable
{
    public ECDsa Root { get; } = root;

    public ECDsa Issuer { get; } = issuer;

    public ECDsa Signer { get; } = signer;

    public ECDsa Pck { get; } = pck;

    public ECDsa Attestation { get; } = attestation;

    /// <summary>Opens the keys of a directory, and makes what is missing of them.</summary>
    /// <exception cref="SimulationException">A file is not safe to use, or damaged.</exception>
    public static SimulatedIntelKeys OpenOrCreate(SimulationFiles files)
    {
        ECDsa Key(string name) => files.ReadOrCreateKey($"intel-{name}.key", ECDsa.Create(ECCurve.NamedCurves.nistP256));
        return new SimulatedIntelKeys(Key("root"), Key("issuer"), Key("signer"), Key("pck"), Key("attestation"));
    }

    /// <summary>Opens the keys of a directory.</summary>
    /// <exception cref="SimulationException">A file is missing, not safe to use, or damaged.</exception>
    public static SimulatedIntelKeys Open(SimulationFiles files)
    {
        ECDsa Key(string name) => files.ReadKey($"intel-{name}.key", ECDsa.Create());
        return new SimulatedIntelKeys(Key("root"), Key("issuer"), Key("signer"), Key("pck"), Key("attestation"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Root.Dispose();
        Issuer.Dispose();
        Signer.Dispose();
        Pck.Dispose();
        Attestation.Dispose();
    }
}
