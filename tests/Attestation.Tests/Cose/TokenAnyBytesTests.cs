using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict that lists every check, and only the good ones pass.</summary>
public sealed class TokenAnyBytesTests(SimulatedTees tees)
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(
        Gen.Byte.Array[0, 300],
        Gen.Byte.Array[0, 200].Select(bytes => (byte[])[0xd9, 0x01, 0x8f, 0xa2, .. bytes]),
        Gen.Byte.Array[0, 200].Select(bytes => (byte[])[0xd9, 0x01, 0xf5, 0xa2, 0x01, 0x81, .. bytes]),
        Gen.Byte.Array[0, 200].Select(bytes => (byte[])[0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, .. bytes]),
        Gen.Byte.Array[0, 200].Select(bytes => (byte[])[0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0, 0x58, (byte)Math.Min(bytes.Length, 80), .. bytes]),
        Gen.Byte.Array[0, 200].Select(bytes => (byte[])[0x30, .. bytes]),
        Gen.Char["{}[]\":,ktyEC01d \n"].Array[0, 200].Select(text => System.Text.Encoding.UTF8.GetBytes(['{', .. text])));

    [Theory]
    [InlineData(Tee.Cca)]
    [InlineData(Tee.Nitro)]
    [InlineData(Tee.Psa)]
    public void Junk_is_refused(Tee tee) => Gen.Select(Junk, Junk).Sample((report, endorsement) =>
        AssertRefused(new KeepEvidence { Tee = tee, Report = report, Endorsements = [endorsement] }, new KeepPolicy()), iter: 500);

    [Theory]
    [InlineData(Tee.Cca)]
    [InlineData(Tee.Nitro)]
    public void Many_changes_at_once_are_refused(Tee tee)
    {
        KeepEvidence good = Good(tee, out KeepPolicy policy);
        Gen.Select(Gen.Int[0, good.Report.Length - 1], Gen.Byte.Array[1, 40]).Sample((at, bytes) =>
        {
            byte[] changed = [.. good.Report];
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - at)).CopyTo(changed.AsSpan(at));
            if (!changed.AsSpan().SequenceEqual(good.Report))
                AssertRefused(good with { Report = changed }, policy);
        }, iter: 200);
    }

    [Theory]
    [InlineData(Tee.Cca)]
    [InlineData(Tee.Nitro)]
    public void Bytes_that_are_left_out_or_put_in_are_refused(Tee tee)
    {
        KeepEvidence good = Good(tee, out KeepPolicy policy);
        Gen.Select(Gen.Int[0, good.Report.Length - 1], Gen.Int[1, 20], Gen.Byte.Array[0, 20]).Sample((at, leave, put) =>
        {
            byte[] changed = [.. good.Report[..at], .. put, .. good.Report[Math.Min(good.Report.Length, at + leave)..]];
            if (!changed.AsSpan().SequenceEqual(good.Report))
                AssertRefused(good with { Report = changed }, policy);
        }, iter: 200);
    }

    [Fact]
    public void Lengths_that_promise_much_cost_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] promise in (byte[][])[[0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xbb, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], [0x5b, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff], [0x9a, 0x7f, 0xff, 0xff, 0xff]])
            Assert.Throws<CborException>(() => CborItem.Open(promise, 0, "promise"));
        Assert.Throws<CborException>(() => CborItem.Open(Enumerable.Repeat((byte)0x81, 100_000).ToArray(), 0, "depth"));
        Assert.Throws<CborException>(() => CborItem.Open(Enumerable.Repeat((byte)0xc1, 100_000).ToArray(), 0, "tags"));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2_000_000);
    }

    private KeepEvidence Good(Tee tee, out KeepPolicy policy)
    {
        policy = new KeepPolicy { SimulationRoot = [tee == Tee.Cca ? tees.Cca.RootDigest : tees.Nitro.RootDigest] };
        (byte[] report, IReadOnlyList<byte[]> endorsements) = tee == Tee.Cca ? tees.Platform.Attest(KeepScene.Measurement, new byte[64]) : tees.Hypervisor.Attest(KeepScene.Measurement, new byte[64]);
        var good = new KeepEvidence { Tee = tee, Report = report, Endorsements = endorsements };
        Assert.True(EvidenceAppraiser.Appraise(good, policy, DateTimeOffset.UtcNow).Passed);
        return good;
    }

    private static void AssertRefused(KeepEvidence evidence, KeepPolicy policy)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, policy, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal((evidence.Tee switch { Tee.Cca => CcaChecks.All, Tee.Nitro => NitroChecks.All, _ => PsaChecks.All }).Count, appraisal.Checks.Count);
    }
}
