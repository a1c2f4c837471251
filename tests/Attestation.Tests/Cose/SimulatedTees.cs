using System.Security.Cryptography;

[assembly: AssemblyFixture(typeof(Enarx.Attestation.Tests.SimulatedTees))]

namespace Enarx.Attestation.Tests;

/// <summary>The simulated CCA platform and Nitro hypervisor of all tests.</summary>
public sealed class SimulatedTees : IDisposable
{
    public SimulatedTees()
    {
        Folder = Directory.CreateTempSubdirectory("enarx-tees-").FullName;
        Cca = SimulatedCcaAuthority.OpenOrCreate(Folder);
        Platform = SimulatedCcaPlatform.Open(Folder);
        Nitro = SimulatedNitroAuthority.OpenOrCreate(Folder);
        Hypervisor = SimulatedNitroHypervisor.Open(Folder);
    }

    public string Folder { get; }

    public SimulatedCcaAuthority Cca { get; }

    public SimulatedCcaPlatform Platform { get; }

    public SimulatedNitroAuthority Nitro { get; }

    public SimulatedNitroHypervisor Hypervisor { get; }

    /// <summary>A private key of the folder.</summary>
    public ECDsa Key(string file)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(Path.Combine(Folder, file)), out _);
        return key;
    }

    public void Dispose()
    {
        Platform.Dispose();
        Hypervisor.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
