using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict, and no changed bit of good evidence passes.</summary>
public sealed class AzureAnyBytesTests(SimulatedHost host)
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 3000]);

    [Fact]
    public void Random_bytes_end_in_a_refusal() =>
        Gen.Select(Junk, Junk, Junk, Junk, Junk, Gen.Bool).Sample((report, quote, signature, pcrs, endorsement, tdx) =>
        {
            var evidence = new KeepEvidence
            {
                Tee = tdx ? Tee.AzureTdx : Tee.AzureSevSnp,
                Report = report,
                Parts = new Dictionary<string, byte[]> { [EvidencePart.TpmQuote] = quote, [EvidencePart.TpmSignature] = signature, [EvidencePart.TpmPcrs] = pcrs },
                Endorsements = [endorsement],
            };
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UtcNow);
            Assert.False(appraisal.Passed);
            Assert.Equal(AzureVerifierTests.Ids(evidence.Tee), appraisal.Checks.Select(c => c.Id));
        }, iter: 300);

    [Fact]
    public void Every_changed_bit_of_the_TPM_quote_and_of_the_PCRs_is_refused()
    {
        var scene = new AzureScene(host);
        KeepEvidence good = scene.Evidence();
        foreach (string part in (string[])[EvidencePart.TpmQuote, EvidencePart.TpmSignature, EvidencePart.TpmPcrs])
        {
            foreach (byte[] changed in Flipped(good.Parts[part], 1))
                AssertTpmRefuses(new Dictionary<string, byte[]>(good.Parts) { [part] = changed });
        }

        void AssertTpmRefuses(Dictionary<string, byte[]> parts)
        {
            // The rest of the evidence is not looked at by these checks, and would take its time each time.
            var checks = new CheckList(AzureChecks.All(Tee.AzureSevSnp));
            AzureTpmChecks.Make(checks, good with { Parts = parts }, RuntimeClaims.Parse(HclReport.Parse(good.Report).Claims).AttestationKey, scene.Policy);
            Assert.Contains(checks.ToList(), c => c.Verdict == CheckVerdict.Failed && c.Id.StartsWith("azure.tpm.", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_changed_bit_of_the_paravisors_report_is_refused()
    {
        var scene = new AzureScene(host);
        KeepEvidence good = scene.Evidence();
        Assert.True(EvidenceAppraiser.Appraise(good, scene.Policy, scene.Time).Passed);
        // Header and runtime claims whole; the processor's report, whose own tests flip each bit, in steps.
        IEnumerable<int> offsets = [.. Enumerable.Range(0, 0x20), .. Enumerable.Range(0x20, 0x4a0).Where(i => i % 37 == 0), .. Enumerable.Range(0x4c0, 20), .. Enumerable.Range(0x4d4, good.Report.Length - 0x4d4).Where(i => i % 13 == 0)];
        foreach (int offset in offsets)
        {
            byte[] changed = [.. good.Report];
            changed[offset] ^= (byte)(1 << (offset % 8));
            Assert.False(EvidenceAppraiser.Appraise(good with { Report = changed }, scene.Policy, scene.Time).Passed, $"0x{offset:x}");
        }
    }

    [Fact]
    public void Every_cut_is_refused_with_the_field_and_the_place()
    {
        KeepEvidence good = new AzureScene(host).Evidence();
        int end = HclReport.ClaimsOffset + HclReport.Parse(good.Report).Claims.Length;
        for (int length = 0; length < end; length++)
        {
            FieldException e = Assert.Throws<FieldException>(() => HclReport.Parse(good.Report.AsMemory(0, length)));
            Assert.NotEmpty(e.Field);
            Assert.InRange(e.Offset, 0, length);
        }

        byte[] quote = good.Parts[EvidencePart.TpmQuote];
        for (int length = 0; length < quote.Length; length++)
        {
            FieldException e = Assert.Throws<FieldException>(() => TpmQuote.Parse(quote.AsSpan(0, length)));
            Assert.NotEmpty(e.Field);
            Assert.InRange(e.Offset, 0, length);
        }
    }

    [Fact]
    public void Parsers_throw_nothing_but_their_own_exception()
    {
        KeepEvidence good = new AzureScene(host).Evidence();
        byte[][] starts = [good.Report, good.Parts[EvidencePart.TpmQuote], HclReport.Parse(good.Report).Claims.ToArray()];
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, int.MaxValue], Gen.Byte.Array[1, 24]).Sample((which, at, bytes) =>
        {
            byte[] changed = [.. starts[which]];
            int index = at % changed.Length;
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - index)).CopyTo(changed.AsSpan(index));
            try
            {
                if (which == 0)
                    HclReport.Parse(changed);
                else if (which == 1)
                    TpmQuote.Parse(changed);
                else
                    RuntimeClaims.Parse(changed);
            }
            catch (FieldException e)
            {
                Assert.InRange(e.Offset, 0, changed.Length);
            }
        }, iter: 2000);
    }

    internal static IEnumerable<byte[]> Flipped(byte[] bytes, int step)
    {
        for (int bit = 0; bit < bytes.Length * 8; bit += step)
        {
            byte[] changed = [.. bytes];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return changed;
        }
    }
}
