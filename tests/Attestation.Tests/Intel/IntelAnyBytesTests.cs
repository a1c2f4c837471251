using System.Text;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict, and no changed part of good evidence passes.</summary>
public sealed class IntelAnyBytesTests
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 6000]);

    // Bytes that start as something get further than bytes that do not.
    private static readonly byte[][] Starts =
    [
        [], [0x30, 0x82, 4, 0], [.. "-----BEGIN CERTIFICATE-----\n"u8], [.. "-----BEGIN%20"u8], [.. "{\"tcbInfo\":{\"id\":\"TDX\",\"version\":3"u8], [.. "30820"u8],
        [3, 0, 2, 0, 0, 0, 0, 0], [4, 0, 2, 0, 0x81, 0, 0, 0], [5, 0, 2, 0, 0x81, 0, 0, 0],
    ];

    private static readonly Gen<byte[]> Started = Gen.Select(Gen.Int[0, Starts.Length - 1], Junk, (start, rest) => (byte[])[.. Starts[start], .. rest]);

    [Theory]
    [InlineData(Tee.Sgx)]
    [InlineData(Tee.Tdx)]
    public void Random_bytes_end_in_a_refusal(Tee tee) =>
        Gen.Select(Started, Started.Array[0, 4], Started).Sample((report, endorsements, log) =>
            AssertRefused(new KeepEvidence { Tee = tee, Report = report, Endorsements = endorsements, Parts = new Dictionary<string, byte[]> { [EvidencePart.EventLog] = log } }, new KeepPolicy()), iter: 1000);

    [Theory]
    [InlineData(Tee.Sgx, 3)]
    [InlineData(Tee.Sgx, 5)]
    [InlineData(Tee.Tdx, 4)]
    [InlineData(Tee.Tdx, 5)]
    public void Every_shorter_quote_is_refused_by_its_field_and_offset(Tee tee, int version)
    {
        byte[] quote = new IntelScene(tee, (ushort)version).Quote;
        for (int length = 0; length < quote.Length; length++)
        {
            QuoteException error = Assert.Throws<QuoteException>(() => DcapQuote.Parse(quote.AsMemory(0, length)));
            Assert.InRange(error.Offset, 0, length);
            Assert.NotEmpty(error.Field);
        }
    }

    [Fact]
    public void Every_shorter_collateral_is_refused()
    {
        var scene = new IntelScene();
        foreach (byte[] whole in (byte[][])[scene.TcbInfo!, scene.Identity!, scene.PckList!, scene.Pck])
        {
            for (int length = 0; length < whole.Length; length++)
                Assert.ThrowsAny<FormatException>(() => DcapItem.Read(whole.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Many_changes_at_once_are_refused()
    {
        var scene = new IntelScene();
        KeepEvidence good = scene.Evidence();
        int certification = DcapQuote.Parse(good.Report).CertificationOffset;
        Gen.Select(Gen.Int[0, good.Endorsements.Count], Gen.Int[0, int.MaxValue], Gen.Byte.Array[1, 40]).Sample((which, at, bytes) =>
        {
            byte[] whole = which == 0 ? good.Report : good.Endorsements[which - 1];
            byte[] changed = [.. whole];
            // The text of PEM has line ends that mean nothing, so only what stands before the certificates counts.
            int index = at % (which == 0 ? certification : changed.Length);
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - index)).CopyTo(changed.AsSpan(index));
            if (changed.AsSpan().SequenceEqual(whole) || whole.AsSpan().StartsWith("-----"u8))
                return;
            List<byte[]> items = [.. good.Endorsements];
            if (which > 0)
                items[which - 1] = changed;
            AssertRefused(good with { Report = which == 0 ? changed : good.Report, Endorsements = items }, scene.Policy);
        }, iter: 400);
    }

    [Fact]
    public void Any_JSON_is_read_or_refused_by_its_member()
    {
        var scene = new IntelScene();
        string text = Encoding.UTF8.GetString(scene.TcbInfo!);
        string[] values = ["null", "1", "-1", "1e9", "\"\"", "[]", "{}", "true", "99999999999999999999", "\"\\ud800\"", "[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]"];
        Gen.Select(Gen.Int[0, text.Length - 1], Gen.Int[0, values.Length - 1]).Sample((from, which) =>
        {
            int colon = text.IndexOf(':', from);
            if (colon < 0)
                return;
            int end = text.IndexOfAny([',', '}'], colon);
            string changed = text[..(colon + 1)] + values[which] + text[end..];
            try
            {
                SignedCollateral.Parse(Encoding.UTF8.GetBytes(changed));
            }
            catch (CollateralException e)
            {
                Assert.NotEmpty(e.Where);
            }
        }, iter: 2000);
    }

    private static void AssertRefused(KeepEvidence evidence, KeepPolicy policy)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, policy, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal((evidence.Tee == Tee.Sgx ? SgxChecks.All : TdxChecks.All).Count, appraisal.Checks.Count);
    }
}
