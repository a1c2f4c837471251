using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>The keys of a simulated platform that sign, agree and are certified, with their certificates.</summary>
internal sealed class SimulatedSevPlatformKeys : IDisposable
{
    /// <summary>Version of the API that the simulated firmware offers.</summary>
    public const byte ApiMajor = 1, ApiMinor = 55;

    private SimulatedSevPlatformKeys(ECDsa pek, ECDiffieHellman pdh, byte[] certificates)
    {
        (Pek, Pdh) = (pek, pdh);
        Certificates = certificates;
    }

    /// <summary>PEK.</summary>
    public ECDsa Pek { get; }

    /// <summary>PDH.</summary>
    public ECDiffieHellman Pdh { get; private set; }

    /// <summary>PDH, PEK, OCA and CEK, 2084 bytes each.</summary>
    public byte[] Certificates { get; private set; }

    /// <summary>Opens the keys that an authority made.</summary>
    /// <exception cref="SimulationException">They are not there, not safe to use, or damaged.</exception>
    public static SimulatedSevPlatformKeys Open(SimulationFiles files)
    {
        byte[] certificates = [.. new[] { SevUsage.Pdh, SevUsage.Pek, SevUsage.Oca, SevUsage.Cek }.SelectMany(usage => Read(files, usage))];
        ECDsa? pek = null;
        ECDiffieHellman? pdh = null;
        try
        {
            pek = files.ReadKey(KeyFile(SevUsage.Pek), ECDsa.Create());
            pdh = files.ReadKey(KeyFile(SevUsage.Pdh), ECDiffieHellman.Create());
            var platform = new SevPlatform(certificates);
            if (!IsOf(platform.Pek, pek) || !IsOf(platform.Pdh, pdh))
                throw new SimulationException("The certificates of the simulated platform are not for its keys. Remove the directory to start anew.");
            return new SimulatedSevPlatformKeys(pek, pdh, certificates);
        }
        catch
        {
            pek?.Dispose();
            pdh?.Dispose();
            throw;
        }
    }

    /// <summary>Makes what is missing: CEK under the ASK, OCA by itself, PEK under both, PDH under the PEK.</summary>
    public static void OpenOrCreate(SimulationFiles files, RSA issuer)
    {
        using ECDsa cek = SigningKey(files, SevUsage.Cek), oca = SigningKey(files, SevUsage.Oca), pek = SigningKey(files, SevUsage.Pek);
        using ECDiffieHellman pdh = files.ReadOrCreateKey(KeyFile(SevUsage.Pdh), ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384));
        Create(files, SevUsage.Cek, SevAlgorithm.EcdsaSha256, cek.ExportParameters(false), (SevUsage.Ask, issuer));
        Create(files, SevUsage.Oca, SevAlgorithm.EcdsaSha256, oca.ExportParameters(false), (SevUsage.Oca, oca));
        Create(files, SevUsage.Pek, SevAlgorithm.EcdsaSha256, pek.ExportParameters(false), (SevUsage.Oca, oca), (SevUsage.Cek, cek));
        Create(files, SevUsage.Pdh, SevAlgorithm.EcdhSha256, pdh.ExportParameters(false), (SevUsage.Pek, pek));
    }

    /// <summary>PDH_GEN: another PDH until the firmware is closed.</summary>
    public void RenewPdh()
    {
        ECDiffieHellman pdh = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        byte[] certificate = SevCertificateWriter.Write(SevUsage.Pdh, SevAlgorithm.EcdhSha256, pdh.ExportParameters(false), ApiMajor, ApiMinor);
        SevCertificateWriter.Sign(certificate, 0, SevUsage.Pek, Pek);
        Pdh.Dispose();
        Pdh = pdh;
        Certificates = [.. certificate, .. Certificates.AsSpan(SevCertificate.Length)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pek.Dispose();
        Pdh.Dispose();
    }

    internal static string KeyFile(SevUsage usage) => $"sev.{Name(usage)}.key";

    internal static string CertificateFile(SevUsage usage) => $"sev.{Name(usage)}.cert";

    private static string Name(SevUsage usage) => $"{usage}".ToLowerInvariant();

    private static ECDsa SigningKey(SimulationFiles files, SevUsage usage) =>
        files.ReadOrCreateKey(KeyFile(usage), ECDsa.Create(ECCurve.NamedCurves.nistP384));

    private static void Create(SimulationFiles files, SevUsage usage, SevAlgorithm algorithm, ECParameters key, params ReadOnlySpan<(SevUsage Usage, AsymmetricAlgorithm Key)> signers)
    {
        if (files.Has(CertificateFile(usage)))
            return;
        byte[] certificate = SevCertificateWriter.Write(usage, algorithm, key, ApiMajor, ApiMinor);
        for (int slot = 0; slot < signers.Length; slot++)
            SevCertificateWriter.Sign(certificate, slot, signers[slot].Usage, signers[slot].Key);
        files.Write(CertificateFile(usage), certificate);
    }

    private static byte[] Read(SimulationFiles files, SevUsage usage)
    {
        byte[] certificate = files.Read(CertificateFile(usage));
        return certificate.Length == SevCertificate.Length ? certificate
            : throw new SimulationException($"The certificate '{CertificateFile(usage)}' is damaged. Remove the directory to start anew.");
    }

    private static bool IsOf(SevCertificate certificate, AsymmetricAlgorithm key) =>
        certificate.PublicKeyInfo is { } info && info.AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
}
