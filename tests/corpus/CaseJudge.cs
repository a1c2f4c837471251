using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enarx.Attestation;

namespace Enarx.Corpus;

/// <summary>Judges cases through the public API of the verifier.</summary>
public static class CaseJudge
{
    private static readonly Dictionary<string, Func<CorpusCase, CaseResult>> Technologies = new()
    {
        ["sev-snp"] = SevSnpCases.Judge,
        ["sgx"] = IntelCases.JudgeSgx,
        ["tdx"] = IntelCases.JudgeTdx,
        ["cca"] = CcaCases.Judge,
        ["nitro"] = NitroCases.Judge,
        ["psa-token"] = OtherCases.Judge,
        ["azure"] = AzureCases.Judge,
        ["nvidia"] = NvidiaCases.Judge,
        ["other"] = OtherCases.Judge,
        ["sev"] = SevCases.Judge,
    };

    private static readonly Dictionary<string, CheckCategory> Categories = new()
    {
        ["signature"] = CheckCategory.Signature,
        ["binding"] = CheckCategory.Binding,
        ["chain"] = CheckCategory.Chain,
        ["wrong-key"] = CheckCategory.WrongKey,
        ["untrusted-root"] = CheckCategory.UntrustedRoot,
        ["revoked"] = CheckCategory.Revoked,
        ["expired"] = CheckCategory.Expired,
        ["collateral-signature"] = CheckCategory.CollateralSignature,
        ["collateral-mismatch"] = CheckCategory.CollateralMismatch,
        ["tcb-out-of-date"] = CheckCategory.TcbOutOfDate,
        ["tcb-mismatch"] = CheckCategory.TcbMismatch,
        ["hwid-mismatch"] = CheckCategory.HwidMismatch,
        ["debug-policy"] = CheckCategory.DebugPolicy,
        ["format"] = CheckCategory.Format,
        ["trust-anchor"] = CheckCategory.TrustAnchor,
    };

    /// <summary>Judges a case.</summary>
    public static CaseResult Judge(CorpusCase one)
    {
        ArgumentNullException.ThrowIfNull(one);
        Func<CorpusCase, CaseResult>? judge = WrappedCases.Has(one) ? WrappedCases.Judge : Technologies.GetValueOrDefault(one.Tech);
        if (judge is null)
            return new CaseResult(false, $"no verifier for '{one.Tech}'");
        try
        {
            return judge(one);
        }
        catch (Exception e)
        {
            // One case that breaks the runner must not hide the others.
            return new CaseResult(false, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>
    /// Appraises evidence as of the case's time and compares. A case that lacks endorsements (its scope says so) is good
    /// when nothing fails and the appraisal still does not pass.
    /// </summary>
    internal static CaseResult Appraise(CorpusCase one, KeepEvidence evidence, KeepPolicy policy) => Appraise(one, evidence, policy, out _);

    /// <summary>The same, for a technology that looks at the appraisal's claims too.</summary>
    internal static CaseResult Appraise(CorpusCase one, KeepEvidence evidence, KeepPolicy policy, out KeepAppraisal appraisal)
    {
        appraisal = EvidenceAppraiser.Appraise(evidence, policy, one.VerificationTime ?? DateTimeOffset.UnixEpoch);
        AppraisalCheck? failure = appraisal.FirstFailure;
        string why = failure is null ? "passed" : $"{failure.Id} {failure.Verdict}: {failure.Reason} {failure.Actual}";
        AppraisalCheck[] failed = [.. appraisal.Checks.Where(check => check.Verdict == CheckVerdict.Failed)];
        if (!one.IsValid)
            return new CaseResult(!appraisal.Passed && failed.Any(check => check.Category == Categories[one.Category!]), why);
        return one.Scope == "full" || one.Category == "synthetic"
            ? new CaseResult(appraisal.Passed, why)
            : new CaseResult(!appraisal.Passed && failed.Length == 0, why);
    }

    /// <summary>The policy that <c>expected</c> assumes, with the roots that the case says its caller trusts.</summary>
    internal static KeepPolicy PolicyOf(CorpusCase one, params IEnumerable<string> anchorRoles) =>
        new() { TrustedRoot = [.. one.Files(anchorRoles).Select(KeyDigest)] };

    private static Sha256Digest KeyDigest(byte[] certificate)
    {
        using X509Certificate2 root = certificate[0] == 0x30
            ? X509CertificateLoader.LoadCertificate(certificate)
            : X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(certificate));
        return Sha256Digest.FromBytes(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()));
    }
}
