using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Certificates of real platforms, and vectors of other implementations.</summary>
public sealed class SevCorpusTests
{
    [Fact]
    public void The_certificates_of_a_real_platform_are_read_and_pass()
    {
        JsonElement one = Corpus.Case("sev-rome-platform-chain"), facts = one.GetProperty("facts");
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(Evidence(one), new KeepPolicy(), DateTimeOffset.UnixEpoch);
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        Assert.Equal("Rome", appraisal.Product);
        Assert.False(appraisal.IsSimulated);
        var platform = new SevPlatform(Evidence(one).Report);
        foreach ((SevUsage usage, SevCertificate certificate, _) in platform.All)
        {
            JsonElement fact = facts.GetProperty("certs").GetProperty($"{usage}".ToLowerInvariant());
            Assert.Equal(fact.GetProperty("api").GetString(), $"{certificate.ApiMajor}.{certificate.ApiMinor}");
            Assert.Equal(fact.GetProperty("usage").GetString(), $"{certificate.Usage}".ToUpperInvariant());
            Assert.Equal(fact.GetProperty("algo").GetString(), $"{certificate.Algorithm}".ToUpperInvariant().Insert($"{certificate.Algorithm}".Length - 6, "_"));
            for (int slot = 0; slot < 2; slot++)
                Assert.Equal(fact.GetProperty("sigs")[slot][0].GetString(), $"{certificate.Signer(slot)}".ToUpperInvariant());
        }

        SevCaCertificate root = SevCaCertificate.Read(Corpus.File(one, "ark"), 0), issuer = SevCaCertificate.Read(Corpus.File(one, "ask"), 0);
        Assert.Equal(facts.GetProperty("ark_key_id").GetString(), Convert.ToHexStringLower(root.KeyId));
        Assert.Equal(facts.GetProperty("ask_key_id").GetString(), Convert.ToHexStringLower(issuer.KeyId));
        Assert.Equal(facts.GetProperty("ask_certifying_id").GetString(), Convert.ToHexStringLower(issuer.CertifyingId));
    }

