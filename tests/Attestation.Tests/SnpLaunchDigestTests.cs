using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>The launch digest, page by page.</summary>
public sealed class SnpLaunchDigestTests
{
    [Fact]
    public void A_launch_begins_with_zeros() => Assert.Equal(new byte[48], new SnpLaunchDigest().ToArray());

    [Fact]
    public void A_page_extends_the_digest_by_its_page_info()
    {
        byte[] page = RandomNumberGenerator.GetBytes(4096), info = new byte[0x70];
        SHA384.HashData(page).CopyTo(info, 0x30);
        info[0x60] = 0x70;
        info[0x62] = 1;
        info[0x68 + 1] = 0x20;
        var digest = new SnpLaunchDigest();
        Assert.Equal(0x3000ul, digest.Add(SnpPageType.Normal, 0x2000, page));
        Assert.Equal(SHA384.HashData(info), digest.ToArray());
    }

    [Fact]
    public void A_stream_measures_like_its_pages_with_the_last_one_filled_up()
    {
        byte[] content = RandomNumberGenerator.GetBytes((130 * 4096) + 5);
        SnpLaunchDigest streamed = new(), paged = new();
        Assert.Equal(0x1000ul + (131 * 4096), streamed.Add(0x1000, new Trickle(content)));
        paged.Add(SnpPageType.Normal, 0x1000, [.. content, .. new byte[4096 - 5]]);
        Assert.Equal(paged.ToArray(), streamed.ToArray());
    }

    [Fact]
    public void A_launch_goes_on_from_a_digest()
    {
        byte[] pages = RandomNumberGenerator.GetBytes(2 * 4096);
        var whole = new SnpLaunchDigest();
        whole.Add(SnpPageType.Normal, 0, pages);
        var first = new SnpLaunchDigest();
        first.Add(SnpPageType.Normal, 0, pages.AsSpan(0, 4096));
        var second = new SnpLaunchDigest(first.ToArray());
        second.Add(SnpPageType.Normal, 0x1000, pages.AsSpan(4096));
        Assert.Equal(whole.ToArray(), second.ToArray());
    }

    [Fact]
    public void Type_address_order_and_content_all_count()
    {
        byte[] a = new byte[4096], b = new byte[4096];
        b[0] = 1;
        string Digest(params Action<SnpLaunchDigest>[] steps)
        {
            var digest = new SnpLaunchDigest();
            foreach (Action<SnpLaunchDigest> step in steps)
                step(digest);
            return Convert.ToHexString(digest.ToArray());
        }

        string[] all =
        [
            Digest(d => d.Add(SnpPageType.Normal, 0, a)),
            Digest(d => d.Add(SnpPageType.Normal, 0, b)),
            Digest(d => d.Add(SnpPageType.Normal, 0x1000, a)),
            Digest(d => d.Add(SnpPageType.Vmsa, 0, a)),
            Digest(d => d.Add(SnpPageType.Zero, 0, 1)),
            Digest(d => d.Add(SnpPageType.Unmeasured, 0, 1)),
            Digest(d => d.Add(SnpPageType.Secrets, 0, 1)),
            Digest(d => d.Add(SnpPageType.Cpuid, 0, 1)),
            Digest(d => d.Add(SnpPageType.Zero, 0, 2)),
            Digest(d => d.Add(SnpPageType.Normal, 0, a), d => d.Add(SnpPageType.Normal, 0x1000, b)),
            Digest(d => d.Add(SnpPageType.Normal, 0, b), d => d.Add(SnpPageType.Normal, 0x1000, a)),
        ];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(Digest(d => d.Add(SnpPageType.Vmsa, 0, a)), Digest(d => d.Add(SnpPageType.Vmsa, SnpLaunchDigest.VmsaAddress, a)));
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        var digest = new SnpLaunchDigest();
        Assert.Throws<ArgumentException>(() => digest.Add(SnpPageType.Normal, 0, new byte[4095]));
        Assert.Throws<ArgumentException>(() => digest.Add(SnpPageType.Normal, 1, new byte[4096]));
        Assert.Throws<ArgumentException>(() => digest.Add(SnpPageType.Zero, 0, new byte[4096]));
        Assert.Throws<ArgumentException>(() => digest.Add(SnpPageType.Normal, 0, 1));
        Assert.ThrowsAny<ArgumentException>(() => digest.Add(SnpPageType.Zero, 0, -1));
        Assert.Throws<ArgumentException>(() => new SnpLaunchDigest(new byte[47]));
        Assert.Equal(new byte[48], digest.ToArray());
    }

    /// <summary>A stream that gives a few bytes at a time, as pipes do.</summary>
    private sealed class Trickle(byte[] content) : MemoryStream(content)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 777)]);
    }
}
