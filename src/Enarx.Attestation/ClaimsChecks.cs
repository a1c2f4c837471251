using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// The checks that tie evidence to the question that was asked, to the key that will be talked to, and to a moment.
/// They are the same for every TEE; only where report_data stands differs.
/// </summary>
internal static class ClaimsChecks
{
    public static readonly CheckDefinition Format =
        new("claims.format", "The claims are well formed and of a known profile", CheckCategory.Format);

    public static readonly CheckDefinition ReportData =
        new("claims.report-data", "report_data is the SHA-512 of the claims", CheckCategory.Binding);

    public static readonly CheckDefinition Nonce =
        new("claims.nonce", "The claims answer the nonce that was asked", CheckCategory.Nonce);

    public static readonly CheckDefinition Key =
        new("claims.key", "The claims name the key of the keep's certificate", CheckCategory.Binding);

    public static readonly CheckDefinition Workload =
        new("claims.workload", "The keep has accepted a workload that the policy names", CheckCategory.Policy);

    public static readonly CheckDefinition Configuration =
        new("claims.configuration", "The keep has accepted a configuration that the policy names", CheckCategory.Policy);

    public static readonly CheckDefinition Age =
        new("evidence.age", "The evidence is no older than the policy allows", CheckCategory.Expired);

    /// <summary>Every definition, in the order of checking.</summary>
    public static readonly IReadOnlyList<CheckDefinition> All = [KeyBindingCheck.Key, Format, ReportData, Nonce, Key, Workload, Configuration, Age];

    /// <summary>Makes the checks.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="policy">The policy, for workload and configuration.</param>
    /// <param name="reportData">report_data of the evidence; null when the evidence could not be read.</param>
    /// <param name="source">Where report_data stands.</param>
    /// <returns>The claims, if they could be read.</returns>
    public static KeepClaims? Make(CheckList checks, KeepEvidence evidence, KeepPolicy policy, byte[]? reportData, string source)
    {
        KeyBindingCheck.Make(checks, evidence, reportData, source);
        KeepClaims? claims = MakeClaims(checks, evidence, reportData, source);
        CheckAccepted(checks, Workload, policy.Workload, claims?.Workload, "claims.workload");
        CheckAccepted(checks, Configuration, policy.Configuration, claims?.Config, "claims.config");
        return claims;
    }

    /// <summary>Checks the time between receipt and appraisal.</summary>
    public static void MakeAge(CheckList checks, KeepEvidence evidence, KeepPolicy policy, DateTimeOffset verificationTime)
    {
        if (policy.MaximumAge is not { } most)
        {
            checks.NotDone(Age, required: false, "The policy sets no greatest age.");
        }
        else if (evidence.ReceivedAt is not { } received)
        {
            checks.NotDone(Age, required: true, "The evidence does not say when it was received.");
        }
        else
        {
            TimeSpan age = verificationTime - received;
            checks.Record(Age, age >= TimeSpan.Zero && age <= most, "Ask the keep for fresh evidence.",
                $"0 to {most}", age.ToString(), "evidence.ReceivedAt");
        }
    }

    private static KeepClaims? MakeClaims(CheckList checks, KeepEvidence evidence, byte[]? reportData, string source)
    {
        if (evidence.Claims is null)
        {
            // Evidence of other systems has no claims. Evidence that was asked for with a nonce, or that came with a
            // keep or its certificate, must have them: a host could otherwise strip the binding off.
            bool ours = evidence.Nonce is not null || evidence.Certificate is not null || evidence.Keep is not null;
            foreach (CheckDefinition check in (CheckDefinition[])[Format, ReportData, Nonce, Key])
                checks.NotDone(check, required: ours, ours ? "The evidence of a keep came without its claims." : "The evidence carries no claims of a keep.");
            return null;
        }

        KeepClaims claims;
        try
        {
            claims = KeepClaims.Decode(evidence.Claims);
            checks.Record(Format, holds: true, "");
        }
        catch (ProtocolException e)
        {
            checks.Record(Format, holds: false, "The claims cannot be read; the keep is of another release or the bytes were altered.",
                $"claims of profile {KeepClaims.CurrentProfile}", e.Message, $"claims[0x{e.Offset:x}..]");
            return null;
        }

        if (reportData is not null)
            CheckReportData(checks, evidence.Claims, reportData, source);
        CheckNonce(checks, claims, evidence.Nonce);
        CheckKey(checks, claims, evidence.Certificate);
        return claims;
    }

    private static void CheckAccepted(CheckList checks, CheckDefinition check, IReadOnlyList<string> accepted, byte[]? actual, string source) =>
        PolicyChecks.OneOf(checks, check, accepted, actual is null ? "none" : Convert.ToHexStringLower(actual), source);

    private static void CheckReportData(CheckList checks, byte[] claims, byte[] reportData, string source)
    {
        byte[] expected = KeepClaims.ReportData(claims);
        bool empty = !reportData.AsSpan().ContainsAnyExcept((byte)0);
        checks.Record(ReportData, CryptographicOperations.FixedTimeEquals(expected, reportData),
            empty ? "report_data is all zero: the evidence binds nothing." : "The claims are not those that the TEE attested to.",
            Convert.ToHexStringLower(expected), Convert.ToHexStringLower(reportData), source);
    }

    private static void CheckNonce(CheckList checks, KeepClaims claims, byte[]? asked)
    {
        if (asked is null)
            checks.NotDone(Nonce, required: true, "It is not known which nonce was asked, so the evidence may be an old one replayed.");
        else
            checks.Record(Nonce, claims.Nonce.AsSpan().SequenceEqual(asked), "The evidence answers another question: it is an old one replayed, or of another client.",
                Convert.ToHexStringLower(asked), Convert.ToHexStringLower(claims.Nonce), "claims.nonce");
    }

    private static void CheckKey(CheckList checks, KeepClaims claims, byte[]? certificate)
    {
        if (certificate is null)
        {
            checks.NotDone(Key, required: true, "The keep's certificate is missing.");
            return;
        }

        try
        {
            byte[] key = SHA384.HashData(X509Certificate.Parse(certificate).PublicKey.Span);
            checks.Record(Key, claims.Key.AsSpan().SequenceEqual(key), "The certificate's key is not the one that the TEE attested to: somebody stands between.",
                Convert.ToHexStringLower(claims.Key), Convert.ToHexStringLower(key), "SHA-384 of the certificate's SubjectPublicKeyInfo");
        }
        catch (DerException e)
        {
            checks.Record(Key, holds: false, "The keep's certificate cannot be read.", "a certificate in DER", e.Message, $"certificate[0x{e.Offset:x}..]");
        }
    }
}
