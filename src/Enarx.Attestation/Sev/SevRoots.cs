namespace Enarx.Attestation;

/// <summary>
/// AMD's roots of SEV, the ARK of each product. From Milan on it is the ARK of SEV-SNP.
/// </summary>
internal static class SevRoots
{
    /// <summary>How the key ids of a simulation's ARK and ASK begin, which are AMD's only names for their issuer.</summary>
    public static readonly byte[] SimulationKeyId = "EnarxPS-sim-"u8.ToArray();

    private static readonly Dictionary<Sha256Digest, string> Pins = new()
    {
        [VendorRoots.Naples.KeyDigest] = nameof(VendorRoots.Naples),
        [VendorRoots.Rome.KeyDigest] = nameof(VendorRoots.Rome),
        [VendorRoots.Milan.KeyDigest] = nameof(VendorRoots.Milan),
        [VendorRoots.Genoa.KeyDigest] = nameof(VendorRoots.Genoa),
        [VendorRoots.Turin.KeyDigest] = nameof(VendorRoots.Turin),
    };

    /// <summary>The product whose root it is; null when it is none of AMD's.</summary>
    public static string? ProductOf(Sha256Digest root) => Pins.GetValueOrDefault(root);

    /// <summary>Whether a certificate says that it is of a simulation, or issued by one.</summary>
    public static bool IsSimulation(SevCaCertificate certificate) =>
        certificate.KeyId.StartsWith(SimulationKeyId) || certificate.CertifyingId.StartsWith(SimulationKeyId);
}
