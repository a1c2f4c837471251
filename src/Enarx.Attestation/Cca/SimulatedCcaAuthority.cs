using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated CCA platform's attestation key (CPAK), in the place of what a silicon vendor provisions. CCA has no
/// common root, so the key is its own.
/// </summary>
public sealed class SimulatedCcaAuthority
{
    internal const string KeyFile = "cca.cpak.key";

    private SimulatedCcaAuthority(Sha256Digest rootDigest) => RootDigest = rootDigest;

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo: what <see cref="KeepPolicy.SimulationRoot"/> names to accept this host's simulated Realms.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>Opens the authority of a directory, and makes what is missing of it.</summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static SimulatedCcaAuthority OpenOrCreate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.OpenOrCreate(directory);
        using FileStream held = files.Lock();
        files.RemoveLeftovers();
        using ECDsa key = files.ReadOrCreateKey(KeyFile, ECDsa.Create(ECCurve.NamedCurves.nistP384));
        return new SimulatedCcaAuthority(Sha256Digest.FromBytes(SHA256.HashData(key.ExportSubjectPublicKeyInfo())));
    }
}
