using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>EAR tokens: signed by the key, true to the appraisal, and never kinder than it.</summary>
public sealed class AttestationResultTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<CheckCategory> Categories => [.. Enum.GetValues<CheckCategory>()];

    [Theory]
    [InlineData("nistP256", "ES256")]
    [InlineData("nistP384", "ES384")]
    public void A_token_verifies_under_its_key(string curve, string algorithm)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        using SigningKey signer = SigningKey.FromPem(key.ExportPkcs8PrivateKeyPem());
        string[] parts = AttestationResult.ToToken(SampleAppraisals.Passed(), signer, Now).Split('.');
        Assert.Equal(3, parts.Length);
        JsonElement header = Json(parts[0]);
        Assert.Equal(algorithm, header.GetProperty("alg").GetString());
        Assert.Equal(signer.PublicKeyDigest.ToString(), header.GetProperty("kid").GetString());
        HashAlgorithmName hash = algorithm == "ES256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA384;
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), hash));
    }

    [Fact]
    public void A_token_without_a_key_says_so()
    {
        string[] parts = AttestationResult.ToToken(SampleAppraisals.Passed(), null, Now).Split('.');
        Assert.Equal("none", Json(parts[0]).GetProperty("alg").GetString());
        Assert.Equal("", parts[2]);
    }

    [Fact]
    public void The_claims_are_those_of_the_profile()
    {
        JsonElement claims = Claims(SampleAppraisals.Passed(policy: new KeepPolicy { Measurement = [SamplePolicies.Hex(48)] }));
        Assert.Equal("tag:ietf.org,2026:rats/ear#04", claims.GetProperty("eat_profile").GetString());
        Assert.Equal(Now.ToUnixTimeSeconds(), claims.GetProperty("iat").GetInt64());
        Assert.NotEmpty(claims.GetProperty("ear_verifier_id").GetProperty("developer").GetString()!);
        Assert.NotEmpty(claims.GetProperty("ear_verifier_id").GetProperty("build").GetString()!);
        Assert.Equal(Base64Url.EncodeToString([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), claims.GetProperty("eat_nonce").GetString());
        JsonElement module = claims.GetProperty("submods").GetProperty("SevSnp");
        Assert.Equal("affirming", module.GetProperty("ear_status").GetString());
        Assert.Equal("""{"instance-identity":2,"configuration":3,"executables":3,"hardware":2,"runtime-opaque":2}""", module.GetProperty("ear_trustworthiness_vector").GetRawText());
        Assert.StartsWith("ni:///sha-256;", module.GetProperty("ear_appraisal_policy_ids")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(SamplePolicies.Hex(48), module.GetProperty("ear_attester_claims").GetProperty("measurement").GetString());
        Assert.Equal("1", module.GetProperty("ear_attester_claims").GetProperty("claims").GetProperty("VMPL").GetString());
        Assert.Equal("passed", module.GetProperty("ear_verifier_claims").GetProperty("checks").GetProperty("x.signature").GetString());
    }

    [Fact]
    public void The_policys_name_is_of_what_it_asks_and_not_of_where_that_came_from()
    {
        var policy = new KeepPolicy { Vmpl = [0] };
        string Name(KeepPolicy p) => Claims(SampleAppraisals.Passed(policy: p)).GetProperty("submods").GetProperty("SevSnp").GetProperty("ear_appraisal_policy_ids")[0].GetString()!;
        Assert.Equal(Name(policy), Name(policy with { Sources = new Dictionary<string, string> { ["Vmpl"] = "report" } }));
        Assert.NotEqual(Name(policy), Name(policy with { Vmpl = [1] }));
    }

    [Theory]
    [MemberData(nameof(Categories))]
    public void No_failure_of_any_category_is_affirmed_and_its_claims_are_not_handed_on(CheckCategory category)
    {
        foreach (CheckVerdict verdict in new[] { CheckVerdict.Failed, CheckVerdict.NotDone })
        {
            KeepAppraisal refused = SampleAppraisals.Refused(category, verdict);
            JsonElement module = Claims(refused).GetProperty("submods").GetProperty("SevSnp");
            Assert.Equal("contraindicated", module.GetProperty("ear_status").GetString());
            Assert.False(module.TryGetProperty("ear_attester_claims", out _));
            Assert.DoesNotContain(TrustworthinessVector.Of(refused), claim => claim.Name is "instance-identity" or "hardware" or "runtime-opaque" && claim.Value is >= 2 and < 32);
        }
    }

    [Theory]
    [InlineData(CheckCategory.Format, "instance-identity", 1)]
    [InlineData(CheckCategory.Signature, "hardware", 99)]
    [InlineData(CheckCategory.Chain, "instance-identity", 99)]
    [InlineData(CheckCategory.Binding, "executables", 99)]
    [InlineData(CheckCategory.Nonce, "instance-identity", 99)]
    [InlineData(CheckCategory.CollateralSignature, "hardware", 99)]
    [InlineData(CheckCategory.UntrustedRoot, "hardware", 97)]
    [InlineData(CheckCategory.WrongKey, "instance-identity", 97)]
    [InlineData(CheckCategory.HwidMismatch, "instance-identity", 97)]
    [InlineData(CheckCategory.Simulation, "hardware", 97)]
    [InlineData(CheckCategory.Revoked, "hardware", 96)]
    [InlineData(CheckCategory.Revoked, "instance-identity", 96)]
    [InlineData(CheckCategory.TcbOutOfDate, "hardware", 32)]
    [InlineData(CheckCategory.TcbMismatch, "hardware", 32)]
    [InlineData(CheckCategory.DebugPolicy, "runtime-opaque", 96)]
    [InlineData(CheckCategory.DebugPolicy, "configuration", 96)]
    [InlineData(CheckCategory.Policy, "configuration", 96)]
    public void A_failure_shows_where_AR4SI_has_it(CheckCategory category, string claim, int value) =>
        Assert.Contains((claim, value), TrustworthinessVector.Of(SampleAppraisals.Refused(category)));

    [Fact]
    public void Another_measurement_is_an_unrecognized_executable() =>
        Assert.Contains(("executables", 33), TrustworthinessVector.Of(SampleAppraisals.Refused(CheckCategory.Policy, policy: new KeepPolicy { Measurement = [SamplePolicies.Hex(32)] })));

    [Fact]
    public void What_nobody_asked_for_is_not_affirmed()
    {
        // No measurement was asked for, debugging was accepted, and a device's token tells nothing of memory.
        Assert.DoesNotContain(TrustworthinessVector.Of(SampleAppraisals.Passed()), claim => claim.Name == "executables");
        Assert.Equal(["instance-identity", "hardware"], TrustworthinessVector.Of(SampleAppraisals.Passed(policy: new KeepPolicy { AllowDebug = true })).Select(claim => claim.Name));
        Assert.DoesNotContain(TrustworthinessVector.Of(SampleAppraisals.Passed(Tee.Psa)), claim => claim.Name == "runtime-opaque");
    }

    [Theory]
    [InlineData(TcbStatus.UpToDate, "affirming")]
    [InlineData(TcbStatus.SWHardeningNeeded, "affirming")]
    [InlineData(TcbStatus.ConfigurationNeeded, "warning")]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, "warning")]
    [InlineData(TcbStatus.OutOfDate, "warning")]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, "warning")]
    [InlineData(TcbStatus.TDRelaunchAdvised, "warning")]
    [InlineData(TcbStatus.TDRelaunchAdvisedConfigurationNeeded, "warning")]
    [InlineData(TcbStatus.Revoked, "contraindicated")]
    public void A_policy_that_accepts_a_weak_TCB_does_not_make_it_good(TcbStatus status, string expected) =>
        Assert.Equal(expected, TrustworthinessVector.Status(SampleAppraisals.Passed(Tee.Tdx) with { TcbStatus = status }));

    [Fact]
    public void Simulated_evidence_is_contraindicated_whatever_the_policy_accepts()
    {
        KeepAppraisal simulated = SampleAppraisals.Passed(simulated: true);
        Assert.True(simulated.Passed);
        Assert.Equal("contraindicated", TrustworthinessVector.Status(simulated));
        Assert.True(Claims(simulated).GetProperty("submods").GetProperty("SevSnp").GetProperty("ear_verifier_claims").GetProperty("simulated").GetBoolean());
    }

    [Fact]
    public void Hostile_text_makes_a_token_all_the_same()
    {
        // A name that a policy file cannot have has no digest either.
        KeepAppraisal hostile = SampleAppraisals.HostileOne() with { Policy = new KeepPolicy() };
        Assert.Equal("contraindicated", Claims(hostile).GetProperty("submods").GetProperty("SevSnp").GetProperty("ear_status").GetString());
        Claims(hostile with { Checks = SampleAppraisals.Passed().Checks });
    }

    private static JsonElement Claims(KeepAppraisal appraisal) => Json(AttestationResult.ToToken(appraisal, null, Now).Split('.')[1]);

    private static JsonElement Json(string base64) => JsonDocument.Parse(Base64Url.DecodeFromChars(base64)).RootElement;
}