    [Theory]
    [InlineData("sev-rome-pek-key-altered", CheckCategory.Signature)]
    [InlineData("sev-rome-cek-under-naples-ask", CheckCategory.Chain)]
    public void Altered_certificates_are_refused(string id, CheckCategory category)
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(Evidence(Corpus.Case(id)), new KeepPolicy(), DateTimeOffset.UnixEpoch);
        Assert.False(appraisal.Passed);
        Assert.Contains(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed && c.Category == category);
    }

    [Theory]
    [InlineData("report", 307)]
    [InlineData("ask", 101)]
    [InlineData("ark", 101)]
    public void No_changed_bit_of_a_real_platform_passes(string part, int stride)
    {
        KeepEvidence good = Evidence(Corpus.Case("sev-rome-platform-chain"));
        byte[] whole = part switch { "report" => good.Report, "ask" => good.Endorsements[0], _ => good.Endorsements[1] };
        for (int bit = 0; bit < 8 * whole.Length; bit += stride)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            KeepEvidence evidence = part switch
            {
                "report" => good with { Report = changed },
                "ask" => good with { Endorsements = [changed, good.Endorsements[1]] },
                _ => good with { Endorsements = [good.Endorsements[0], changed] },
            };
            Assert.False(EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UnixEpoch).Passed, $"bit {bit} of {part}");
        }
    }

    [Fact]
    public void Launch_digests_of_other_implementations_compute()
    {
        JsonElement kernel = Corpus.Case("sev-launch-measure-kernel-hashes"), vector = Vector(kernel);
        byte[] firmware = Corpus.File(kernel, "firmware");
        byte[] table = SevKernelHashes.Table(Corpus.File(kernel, "kernel"), Corpus.File(kernel, "initrd"), vector.GetProperty("cmdline").GetString()!);
        Assert.Equal(vector.GetProperty("launch_digest_hex").GetString(), Convert.ToHexStringLower(SevLaunchDigest.Compute(firmware, table)));
        Assert.Equal(vector.GetProperty("firmware_only_digest_hex").GetString(), Convert.ToHexStringLower(SevLaunchDigest.Compute(firmware)));

        JsonElement es = Corpus.Case("sev-es-launch-measure-vmsa");
        byte[] boot = Corpus.File(es, "vmsa0"), other = Corpus.File(es, "vmsa1");
        string expected = Vector(es).GetProperty("launch_digest_hex").GetString()!;
        Assert.Equal(expected, Convert.ToHexStringLower(SevLaunchDigest.Compute(Corpus.File(es, "firmware"), [], boot, other, 4)));
        Assert.Equal(expected, Convert.ToHexStringLower(SevLaunchDigest.Compute(Corpus.File(es, "firmware"), [], [.. boot, .. other, .. other, .. other])));
    }

    [Theory]
    [InlineData("sev-launch-measure-digest", "expected_measure_blob_base64", true)]
    [InlineData("sev-es-launch-measure-vmsa", "measure_blob_base64", true)]
    [InlineData("sev-launch-measure-wrong-mac", "measure_blob_base64", false)]
    public void Measurements_of_other_implementations_are_judged(string id, string blob, bool isGood)
    {
        JsonElement vector = Vector(Corpus.Case(id));
        byte[] measured = vector.GetProperty(blob).GetBytesFromBase64();
        var policy = new SevPolicy(Convert.ToUInt32(vector.GetProperty("policy").GetString(), 16));
        var launch = new SevLaunch
        {
            ApiMajor = vector.GetProperty("api_major").GetByte(),
            ApiMinor = vector.GetProperty("api_minor").GetByte(),
            Build = vector.GetProperty("build_id").GetByte(),
            Policy = policy,
            Digest = Hex(vector, "launch_digest_hex"),
            Measure = measured[..32],
            Nonce = measured[32..],
        };
        using SevLaunchSession session = SevLaunchSession.Open([.. new byte[16], .. Hex(vector, "tik_hex")], policy);
        Assert.Equal(isGood, session.HasMeasured(launch));
    }

    [Fact]
    public void A_secret_is_wrapped_as_others_wrap_it()
    {
        JsonElement one = Corpus.Case("sev-launch-secret-one"), vector = Vector(one);
        byte[] table = SevSecretTable.Write(new SevSecret(SevSecret.DiskPassphrase, Corpus.File(one, "secret1")));
        Assert.Equal(vector.GetProperty("plaintext_table_hex").GetString(), Convert.ToHexStringLower(table));
        SevSecretPacket packet = SevSecretPacket.Wrap([.. Hex(vector, "tek_hex"), .. Hex(vector, "tik_hex")], Hex(vector, "iv_hex"),
            vector.GetProperty("launch_measure_blob_base64").GetBytesFromBase64().AsSpan(0, 32), table);
        Assert.Equal(vector.GetProperty("expected_header_base64").GetBytesFromBase64(), packet.Header);
        Assert.Equal(vector.GetProperty("expected_payload_base64").GetBytesFromBase64(), packet.Payload);
    }

    [Fact]
    public void A_session_is_wrapped_and_opened_as_known()
    {
        JsonElement vector = Vector(Corpus.Case("sev-launch-start-session-kat"));
        var policy = new SevPolicy(Convert.ToUInt32(vector.GetProperty("policy").GetString(), 16));
        byte[] keys = [.. Hex(vector, "tek_hex"), .. Hex(vector, "tik_hex")], opened = new byte[32];
        byte[] session = SevLaunchStart.Wrap(policy, Hex(vector, "z_hex"), Hex(vector, "nonce_hex"), Hex(vector, "wrap_iv_hex"), keys);
        Assert.Equal(Hex(vector, "session_blob_hex"), session);
        Assert.True(SevLaunchStart.TryUnwrap(policy, Hex(vector, "z_hex"), session, opened));
        Assert.Equal(keys, opened);
        session[0x7f] ^= 1;
        Assert.False(SevLaunchStart.TryUnwrap(policy, Hex(vector, "z_hex"), session, opened));
        Assert.Equal(new byte[32], opened);
    }

    private static KeepEvidence Evidence(JsonElement one) => new()
    {
        Tee = Tee.Sev,
        Report = [.. ((string[])["pdh", "pek", "oca", "cek"]).SelectMany(role => Corpus.File(one, role))],
        Endorsements = [Corpus.File(one, "ask"), Corpus.File(one, "ark")],
    };

    private static JsonElement Vector(JsonElement one)
    {
        using JsonDocument vector = JsonDocument.Parse(Corpus.File(one, "vector"));
        return vector.RootElement.Clone();
    }

    private static byte[] Hex(JsonElement vector, string name) => Convert.FromHexString(vector.GetProperty(name).GetString()!);
}
