using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict, and no changed bit of good evidence passes.</summary>
public sealed class SnpAnyBytesTests(SimulatedHost host)
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 4096], Gen.Byte.Array[SnpReport.Length]);

    // Bytes that start as DER, PEM or a table do get further than bytes that do not.
    private static readonly byte[][] Starts =
        [[], [0x30], [0x30, 0x82, 4, 0], [0x30, 0x80, 0x30, 0x80], [.. "-----BEGIN CERTIFICATE-----\n"u8], CertificateTable.Vcek.ToByteArray()];

    private static readonly string[] Parts = ["report", "table", "list", "claims"];

    private static readonly Gen<byte[]> Endorsement =
        Gen.Select(Gen.Int[0, Starts.Length - 1], Junk, (start, rest) => (byte[])[.. Starts[start], .. rest]);

    [Fact]
    public void Random_bytes_end_in_a_refusal() =>
        Gen.Select(Junk, Endorsement.Array[0, 4], Junk, Junk, Junk).Sample((report, endorsements, claims, nonce, certificate) => AssertRefused(
            new KeepEvidence { Tee = Tee.SevSnp, Report = report, Endorsements = endorsements, Claims = claims, Nonce = nonce, Certificate = certificate }, new KeepPolicy()), iter: 1000);

    [Theory]
    [InlineData("report")]
    [InlineData("table")]
    [InlineData("claims")]
    [InlineData("list")]
    [InlineData("certificate")]
    public void No_changed_bit_passes(string part)
    {
        KeepEvidence good = Good(out KeepPolicy policy);
        Assert.True(EvidenceAppraiser.Appraise(good, policy, DateTimeOffset.UtcNow).Passed);
        int length = Part(good, part).Length;
        Gen.Select(Gen.Int[0, length - 1], Gen.Int[0, 7]).Sample((index, bit) =>
        {
            byte[] changed = [.. Part(good, part)];
            changed[index] ^= (byte)(1 << bit);
            KeepEvidence evidence = With(good, part, changed);
            // The certificate of a keep is bound by its key; the rest of it is the channel's business.
            if (part == "certificate")
                Assert.Equal(SnpChecks.All.Count, EvidenceAppraiser.Appraise(evidence, policy, DateTimeOffset.UtcNow).Checks.Count);
            else
                AssertRefused(evidence, policy);
        }, iter: 200);
    }

    [Theory]
    [InlineData("report")]
    [InlineData("table")]
    [InlineData("claims")]
    [InlineData("list")]
    [InlineData("certificate")]
    public void No_cut_or_lengthened_part_passes(string part)
    {
        KeepEvidence good = Good(out KeepPolicy policy);
        byte[] whole = Part(good, part);
        Gen.Int[0, whole.Length - 1].Sample(length => AssertRefused(With(good, part, whole[..length]), policy), iter: 100);
        // Zeros after the last content of a table are nothing, so the table may be longer than it need be.
        if (part != "table")
            Gen.Byte.Array[1, 100].Sample(more => AssertRefused(With(good, part, [.. whole, .. more]), policy), iter: 10);
    }

    [Fact]
    public void Every_shorter_report_is_refused_by_its_size()
    {
        KeepEvidence good = Good(out KeepPolicy policy);
        for (int length = 0; length < SnpReport.Length; length++)
        {
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(good with { Report = good.Report[..length] }, policy, DateTimeOffset.UtcNow);
            Assert.False(appraisal.Passed);
            Assert.Equal("snp.report.size", appraisal.FirstFailure!.Id);
            Assert.Equal(length == 0 ? "report" : $"report[0x{length:x}..]", appraisal.FirstFailure.Source);
        }
    }

    [Fact]
    public void Many_changes_at_once_are_refused()
    {
        KeepEvidence good = Good(out KeepPolicy policy);
        Gen.Select(Gen.Int[0, Parts.Length - 1], Gen.Int[0, int.MaxValue], Gen.Byte.Array[1, 40]).Sample((which, at, bytes) =>
        {
            string part = Parts[which];
            byte[] changed = [.. Part(good, part)];
            int index = at % changed.Length;
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - index)).CopyTo(changed.AsSpan(index));
            if (!changed.AsSpan().SequenceEqual(Part(good, part)))
                AssertRefused(With(good, part, changed), policy);
        }, iter: 200);
    }

    [Fact]
    public void Parsers_throw_nothing_but_their_own_exception() =>
        Gen.Select(Endorsement, Gen.Bool).Sample((bytes, table) =>
        {
            try
            {
                if (table)
                    CertificateTable.Read(bytes);
                else
                    new EndorsementSet().Add(bytes);
            }
            catch (DerException e)
            {
                Assert.InRange(e.Offset, 0, Math.Max(bytes.Length, EndorsementSet.LongestItem));
            }
        }, iter: 1000);

    private KeepEvidence Good(out KeepPolicy policy)
    {
        var scene = new Scene(host);
        byte[] table = host.Processor(SnpProduct.Milan).CertificateTable, list = scene.RevocationList(revoked: 7);
        policy = scene.Policy;
        return scene.Evidence() with { Endorsements = [table, list] };
    }

    private static byte[] Part(KeepEvidence evidence, string part) => part switch
    {
        "report" => evidence.Report,
        "table" => evidence.Endorsements[0],
        "list" => evidence.Endorsements[1],
        "claims" => evidence.Claims!,
        _ => evidence.Certificate!,
    };

    private static KeepEvidence With(KeepEvidence evidence, string part, byte[] bytes) => part switch
    {
        "report" => evidence with { Report = bytes },
        "table" => evidence with { Endorsements = [bytes, evidence.Endorsements[1]] },
        "list" => evidence with { Endorsements = [evidence.Endorsements[0], bytes] },
        "claims" => evidence with { Claims = bytes },
        _ => evidence with { Certificate = bytes },
    };

    private static void AssertRefused(KeepEvidence evidence, KeepPolicy policy)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, policy, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(SnpChecks.All.Count, appraisal.Checks.Count);
    }
}
