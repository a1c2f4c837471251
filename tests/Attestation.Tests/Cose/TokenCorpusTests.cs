using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Real tokens and documents: the verdict of each, and what becomes of it when it is cut or a bit is flipped.</summary>
public sealed class TokenCorpusTests
{
    private static readonly Dictionary<string, CheckCategory> Categories = new()
    {
        ["signature"] = CheckCategory.Signature,
        ["binding"] = CheckCategory.Binding,
        ["wrong-key"] = CheckCategory.WrongKey,
        ["trust-anchor"] = CheckCategory.TrustAnchor,
        ["format"] = CheckCategory.Format,
        ["debug-policy"] = CheckCategory.DebugPolicy,
        ["expired"] = CheckCategory.Expired,
    };

    public static IEnumerable<TheoryDataRow<string>> Cases => [.. Corpus.OfTech("cca"), .. Corpus.OfTech("nitro"), .. Corpus.OfTech("other").Where(row => row.Data.StartsWith("psa", StringComparison.Ordinal))];

    public static IEnumerable<TheoryDataRow<string>> ValidCases => Cases.Where(row => row.Data == Corpus.Absent || Corpus.Case(row.Data).GetProperty("expected").GetString() == "valid");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_ends_as_the_manifest_says(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, Report(testCase));
        bool valid = testCase.GetProperty("expected").GetString() == "valid";
        Assert.True(appraisal.Passed == valid, CommonFaults.Explain(appraisal));
        if (!valid)
            Assert.Contains(Categories[testCase.GetProperty("category").GetString()!], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Category));
        Assert.False(appraisal.IsSimulated);
        if (testCase.TryGetProperty("facts", out JsonElement facts))
            AssertFacts(facts, appraisal);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_shorter_one_is_refused_and_told_where(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        byte[] report = Report(testCase);
        for (int length = 0; length < report.Length; length++)
        {
            AppraisalCheck failure = Appraise(testCase, report[..length]).FirstFailure!;
            Assert.Equal(CheckCategory.Format, failure.Category);
            Assert.Matches("^(token|document|CoRIM), at byte 0x[0-9a-f]+: ", failure.Actual);
        }
    }

    // All bits take minutes; a stride that is a prime meets every position in a byte and every field.
    [Theory]
    [MemberData(nameof(ValidCases))]
    public void A_flipped_bit_is_refused(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        byte[] report = Report(testCase);
        int stride = Environment.GetEnvironmentVariable("ENARX_EVERY_BIT") == "1" ? 1 : 127;
        for (int bit = 0; bit < 8 * report.Length; bit += stride)
        {
            byte[] changed = [.. report];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Appraise(testCase, changed).Passed, $"bit {bit}");
        }
    }

    private static byte[] Report(JsonElement testCase) => Corpus.File(testCase, Corpus.Has(testCase, "document") ? "document" : "token");

    private static KeepAppraisal Appraise(JsonElement testCase, byte[] report)
    {
        string tech = testCase.GetProperty("tech").GetString()!;
        string[] roles = [.. ((string[])["cpak", "key", "ta", "rv", "corim", "corim_platform", "corim_realm"]).Where(role => Corpus.Has(testCase, role))];
        var evidence = new KeepEvidence
        {
            Tee = tech switch { "cca" => Tee.Cca, "nitro" => Tee.Nitro, _ => Tee.Psa },
            Report = report,
            Endorsements = [.. roles.Select(role => Corpus.File(testCase, role))],
        };
        Sha256Digest[] trusted = [.. roles.Where(role => role is "cpak" or "key").Select(role => Digest(Corpus.File(testCase, role)))];
        JsonElement time = testCase.GetProperty("verification_time");
        return EvidenceAppraiser.Appraise(evidence, new KeepPolicy { TrustedRoot = trusted }, time.ValueKind == JsonValueKind.String ? time.GetDateTimeOffset() : DateTimeOffset.UnixEpoch);
    }

    private static Sha256Digest Digest(byte[] pem) => Sha256Digest.FromBytes(SHA256.HashData(ArmEndorsements.ReadPem(Encoding.ASCII.GetString(pem))));

    private static void AssertFacts(JsonElement facts, KeepAppraisal appraisal)
    {
        string Claim(string name) => appraisal.Claims.Single(c => c.Name == name).Value;
        void Same(JsonElement from, string fact, string claim)
        {
            if (from.TryGetProperty(fact, out JsonElement value) && value.ValueKind == JsonValueKind.String)
                Assert.Equal(value.GetString(), Claim(claim));
        }

        if (facts.TryGetProperty("platform", out JsonElement platform))
        {
            JsonElement realm = facts.GetProperty("realm");
            Same(platform, "profile", "profile");
            Same(platform, "challenge", "challenge");
            Same(platform, "implementation_id", "implementation id");
            Same(platform, "instance_id", "instance id");
            Same(platform, "config", "platform configuration");
            Same(platform, "verification_service", "verification service");
            Same(realm, "challenge", "Realm challenge");
            Same(realm, "personalization_value", "Realm personalization value");
            Same(realm, "initial_measurement", "Realm initial measurement");
            Same(realm, "public_key", "Realm public key");
            Same(realm, "public_key_hash_algo", "Realm public key hash algorithm");
            Assert.EndsWith($"(0x{platform.GetProperty("lifecycle").GetInt32():x4})", Claim("lifecycle"), StringComparison.Ordinal);
            Assert.Equal(platform.GetProperty("sw_components").GetArrayLength(), appraisal.Claims.Count(c => c.Name.StartsWith("software component", StringComparison.Ordinal)));
            Assert.Equal(realm.GetProperty("initial_measurement").GetString(), appraisal.Measurement);
            int index = 0;
            foreach (JsonElement register in realm.GetProperty("extensible_measurements").EnumerateArray())
                Assert.Equal(register.GetString(), Claim($"Realm extensible measurements[{index++}]"));
        }

        if (facts.TryGetProperty("pcrs", out JsonElement registers))
        {
            foreach (JsonProperty register in registers.EnumerateObject())
                Assert.Equal(register.Value.GetString(), Claim($"PCR{register.Name}"));
            foreach (string name in (string[])["module_id", "digest", "public_key", "user_data", "nonce"])
                Same(facts, name, name);
            Assert.Equal(facts.GetProperty("timestamp").GetDateTimeOffset(), DateTimeOffset.Parse(Claim("timestamp"), System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(facts.GetProperty("chain_length").GetInt32(), appraisal.Endorsements.Count);
        }
    }
}
