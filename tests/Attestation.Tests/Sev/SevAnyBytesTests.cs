using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>Any bytes end in a verdict, and no changed bit of good evidence passes.</summary>
public sealed class SevAnyBytesTests(SevSimulation simulation) : IClassFixture<SevSimulation>
{
    private static readonly Gen<byte[]> Junk = Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 4096], Gen.Byte.Array[SevLaunch.Length],
        Gen.Byte.Array[SevLaunch.LengthWithProof], Gen.Byte.Array[SevAttestationReport.Length], Gen.Byte.Array[SevPlatform.Length]);

    [Fact]
    public void Random_bytes_end_in_a_refusal()
    {
        using SevLaunchSession session = SevLaunchSession.Open(new byte[32], SevPolicy.Strict);
        Gen.Select(Junk, Junk.Array[0, 4], Junk, Junk).Sample((report, endorsements, launch, claims) =>
        {
            var evidence = new KeepEvidence
            {
                Tee = Tee.Sev,
                Report = report,
                Endorsements = endorsements,
                Parts = new Dictionary<string, byte[]> { [EvidencePart.SevLaunch] = launch },
                Claims = claims,
            };
            AssertRefused(session.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UtcNow));
            AssertRefused(EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UtcNow));
        }, iter: 300);
    }

    [Theory]
    [InlineData("report", 149)]
    [InlineData("endorsements", 37)]
    [InlineData("launch", 1)]
    public void No_changed_bit_passes(string part, int stride)
    {
        using var scene = new SevScene(simulation);
        KeepEvidence good = scene.Evidence() with { Endorsements = [[.. scene.Issuer, .. scene.Root]] };
        byte[] whole = Part(good, part);
        for (int bit = 0; bit < 8 * whole.Length; bit += stride)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(scene.Session!.Appraise(With(good, part, changed), scene.Policy, scene.Time));
        }
    }

    [Fact]
    public void No_changed_bit_of_an_attestation_report_passes()
    {
        using var scene = new SevScene(simulation);
        scene.UseReport();
        Assert.True(scene.Appraise().Passed);
        byte[] whole = scene.Part!;
        // Every bit of what is signed and said about it, and some of the signature, each of which costs a verification.
        for (int bit = 0; bit < 8 * whole.Length; bit += bit < 8 * 0x40 ? 1 : 17)
        {
            scene.Part = [.. whole];
            scene.Part[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(scene.Appraise());
        }
    }

    [Theory]
    [InlineData("report", "sev.report.size", 61)]
    [InlineData("launch", "sev.launch.format", 1)]
    [InlineData("endorsements", "sev.endorsements.format", 13)]
    public void Every_shorter_part_is_refused_by_its_form(string part, string check, int stride)
    {
        using var scene = new SevScene(simulation);
        KeepEvidence good = scene.Evidence() with { Endorsements = [[.. scene.Issuer, .. scene.Root]] };
        byte[] whole = Part(good, part);
        for (int length = 1; length < whole.Length; length += stride)
        {
            // A proof or the second certificate may be left off; that is missing, not malformed.
            if ((part == "launch" && length == SevLaunch.Length) || (part == "endorsements" && length == scene.Issuer.Length))
                continue;
            AppraisalCheck failed = scene.Session!.Appraise(With(good, part, whole[..length]), scene.Policy, scene.Time).Checks.First(c => c.Id == check);
            Assert.Equal(CheckVerdict.Failed, failed.Verdict);
            Assert.True(part == "report" ? failed.Source!.Contains($"0x{length:x}..", StringComparison.Ordinal) : failed.Actual!.StartsWith("at byte ", StringComparison.Ordinal), failed.ToString());
        }
    }

    [Fact]
    public void A_launch_without_its_proof_is_not_bound_to_the_claims()
    {
        using var scene = new SevScene(simulation);
        scene.Launch = scene.Launch with { ReportData = null, Proof = null };
        Assert.Equal(ClaimsChecks.ReportData.Id, scene.Appraise().FirstFailure!.Id);
    }

    [Fact]
    public void Parsers_throw_nothing_but_their_own_exception() =>
        Gen.Select(Junk, Gen.Int[0, 2], Gen.Byte[0, 2]).Sample((bytes, parser, version) =>
        {
            // Bytes that start right get further than bytes that do not.
            if (bytes.Length > 0x24)
                (bytes[0], bytes[1], bytes[2], bytes[3], bytes[7]) = (version, 0, 0, 0, 0);
            try
            {
                if (parser == 0)
                    SevStatement.Read(bytes);
                else if (parser == 1)
                    SevCaCertificate.Read(bytes, 0);
                else
                    SevSecretTable.Find(bytes, Guid.Empty);
            }
            catch (FieldException e)
            {
                Assert.InRange(e.Offset, 0, bytes.Length);
            }
        }, iter: 1000);

    private static byte[] Part(KeepEvidence evidence, string part) => part switch
    {
        "report" => evidence.Report,
        "endorsements" => evidence.Endorsements[0],
        _ => evidence.Parts[EvidencePart.SevLaunch],
    };

    private static KeepEvidence With(KeepEvidence evidence, string part, byte[] bytes) => part switch
    {
        "report" => evidence with { Report = bytes },
        "endorsements" => evidence with { Endorsements = [bytes] },
        _ => evidence with { Parts = new Dictionary<string, byte[]> { [EvidencePart.SevLaunch] = bytes } },
    };

    private static void AssertRefused(KeepAppraisal appraisal)
    {
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(SevChecks.All.Count, appraisal.Checks.Count);
    }
}
