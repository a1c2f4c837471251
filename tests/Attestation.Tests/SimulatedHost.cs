using System.Security.Cryptography;

[assembly: AssemblyFixture(typeof(Enarx.Attestation.Tests.SimulatedHost))]

namespace Enarx.Attestation.Tests;

/// <summary>One simulation root for all tests, because its two RSA-4096 keys take seconds to make.</summary>
public sealed class SimulatedHost : IDisposable
{
    private readonly Dictionary<SnpProduct, SimulatedSnpProcessor> _processors = [];

    public SimulatedHost()
    {
        Folder = Directory.CreateTempSubdirectory("enarx-attestation-").FullName;
        Authority = SimulatedSnpAuthority.OpenOrCreate(Folder);
        RootKey = Key(SimulatedSnpAuthority.RootKeyFile);
        IssuerKey = Key(SimulatedSnpAuthority.IssuerKeyFile);
        foreach (SnpProduct product in Enum.GetValues<SnpProduct>())
            _processors.Add(product, SimulatedSnpProcessor.Open(Folder, product));
    }

    public string Folder { get; }

    public SimulatedSnpAuthority Authority { get; }

    public RSA RootKey { get; }

    public RSA IssuerKey { get; }

    public SimulatedSnpProcessor Processor(SnpProduct product) => _processors[product];

    public void Dispose()
    {
        foreach (SimulatedSnpProcessor processor in _processors.Values)
            processor.Dispose();
        RootKey.Dispose();
        IssuerKey.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private RSA Key(string name)
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(Path.Combine(Folder, name)), out _);
        return key;
    }
}
