namespace Enarx.Attestation.Tests;

/// <summary>Which AlgorithmIdentifiers are known; every other one is refused, however near it comes.</summary>
public sealed class SignatureAlgorithmTests
{
    private const string Sha256 = "300d06096086480165030402010500";
    private const string Sha384 = "300d06096086480165030402020500";
    private const string Sha384NoNull = "300b0609608648016503040202";

    [Theory]
    [InlineData("300a06082a8648ce3d040302", "Ecdsa with SHA256")]
    [InlineData("300a06082a8648ce3d040303", "Ecdsa with SHA384")]
    [InlineData("300a06082a8648ce3d040304", "Ecdsa with SHA512")]
    [InlineData("300d06092a864886f70d01010b0500", "RsaPkcs1 with SHA256")]
    [InlineData("300d06092a864886f70d01010c0500", "RsaPkcs1 with SHA384")]
    [InlineData("300d06092a864886f70d01010d0500", "RsaPkcs1 with SHA512")]
    public void Known_algorithms_are_read(string hex, string name) => Assert.Equal(name, SignatureAlgorithm.Read(Convert.FromHexString(hex))?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("3000")]
    [InlineData("300a06082a8648ce3d040301")] // ECDSA with SHA-224
    [InlineData("300906072a8648ce3d0401")] // ECDSA with SHA-1
    [InlineData("300c06082a8648ce3d0403020500")] // ECDSA has no parameters
    [InlineData("300b06092a864886f70d01010b")] // RSA has NULL
    [InlineData("300d06092a864886f70d0101050500")] // RSA with SHA-1
    [InlineData("300d06092a864886f70d01010a0500")] // PSS has parameters
    [InlineData("300d06092a864886f70d01010a3000")] // PSS whose defaults are SHA-1
    [InlineData("300a06082a8648ce3d04030200")] // a byte after it
    public void Others_are_not(string hex) => Assert.Null(SignatureAlgorithm.Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(Sha384, Sha384, 48, null, true)]
    [InlineData(Sha384NoNull, Sha384NoNull, 48, null, true)]
    [InlineData(Sha384, Sha384, 48, 1, true)]
    [InlineData(Sha256, Sha256, 32, null, true)]
    [InlineData(Sha384, Sha256, 48, null, false)]
    [InlineData(Sha384, Sha384, 32, null, false)]
    [InlineData(Sha256, Sha256, 20, null, false)]
    [InlineData(Sha384, Sha384, 48, 2, false)]
    public void PSS_has_one_hash_for_all_and_a_salt_of_its_length(string hash, string mask, int salt, int? trailer, bool known)
    {
        string generator = Wrap("30", "06092a864886f70d010108" + mask);
        string parameters = Wrap("a0", hash) + Wrap("a1", generator) + Wrap("a2", $"0201{salt:x2}") + (trailer is { } value ? Wrap("a3", $"0201{value:x2}") : "");
        SignatureAlgorithm? read = SignatureAlgorithm.Read(Convert.FromHexString(Wrap("30", "06092a864886f70d01010a" + Wrap("30", parameters))));
        Assert.Equal(known, read is { Family: SignatureFamily.RsaPss });
    }

    private static string Wrap(string tag, string content) => $"{tag}{content.Length / 2:x2}{content}";
}
