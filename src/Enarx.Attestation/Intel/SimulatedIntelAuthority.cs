using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The simulation root of a host, in Intel's place: a Root CA, a PCK Platform CA and a signer of collateral, with one
/// platform that they vouch for. Its certificates are Intel's in form, and say in their organisation what they are.
/// </summary>
public sealed class SimulatedIntelAuthority
{
    internal const string RootFile = "intel-root.der";
    internal const string IssuerFile = "intel-issuer.der";
    internal const string SignerFile = "intel-signer.der";
    internal const string PckFile = "intel-pck.der";
    internal const string RootListFile = "intel-root.crl";
    internal const string PckListFile = "intel-pck.crl";

    private const int IdLength = 16;

    private SimulatedIntelAuthority(Sha256Digest rootDigest) => RootDigest = rootDigest;

    /// <summary>SHA-256 of the root's SubjectPublicKeyInfo: what <see cref="KeepPolicy.SimulationRoot"/> names to accept this host's simulated keeps.</summary>
    public Sha256Digest RootDigest { get; }

    /// <summary>
    /// Opens the authority of a directory, and makes what is missing of it: keys first, then what they sign, each file
    /// whole or not at all. So it may be interrupted at any point, and any number of processes may do it at once.
    /// </summary>
    /// <param name="directory">A directory that only this user reaches; it is made if it is not there.</param>
    /// <exception cref="SimulationException">The directory or a file in it is not safe to use, or damaged.</exception>
    public static SimulatedIntelAuthority OpenOrCreate(string directory)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.OpenOrCreate(directory);
        using FileStream held = files.Lock();
        files.RemoveLeftovers();
        using SimulatedIntelKeys keys = SimulatedIntelKeys.OpenOrCreate(files);
        var model = new SimulatedIntelModel();
        var certificates = new SimulatedIntelCertificates(keys, model);
        byte[] Ensure(string name, Func<byte[]> make)
        {
            if (!files.Has(name))
                files.Write(name, make());
            return files.Read(name);
        }

        RequireKey(Ensure(RootFile, certificates.Root), RootFile, keys.Root);
        RequireKey(Ensure(IssuerFile, certificates.Issuer), IssuerFile, keys.Issuer);
        RequireKey(Ensure(SignerFile, certificates.Signer), SignerFile, keys.Signer);
        byte[] pck = Ensure(PckFile, () => certificates.Pck(RandomNumberGenerator.GetBytes(IdLength), RandomNumberGenerator.GetBytes(IdLength)));
        RequireKey(pck, PckFile, keys.Pck);
        Ensure(RootListFile, certificates.RootList);
        Ensure(PckListFile, () => certificates.PckList(pck));
        var collateral = new SimulatedIntelCollateral(keys, model);
        foreach (bool tdx in (bool[])[false, true])
        {
            Ensure(TcbInfoFile(tdx), () => collateral.TcbInfo(tdx));
            Ensure(IdentityFile(tdx), () => collateral.Identity(tdx));
        }

        return new SimulatedIntelAuthority(Sha256Digest.FromBytes(SHA256.HashData(keys.Root.ExportSubjectPublicKeyInfo())));
    }

    internal static string TcbInfoFile(bool tdx) => $"intel-tcb-info.{(tdx ? "tdx" : "sgx")}.json";

    internal static string IdentityFile(bool tdx) => $"intel-qe-identity.{(tdx ? "tdx" : "sgx")}.json";

    // Where a key file was deleted and made anew, certificates of the old key remain: nothing would ever verify.
    internal static X509Certificate RequireKey(byte[] certificate, string name, ECDsa key)
    {
        try
        {
            X509Certificate parsed = X509Certificate.Parse(certificate);
            return parsed.PublicKey.Span.SequenceEqual(key.ExportSubjectPublicKeyInfo())
                ? parsed
                : throw new SimulationException($"The certificate '{name}' is not for its key. Remove the directory to start anew.");
        }
        catch (DerException e)
        {
            throw new SimulationException($"The certificate '{name}' is damaged. Remove the directory to start anew.", e);
        }
    }
}
