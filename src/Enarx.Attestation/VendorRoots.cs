namespace Enarx.Attestation;

/// <summary>
/// Every root that is trusted by itself, by the SHA-256 of its SubjectPublicKeyInfo. Roots are never taken from evidence,
/// nor from what comes with it; others are trusted only where a policy names them.
/// </summary>
public static class VendorRoots
{
    internal static readonly VendorRoot Naples = Root("AMD", "SEV, EPYC 7001 (Naples)", "3a04f8f1347de206c9206a81148ba4ef0a233b245d43a15dd82de043bb3e4f69");
    internal static readonly VendorRoot Rome = Root("AMD", "SEV, EPYC 7002 (Rome)", "7447ffa21e2b938bfade89f5e9066c00a328813bfc43685605cceabd18da6fde");
    internal static readonly VendorRoot Milan = Root("AMD", "SEV and SEV-SNP, EPYC 7003 (Milan)", "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9");
    internal static readonly VendorRoot Genoa = Root("AMD", "SEV and SEV-SNP, EPYC 9004 and 8004 (Genoa, Bergamo, Siena)", "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831");
    internal static readonly VendorRoot Turin = Root("AMD", "SEV and SEV-SNP, EPYC 9005 (Turin)", "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08");
    internal static readonly VendorRoot IntelSgx = Root("Intel", "SGX and TDX", "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e");
    internal static readonly VendorRoot AwsNitro = Root("AWS", "Nitro Enclaves", "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225");
    internal static readonly VendorRoot NvidiaDevice = Root("NVIDIA", "GPUs and switches", "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4");
    internal static readonly VendorRoot AzureVtpm2023 = Root("Microsoft", "Azure virtual TPM, since 2023", "5cbc52672ae101263c2976736044a964c1182ce9412c39937183baddcccb8cdf");
    internal static readonly VendorRoot MicrosoftDevices2021 = Root("Microsoft", "Azure virtual TPM, before", "d61ed293962f1f6ceb26ea9ec1c5a8c6cab38e73671f27c22df90e47977707ff");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VendorRoot> All { get; } =
        [Naples, Rome, Milan, Genoa, Turin, IntelSgx, AwsNitro, NvidiaDevice, AzureVtpm2023, MicrosoftDevices2021];

    private static VendorRoot Root(string vendor, string name, string digest) => new(vendor, name, Sha256Digest.Parse(digest));
}
