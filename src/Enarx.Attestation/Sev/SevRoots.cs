namespace Enarx.Attestation;

/// <summary>
/// AMD's roots of SEV: SHA-256 of the SubjectPublicKeyInfo of each product's ARK. From Milan on it is the ARK of SEV-SNP.
/// </summary>
internal static class SevRoots
{
    /// <summary>How the key ids of a simulation's ARK and ASK begin, which are AMD's only names for their issuer.</summary>
    public static readonly byte[] SimulationKeyId = "EnarxPS-sim-"u8.ToArray();

    private static readonly Dictionary<Sha256Digest, string> Pins = new()
    {
        [Sha256Digest.Parse("3a04f8f1347de206c9206a81148ba4ef0a233b245d43a15dd82de043bb3e4f69")] = "Naples",
        [Sha256Digest.Parse("7447ffa21e2b938bfade89f5e9066c00a328813bfc43685605cceabd18da6fde")] = "Rome",
        [SnpProductLine.Of(SnpProduct.Milan).RootDigest] = nameof(SnpProduct.Milan),
        [SnpProductLine.Of(SnpProduct.Genoa).RootDigest] = nameof(SnpProduct.Genoa),
        [SnpProductLine.Of(SnpProduct.Turin).RootDigest] = nameof(SnpProduct.Turin),
    };

    /// <summary>The product whose root it is; null when it is none of AMD's.</summary>
    public static string? ProductOf(Sha256Digest root) => Pins.GetValueOrDefault(root);

    /// <summary>Whether a certificate says that it is of a simulation, or issued by one.</summary>
    public static bool IsSimulation(SevCaCertificate certificate) =>
        certificate.KeyId.StartsWith(SimulationKeyId) || certificate.CertifyingId.StartsWith(SimulationKeyId);
}
