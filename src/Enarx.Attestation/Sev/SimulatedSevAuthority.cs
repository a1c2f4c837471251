using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The simulation root of a host for SEV and SEV-ES: ARK and ASK in AMD's own format, and one simulated platform. The keys
/// of ARK and ASK are those of a <see cref="SimulatedSnpAuthority"/> in the same directory, as AMD's are the same for both.
/// </summary>
public sealed class SimulatedSevAuthority
{
    internal const string RootFile = "sev.ark.cert";
    internal const string IssuerFile = "sev.ask.cert";

    private const int KeyBits = 4096;

    private SimulatedSevAuthority(Sha256Digest rootDigest) => RootDigest = rootDigest;

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what <see cref="KeepPolicy.SimulationRoot"/> names to accept this host's simulated platform.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>
    /// Opens the authority of a directory, and makes what is missing of it: keys first, then what they sign, each file
    /// whole or not at all. So it may be interrupted at any point, and any number of processes may do it at once.
    /// </summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static SimulatedSevAuthority OpenOrCreate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.OpenOrCreate(directory);
        using FileStream held = files.Lock();
        files.RemoveLeftovers();
        using RSA root = files.ReadOrCreateKey(SimulatedSnpAuthority.RootKeyFile, RSA.Create(KeyBits)), issuer = files.ReadOrCreateKey(SimulatedSnpAuthority.IssuerKeyFile, RSA.Create(KeyBits));
        byte[] rootId = KeyId("ARK "u8), issuerId = KeyId("ASK "u8);
        if (!files.Has(RootFile))
            files.Write(RootFile, SevCertificateWriter.Authority(SevUsage.Ark, rootId, rootId, root, root));
        if (!files.Has(IssuerFile))
            files.Write(IssuerFile, SevCertificateWriter.Authority(SevUsage.Ask, issuerId, rootId, issuer, root));
        RequireKey(files, RootFile, root);
        RequireKey(files, IssuerFile, issuer);
        SimulatedSevPlatformKeys.OpenOrCreate(files, issuer);
        return new SimulatedSevAuthority(Sha256Digest.FromBytes(SHA256.HashData(root.ExportSubjectPublicKeyInfo())));
    }

    private static byte[] KeyId(ReadOnlySpan<byte> end) => [.. SevRoots.SimulationKeyId, .. end];

    // Where a key file was deleted and made anew, certificates of the old key remain: nothing would ever verify.
    private static void RequireKey(SimulationFiles files, string name, RSA key)
    {
        try
        {
            if (SevCaCertificate.Read(files.Read(name), 0).PublicKeyInfo.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                return;
        }
        catch (FieldException e)
        {
            throw new SimulationException($"The certificate '{name}' is damaged. Remove the directory to start anew.", e);
        }

        throw new SimulationException($"The certificate '{name}' is not for its key. Remove the directory to start anew.");
    }
}
