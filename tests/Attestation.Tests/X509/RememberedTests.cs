using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

/// <summary>What is remembered is what was seen, and no more of it than its bound.</summary>
public sealed class RememberedTests
{
    private static readonly TestAuthority Root = new("root");
    private static readonly TestAuthority Leaf = new("leaf", Root);

    [Fact]
    public void A_cache_keeps_the_newest_up_to_its_bound()
    {
        var cache = new BoundedCache<int, string>(3);
        for (int i = 0; i < 10; i++)
            cache.Add(i, $"{i}");
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 10).Where(i => cache.TryGet(i, out _)));
        cache.Add(9, "again");
        Assert.True(cache.TryGet(9, out string? value));
        Assert.Equal("9", value);
        cache.Clear();
        Assert.False(cache.TryGet(9, out _));
        cache.Add(9, "anew");
        Assert.True(cache.TryGet(9, out value));
        Assert.Equal("anew", value);
    }

    [Fact]
    public void A_cache_keeps_its_bound_under_many_threads()
    {
        var cache = new BoundedCache<int, int>(50);
        Parallel.For(0, 10_000, i => cache.Add(i % 1000, i));
        Assert.InRange(Enumerable.Range(0, 1000).Count(i => cache.TryGet(i, out _)), 1, 50);
    }

    [Fact]
    public void Content_is_compared_whole()
    {
        byte[] one = RandomNumberGenerator.GetBytes(300), same = [.. one], other = [.. one];
        other[0] ^= 1;
        Assert.True(ContentComparer.Instance.Equals(one, same));
        Assert.Equal(ContentComparer.Instance.GetHashCode(one), ContentComparer.Instance.GetHashCode(same));
        Assert.False(ContentComparer.Instance.Equals(one, other));
        Assert.False(ContentComparer.Instance.Equals(one, one.AsMemory(1)));
    }

    [Fact]
    public void A_good_signature_is_not_taken_for_that_of_anything_else()
    {
        Assert.True(CertificateSignature.IsSignedBy(Leaf.Certificate, Root.Certificate));
        Assert.True(CertificateSignature.IsSignedBy(Leaf.Certificate, Root.Certificate));
        byte[] der = Leaf.Certificate.Der.ToArray();
        int tbs = der.Length - Leaf.Certificate.Signature.Length;
        for (int at = 0; at < der.Length; at += 5)
        {
            byte[] changed = [.. der];
            changed[at] ^= 1;
            try
            {
                Assert.False(CertificateSignature.IsSignedBy(X509Certificate.Parse(changed), Root.Certificate), $"byte {at} of {tbs}");
            }
            catch (DerException)
            {
                // Not a certificate any more.
            }
        }

        Assert.False(CertificateSignature.IsSignedBy(Leaf.Certificate, new TestAuthority("root").Certificate));
        Assert.False(CertificateSignature.IsSignedBy(Leaf.Certificate, Leaf.Certificate));
    }

    [Fact]
    public void A_certificate_does_not_change_with_the_array_that_it_was_read_from()
    {
        byte[] mine = Leaf.Certificate.Der.ToArray();
        X509Certificate read = X509Certificate.Parse(mine);
        mine.AsSpan().Clear();
        Assert.Equal(Leaf.Certificate.Digest, read.Digest);
        Assert.Equal(Sha256Digest.FromBytes(SHA256.HashData(Leaf.Certificate.Der.Span)), read.Digest);
        Assert.True(CertificateSignature.IsSignedBy(read, Root.Certificate));
    }

    [Fact]
    public void Endorsements_are_read_once_and_do_not_change_with_their_array()
    {
        byte[] pem = Encoding.ASCII.GetBytes($"{PemEncoding.WriteString("CERTIFICATE", Leaf.Certificate.Der.Span)}\n{PemEncoding.WriteString("X509 CRL", Root.List().Der.Span)}\n"), mine = [.. pem];
        EndorsementSet first = new(), second = new();
        first.Add(mine);
        mine.AsSpan().Clear();
        second.Add(pem);
        Assert.Same(first.Certificates.Single(), second.Certificates.Single());
        Assert.Same(first.Lists.Single(), second.Lists.Single());
        Assert.Equal(Leaf.Certificate.Digest, second.Certificates.Single().Digest);
        Assert.Throws<DerException>(() => second.Add(mine));
    }

    [Fact]
    public void What_was_read_before_still_counts_towards_the_bound()
    {
        var set = new EndorsementSet();
        byte[] der = Leaf.Certificate.Der.ToArray();
        for (int i = 0; i < EndorsementSet.MostParts; i++)
            set.Add(der);
        Assert.Throws<DerException>(() => set.Add(der));
    }
}
