using CsCheck;

namespace Enarx.Attestation.Tests;

public sealed class BundleTests(SimulatedHost host)
{
    [Fact]
    public void What_is_written_is_read_and_the_same_endorsements_give_the_same_bytes()
    {
        Endorsement[] all = Make();
        byte[] bundle = EndorsementBundle.Write(all);
        Assert.True(EndorsementBundle.IsBundle(bundle));
        IReadOnlyList<Endorsement> read = EndorsementBundle.Read(bundle, "test").Endorsements;
        Assert.Equal(all.Select(one => one.Sha256.ToString()).Order(StringComparer.Ordinal), read.Select(one => one.Sha256.ToString()));
        Assert.All(read, one => Assert.Contains(all, other => other.Kind == one.Kind && other.Subject == one.Subject && other.Source == one.Source));
        Assert.Equal(bundle, EndorsementBundle.Write(read));
        Assert.Equal(bundle, EndorsementBundle.Write([.. all.Reverse(), .. all]));
    }

    [Fact]
    public void An_empty_bundle_is_one()
    {
        byte[] bundle = EndorsementBundle.Write([]);
        Assert.True(EndorsementBundle.IsBundle(bundle));
        Assert.Empty(EndorsementBundle.Read(bundle, "test").Endorsements);
        Assert.Equal("d9d9f7a30074656e61727870732d656e646f7273656d656e747301010280", Convert.ToHexStringLower(bundle));
    }

    [Fact]
    public void Truncation_at_every_length_and_anything_after_it_is_an_error_that_names_the_place()
    {
        byte[] bundle = EndorsementBundle.Write(Make().Take(2));
        for (int length = 0; length < bundle.Length; length++)
            AssertDamaged(bundle[..length]);
        AssertDamaged([.. bundle, 0]);
    }

    [Fact]
    public void Every_flipped_bit_is_found_but_in_the_note_of_where_it_came_from()
    {
        Endorsement[] all = [.. Make().Take(2)];
        byte[] bundle = EndorsementBundle.Write(all);
        int refused = 0;
        for (int bit = 0; bit < bundle.Length * 8; bit++)
        {
            byte[] bad = [.. bundle];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                IReadOnlyList<Endorsement> read = EndorsementBundle.Read(bad, "test").Endorsements;
                Assert.Equal(all.Select(one => one.Sha256.ToString()).Order(StringComparer.Ordinal), read.Select(one => one.Sha256.ToString()));
                Assert.Single(read, one => all.Single(other => other.Sha256 == one.Sha256).Source != one.Source);
            }
            catch (KeepException e)
            {
                Assert.Equal(KeepErrorId.EndorsementBundleDamaged, e.ErrorId);
                refused++;
            }
        }

        int notes = all.Sum(one => one.Source.Length);
        Assert.True(refused >= (bundle.Length - notes) * 8, $"{refused} of {bundle.Length * 8}");
    }

    [Fact]
    public void Any_bytes_are_a_bundle_or_an_error()
    {
        byte[] good = EndorsementBundle.Write(Make().Take(2));
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 60]).Sample((tail, keep) =>
        {
            try
            {
                EndorsementBundle.Read([.. good[..keep], .. tail], "test");
            }
            catch (KeepException e)
            {
                Assert.Equal(KeepErrorId.EndorsementBundleDamaged, e.ErrorId);
            }
        }, iter: 5000);
    }

    [Theory]
    [InlineData("d9d9f7a30074656e61727870732d656e646f7273656d656e747301020280", "version 2")]
    [InlineData("d9d9f7a30074656e61727870732d656e646f7273656d656e740101 0280", "key")]
    [InlineData("d9d9f7bf0074656e61727870732d656e646f7273656d656e747301010280ff", "damaged")]
    [InlineData("d9d9f7a30074656e61727870732d656e646f7273656d656e7473010102 9a7fffffff", "damaged")]
    [InlineData("d9d9f7a30074656e61727870732d656e646f7273656d656e747301010281 835820", "damaged")]
    public void What_is_not_of_the_format_is_refused(string hex, string problem)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        KeepException e = Assert.Throws<KeepException>(() => EndorsementBundle.Read(bytes, "test"));
        Assert.Equal(KeepErrorId.EndorsementBundleDamaged, e.ErrorId);
        if (problem != "key")
            Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    private static void AssertDamaged(byte[] bytes)
    {
        KeepException e = Assert.Throws<KeepException>(() => EndorsementBundle.Read(bytes, "test"));
        Assert.Equal(KeepErrorId.EndorsementBundleDamaged, e.ErrorId);
        Assert.Matches("at byte [0-9]+", e.Message);
    }

    private Endorsement[] Make()
    {
        var scene = new Scene(host);
        return [.. new[] { scene.Leaf!, scene.RevocationList(), scene.Issuer!, scene.Root! }
            .SelectMany((item, i) => EndorsementReader.Read(item, $"https://kds.example/{i}"))];
    }
}
