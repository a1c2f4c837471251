using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>The launch digest and the parts that it is made of.</summary>
public sealed class SevLaunchDigestTests
{
    [Fact]
    public void A_digest_is_of_everything_in_order()
    {
        byte[] firmware = RandomNumberGenerator.GetBytes(64), vmsa = RandomNumberGenerator.GetBytes(4096);
        byte[] table = SevKernelHashes.Table("kernel"u8, [], "");
        Assert.Equal(SHA256.HashData(firmware), SevLaunchDigest.Compute(firmware));
        Assert.Equal(SHA256.HashData([.. firmware, .. table, .. vmsa]), SevLaunchDigest.Compute(firmware, table, vmsa));
        Assert.Equal(SHA256.HashData([.. firmware, .. vmsa]), SevLaunchDigest.Compute(firmware, [], vmsa, [], 1));
    }

    [Fact]
    public void Lengths_that_no_launch_has_are_refused()
    {
        byte[] vmsa = new byte[4096];
        Assert.Throws<ArgumentException>(() => SevLaunchDigest.Compute(new byte[17]));
        Assert.Throws<ArgumentException>(() => SevLaunchDigest.Compute(new byte[16], new byte[168]));
        Assert.Throws<ArgumentException>(() => SevLaunchDigest.Compute(new byte[16], [], new byte[4095]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SevLaunchDigest.Compute(new byte[16], [], vmsa, [], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SevLaunchDigest.Compute(new byte[16], [], vmsa, [], 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => SevLaunchDigest.Compute(new byte[16], [], [], vmsa, 2));
    }

    [Fact]
    public void The_table_of_kernel_hashes_is_laid_out_as_QEMU_does()
    {
        byte[] table = SevKernelHashes.Table("kernel"u8, "disk"u8, "quiet");
        string hex = Convert.ToHexStringLower(table);
        Assert.StartsWith("06d63894224fc94cb479a793d411fd21" + "a800", hex, StringComparison.Ordinal);
        Assert.Equal(SHA256.HashData("quiet\0"u8), table[36..68]);
        Assert.Equal(SHA256.HashData("disk"u8), table[86..118]);
        Assert.Equal(SHA256.HashData("kernel"u8), table[136..168]);
        Assert.Equal(new byte[8], table[168..]);
        Assert.Equal(SHA256.HashData([0]), SevKernelHashes.Table([], [], "")[36..68]);
    }

    [Fact]
    public void A_policy_says_what_its_bits_mean()
    {
        var policy = new SevPolicy(0x0201003f);
        Assert.True(policy is { NoDebug: true, NoKeySharing: true, EncryptedState: true, NoSend: true, Domain: true, SevOnly: true, IsDefined: true });
        Assert.Equal("0x0201003f: NODBG NOKS ES NOSEND DOMAIN SEV API 1.2", policy.ToString());
        Assert.True(policy.Admits(1, 2) && policy.Admits(1, 3) && policy.Admits(2, 0));
        Assert.False(policy.Admits(1, 1) || policy.Admits(0, 255));
        Assert.False(new SevPolicy(0x8000).IsDefined);
        Assert.Equal("0x00000000: API 0.0", default(SevPolicy).ToString());
    }
}
