namespace Enarx.Attestation;

/// <summary>
/// Every root that is trusted by itself, by the SHA-256 of its SubjectPublicKeyInfo. Roots are never taken from evidence,
/// nor from what comes with it; others are trusted only where a policy names them.
/// </summary>
public static class VendorRoots
{
    internal static readonly VendorRoot Naples = Root("AMD", "SEV, EPYC 7001 (Naples)", "3a04f8f1347de206c9206a81148ba4ef0a233b245d43a15dd82de043bb3e4f69", null);
    internal static readonly VendorRoot Rome = Root("AMD", "SEV, EPYC 7002 (Rome)", "7447ffa21e2b938bfade89f5e9066c00a328813bfc43685605cceabd18da6fde", null);
    internal static readonly VendorRoot Milan = Root("AMD", "SEV and SEV-SNP, EPYC 7003 (Milan)", "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9", "69d063b45344d26a2e94e1f4210de49ef555308287d4c174445c95639a540bcd");
    internal static readonly VendorRoot Genoa = Root("AMD", "SEV and SEV-SNP, EPYC 9004 and 8004 (Genoa, Bergamo, Siena)", "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831", "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1");
    internal static readonly VendorRoot Turin = Root("AMD", "SEV and SEV-SNP, EPYC 9005 (Turin)", "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08", "1f084161a44bb6d93778a904877d4819cafa5d05ef4193b2ded9dd9c73dd3f6a");
    internal static readonly VendorRoot IntelSgx = Root("Intel", "SGX and TDX", "a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e", "44a0196b2b99f889b8e149e95b807a350e7424964399e885a7cbb8ccfab674d3");
    internal static readonly VendorRoot AwsNitro = Root("AWS", "Nitro Enclaves", "f2caf5ecc6190b4a8399b78bc58a2bbcd0382375db8a1bfd78a82743874fd225", "641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b");
    internal static readonly VendorRoot NvidiaDevice = Root("NVIDIA", "GPUs and switches", "a90c4eb5acfd3e3d03a25db6a26b84f720ad0503196c627c21ddd48dd85b06a4", "102bf659d5419614c9d8e6aecebc80454eb26b1df6a769ac720b9a690b167b48");
    internal static readonly VendorRoot AzureVtpm2023 = Root("Microsoft", "Azure virtual TPM, since 2023", "5cbc52672ae101263c2976736044a964c1182ce9412c39937183baddcccb8cdf", "e6c596b17f8ffefba5c300f714cfb1260c6028704ecf7becc4ab5018efb00e95");
    internal static readonly VendorRoot MicrosoftDevices2021 = Root("Microsoft", "Azure virtual TPM, before", "d61ed293962f1f6ceb26ea9ec1c5a8c6cab38e73671f27c22df90e47977707ff", "8c2bb9144d4970c94fb8105cc5d860a58e2e675eb360fdd8c14b30833aaaec1d");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<VendorRoot> All { get; } =
        [Naples, Rome, Milan, Genoa, Turin, IntelSgx, AwsNitro, NvidiaDevice, AzureVtpm2023, MicrosoftDevices2021];

    private static readonly HashSet<Sha256Digest> Certificates = [.. All.Select(root => root.CertificateDigest).OfType<Sha256Digest>()];

    /// <summary>Whether it is the digest of a vendor's own certificate: whoever has these very bytes has a good signature with them.</summary>
    internal static bool IsCertificate(Sha256Digest digest) => Certificates.Contains(digest);

    private static VendorRoot Root(string vendor, string name, string key, string? certificate) =>
        new(vendor, name, Sha256Digest.Parse(key), certificate is null ? null : Sha256Digest.Parse(certificate));
}
