using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict, and no changed bit of good evidence passes.</summary>
public sealed class NvidiaAnyBytesTests
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 3000]);

    [Fact]
    public void Random_bytes_end_in_a_refusal() =>
        Gen.Select(Junk, Junk).Sample((report, endorsement) =>
        {
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.NvidiaGpu, Report = report, Endorsements = [endorsement] }, new KeepPolicy(), DateTimeOffset.UtcNow);
            Assert.False(appraisal.Passed);
            Assert.Equal(NvidiaChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        }, iter: 500);

    [Fact]
    public void Every_changed_bit_is_refused()
    {
        var scene = new NvidiaScene();
        KeepEvidence good = scene.Evidence();
        Assert.True(EvidenceAppraiser.Appraise(good, scene.Policy, scene.Time).Passed);
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(good.Report, 7))
            Assert.False(EvidenceAppraiser.Appraise(good with { Report = changed }, scene.Policy, scene.Time).Passed);
    }

    [Fact]
    public void Every_changed_bit_of_the_leaf_is_refused()
    {
        var scene = new NvidiaScene();
        KeepEvidence good = scene.Evidence();
        byte[] leaf = scene.Leaf.Build();
        scene.Without.Add(scene.Leaf);
        KeepEvidence without = scene.Evidence();
        foreach (byte[] changed in AzureAnyBytesTests.Flipped(leaf, 29))
            Assert.False(EvidenceAppraiser.Appraise(good with { Endorsements = [.. without.Endorsements, changed] }, scene.Policy, scene.Time).Passed);
    }

    [Fact]
    public void Every_cut_is_refused_with_the_field_and_the_place()
    {
        byte[] good = new NvidiaScene().Evidence().Report;
        for (int length = 0; length < good.Length; length++)
        {
            FieldException e = Assert.Throws<FieldException>(() => SpdmExchange.Parse(good[..length]));
            Assert.NotEmpty(e.Field);
            Assert.InRange(e.Offset, 0, length);
        }
    }

    [Fact]
    public void Parsers_throw_nothing_but_their_own_exception()
    {
        byte[] good = new NvidiaScene().Evidence().Report;
        Gen.Select(Gen.Int[0, good.Length - 1], Gen.Byte.Array[1, 24]).Sample((index, bytes) =>
        {
            byte[] changed = [.. good];
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - index)).CopyTo(changed.AsSpan(index));
            try
            {
                SpdmExchange exchange = SpdmExchange.Parse(changed);
                NvidiaOpaqueData.Parse(exchange.OpaqueData.Span, exchange.OpaqueOffset);
            }
            catch (FieldException e)
            {
                Assert.InRange(e.Offset, 0, changed.Length);
            }
        }, iter: 2000);
    }
}
