using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Enarx.Attestation;

/// <summary>
/// An appraisal as an EAT Attestation Result (EAR; draft-ietf-rats-ear-04) in a JSON Web Token, for verifiers' relying
/// parties that know nothing of this project.
/// </summary>
public static class AttestationResult
{
    /// <summary>The profile that the token is of.</summary>
    public const string Profile = "tag:ietf.org,2026:rats/ear#04";

    // EAT, section 4.1: a nonce has 8 to 64 bytes.
    private const int LeastNonce = 8;
    private const int MostNonce = 64;

    /// <summary>Makes the token.</summary>
    /// <param name="appraisal">The appraisal, passed or not.</param>
    /// <param name="key">The verifier's key; null makes a token that nobody vouches for (alg none, RFC 7519, section 6).</param>
    /// <param name="issuedAt">When the token is made.</param>
    /// <exception cref="KeepException">SigningKeyUnusable.</exception>
    public static string ToToken(KeepAppraisal appraisal, SigningKey? key, DateTimeOffset issuedAt)
    {
        ArgumentNullException.ThrowIfNull(appraisal);
        byte[] input = JsonWebSignature.SigningInput(JsonWebSignature.Header(key, "JWT", embedKey: false), Claims(appraisal, issuedAt));
        return $"{System.Text.Encoding.ASCII.GetString(input)}.{(key is null ? "" : Base64Url.EncodeToString(key.Sign(input)))}";
    }

    private static byte[] Claims(KeepAppraisal appraisal, DateTimeOffset issuedAt)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("eat_profile", Profile);
            writer.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            writer.WriteStartObject("ear_verifier_id");
            writer.WriteString("developer", "EnarxPS");
            writer.WriteString("build", $"EnarxPS {ReportText.Version}");
            writer.WriteEndObject();
            if (appraisal.Evidence.Nonce is { Length: >= LeastNonce and <= MostNonce } nonce)
                writer.WriteString("eat_nonce", Base64Url.EncodeToString(nonce));
            writer.WriteStartObject("submods");
            writer.WriteStartObject(appraisal.Tee.ToString());
            WriteAppraisal(writer, appraisal);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteAppraisal(Utf8JsonWriter writer, KeepAppraisal appraisal)
    {
        writer.WriteString("ear_status", TrustworthinessVector.Status(appraisal));
        IReadOnlyList<(string Name, int Value)> vector = TrustworthinessVector.Of(appraisal);
        if (vector.Count > 0)
        {
            writer.WriteStartObject("ear_trustworthiness_vector");
            foreach ((string name, int value) in vector)
                writer.WriteNumber(name, value);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("ear_appraisal_policy_ids");
        writer.WriteStringValue(PolicyName(appraisal.Policy));
        writer.WriteEndArray();
        // Nobody may rely on what evidence that did not pass states, so it is not handed on.
        if (appraisal.Passed)
            WriteAttester(writer, appraisal);
        writer.WriteStartObject("ear_verifier_claims");
        writer.WriteBoolean("simulated", appraisal.IsSimulated);
        writer.WriteNumber("verification_time", appraisal.VerificationTime.ToUnixTimeSeconds());
        writer.WriteString("policy_name", ReportText.Clean(appraisal.Policy.Name));
        writer.WriteStartObject("checks");
        foreach (AppraisalCheck check in appraisal.Checks.Where(check => check.Required || check.Verdict != CheckVerdict.NotDone).DistinctBy(check => check.Id))
            writer.WriteString(check.Id, check.Verdict switch { CheckVerdict.Passed => "passed", CheckVerdict.Failed => "failed", _ => "not done" });
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteAttester(Utf8JsonWriter writer, KeepAppraisal appraisal)
    {
        writer.WriteStartObject("ear_attester_claims");
        foreach ((string name, string? value) in new (string, string?)[]
        {
            ("product", appraisal.Product), ("measurement", appraisal.Measurement), ("chip_id", appraisal.ChipId), ("report_data", appraisal.ReportData),
            ("tcb", appraisal.ReportedTcb?.ToString()), ("tcb_status", appraisal.TcbStatus?.ToString()),
            ("attested_key_sha384", appraisal.AttestedKey is { } key ? Convert.ToHexStringLower(key) : null),
        })
        {
            if (value is not null)
                writer.WriteString(name, ReportText.Clean(value));
        }

        if (appraisal.Advisories.Count > 0)
        {
            writer.WriteStartArray("advisories");
            foreach (string advisory in appraisal.Advisories)
                writer.WriteStringValue(ReportText.Clean(advisory));
            writer.WriteEndArray();
        }

        if (appraisal.Claims.Count > 0)
        {
            writer.WriteStartObject("claims");
            foreach (EvidenceClaim claim in appraisal.Claims.DistinctBy(claim => ReportText.Clean(claim.Name)))
                writer.WriteString(ReportText.Clean(claim.Name), ReportText.Clean(claim.Value));
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    /// <summary>The policy's name by its content (RFC 6920): the SHA-256 of the JSON that it is exported as, without sources.</summary>
    private static string PolicyName(KeepPolicy policy) =>
        $"ni:///sha-256;{Base64Url.EncodeToString(SHA256.HashData(PolicyJson.Write(policy with { Sources = new Dictionary<string, string>() })))}";
}
