using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A simulated public-key infrastructure in the place of AWS': a root, and below it one authority each for the region,
/// the zone and the instance. Its certificates say in their organisation what they are.
/// </summary>
public sealed class SimulatedNitroAuthority
{
    /// <summary>The authorities from the root down: file name, common name, and how many authorities may stand below.</summary>
    internal static readonly IReadOnlyList<(string File, string Name, int? PathLength)> Levels =
    [
        ("nitro.root", SimulatedNitroCertificates.RootName, null),
        ("nitro.region", "region.aws.nitro-enclaves", 2),
        ("nitro.zone", "zonal.region.aws.nitro-enclaves", 1),
        ("nitro.instance", "instance.region.aws.nitro-enclaves", 0),
    ];

    private SimulatedNitroAuthority(Sha256Digest rootDigest) => RootDigest = rootDigest;

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what <see cref="KeepPolicy.SimulationRoot"/> names to accept this host's simulated enclaves.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>
    /// Opens the authority of a directory, and makes what is missing of it: each key first, then its certificate, each
    /// file whole or not at all, so that it may be interrupted at any point.
    /// </summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static SimulatedNitroAuthority OpenOrCreate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.OpenOrCreate(directory);
        using FileStream held = files.Lock();
        files.RemoveLeftovers();
        ECDsa? issuerKey = null;
        string issuer = SimulatedNitroCertificates.RootName;
        Sha256Digest root = default;
        try
        {
            foreach ((string file, string name, int? pathLength) in Levels)
            {
                ECDsa key = files.ReadOrCreateKey(KeyFile(file), ECDsa.Create(ECCurve.NamedCurves.nistP384));
                if (!files.Has(CertificateFile(file)))
                    files.Write(CertificateFile(file), SimulatedNitroCertificates.Authority(name, key, issuer, issuerKey ?? key, pathLength));
                RequireKey(files, file, key);
                if (issuerKey is null)
                    root = Sha256Digest.FromBytes(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
                issuerKey?.Dispose();
                (issuerKey, issuer) = (key, name);
            }
        }
        finally
        {
            issuerKey?.Dispose();
        }

        return new SimulatedNitroAuthority(root);
    }

    internal static string KeyFile(string level) => $"{level}.key";

    internal static string CertificateFile(string level) => $"{level}.der";

    // Where a key file was deleted and made anew, a certificate of the old key remains: nothing would ever verify.
    private static void RequireKey(SimulationFiles files, string level, ECDsa key)
    {
        try
        {
            if (X509Certificate.Parse(files.Read(CertificateFile(level))).PublicKey.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                return;
        }
        catch (DerException e)
        {
            throw new SimulationException($"The certificate '{CertificateFile(level)}' is damaged. Remove the directory to start anew.", e);
        }

        throw new SimulationException($"The certificate '{CertificateFile(level)}' is not for its key. Remove the directory to start anew.");
    }
}
