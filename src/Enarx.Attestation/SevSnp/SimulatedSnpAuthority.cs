using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The simulation root of a host, in AMD's place: an ARK and an ASK, with certificates for every product, and one
/// simulated processor for each. Its certificates are AMD's in form, and say in their organisation what they are.
/// </summary>
public sealed class SimulatedSnpAuthority
{
    /// <summary>Organisation in every certificate of a simulation; where it stands, nothing is taken for a TEE's.</summary>
    public const string Organization = "EnarxPS simulation, no TEE";

    internal const string RootKeyFile = "ark.key";
    internal const string IssuerKeyFile = "ask.key";

    private const int KeyBits = 4096;

    private SimulatedSnpAuthority(Sha256Digest rootDigest) => RootDigest = rootDigest;

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what <see cref="KeepPolicy.SimulationRoot"/> names to accept this host's simulated keeps.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>
    /// Opens the authority of a directory, and makes what is missing of it: keys first, then what they sign, each file
    /// whole or not at all. So it may be interrupted at any point, and any number of processes may do it at once.
    /// </summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static SimulatedSnpAuthority OpenOrCreate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.OpenOrCreate(directory);
        using FileStream held = files.Lock();
        files.RemoveLeftovers();
        using RSA root = files.ReadOrCreateKey(RootKeyFile, RSA.Create(KeyBits)), issuer = files.ReadOrCreateKey(IssuerKeyFile, RSA.Create(KeyBits));
        var certificates = new SimulatedSnpCertificates(root, issuer);
        foreach (SnpProduct product in Enum.GetValues<SnpProduct>())
        {
            SnpProductLine line = SnpProductLine.Of(product);
            if (!files.Has(RootFile(product)))
                files.Write(RootFile(product), certificates.Root(line));
            if (!files.Has(IssuerFile(product)))
                files.Write(IssuerFile(product), certificates.Issuer(line));
            RequireKey(files, RootFile(product), root);
            RequireKey(files, IssuerFile(product), issuer);
            SimulatedSnpProcessor.OpenOrCreate(files, line, certificates);
        }

        return new SimulatedSnpAuthority(Sha256Digest.FromBytes(SHA256.HashData(root.ExportSubjectPublicKeyInfo())));
    }

    internal static string RootFile(SnpProduct product) => $"{product}.ark.der";

    internal static string IssuerFile(SnpProduct product) => $"{product}.ask.der";

    // Where a key file was deleted and made anew, certificates of the old key remain: nothing would ever verify.
    private static void RequireKey(SimulationFiles files, string certificate, RSA key)
    {
        try
        {
            if (X509Certificate.Parse(files.Read(certificate)).PublicKey.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
                return;
        }
        catch (DerException e)
        {
            throw new SimulationException($"The certificate '{certificate}' is damaged. Remove the directory to start anew.", e);
        }

        throw new SimulationException($"The certificate '{certificate}' is not for its key. Remove the directory to start anew.");
    }
}
