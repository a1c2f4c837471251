using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A simulated platform whose authority has the keys of the host's, which take seconds to make.</summary>
public sealed class SevSimulation : IDisposable
{
    public SevSimulation(SimulatedHost host)
    {
        Folder = Directory.CreateTempSubdirectory("enarx-attestation-").FullName;
        foreach (string name in (string[])[SimulatedSnpAuthority.RootKeyFile, SimulatedSnpAuthority.IssuerKeyFile])
            File.Copy(Path.Combine(host.Folder, name), Path.Combine(Folder, name));
        Authority = SimulatedSevAuthority.OpenOrCreate(Folder);
        (RootKey, IssuerKey) = (host.RootKey, host.IssuerKey);
        (Cek, Oca, Pek) = (Key(SevUsage.Cek), Key(SevUsage.Oca), Key(SevUsage.Pek));
    }

    public string Folder { get; }

    public SimulatedSevAuthority Authority { get; }

    public RSA RootKey { get; }

    public RSA IssuerKey { get; }

    public ECDsa Cek { get; }

    public ECDsa Oca { get; }

    public ECDsa Pek { get; }

    public SimulatedSevFirmware Firmware()
    {
        SimulatedSevFirmware firmware = SimulatedSevFirmware.Open(Folder);
        firmware.Init();
        return firmware;
    }

    public void Dispose()
    {
        Cek.Dispose();
        Oca.Dispose();
        Pek.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private ECDsa Key(SevUsage usage)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(File.ReadAllBytes(Path.Combine(Folder, SimulatedSevPlatformKeys.KeyFile(usage))), out _);
        return key;
    }
}
