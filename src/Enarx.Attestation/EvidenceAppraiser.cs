namespace Enarx.Attestation;

/// <summary>The verifier of RFC 9334: evidence and a policy in, a verdict with every check out.</summary>
public static class EvidenceAppraiser
{
    private static readonly CheckDefinition KnownTee =
        new("evidence.tee", "The evidence is of a TEE that this release knows", CheckCategory.Format);

    /// <summary>
    /// Appraises evidence. Any bytes end in a verdict: what is malformed fails a check of category
    /// <see cref="CheckCategory.Format"/>, and what could not be checked for that reason is listed as not done.
    /// </summary>
    /// <param name="evidence">The evidence, with its endorsements.</param>
    /// <param name="policy">What the evidence must show.</param>
    /// <param name="verificationTime">The moment as of which certificates and lists are judged.</param>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset verificationTime) =>
        Appraise(evidence, policy, verificationTime, session: null);

    /// <summary>Appraises evidence with the session of a guest owner, which only evidence of SEV needs.</summary>
    internal static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset verificationTime, SevLaunchSession? session)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(policy);
        KeepAppraisal appraisal = evidence.Tee switch
        {
            Tee.SevSnp => SnpVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Sgx => SgxVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Tdx => TdxVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Cca => CcaVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Nitro => NitroVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Psa => PsaVerifier.Appraise(evidence, policy, verificationTime),
            Tee.AzureSevSnp or Tee.AzureTdx => AzureVerifier.Appraise(evidence, policy, verificationTime),
            Tee.NvidiaGpu => NvidiaVerifier.Appraise(evidence, policy, verificationTime),
            Tee.IbmSecureExecution => IbmVerifier.Appraise(evidence, policy, verificationTime),
            Tee.Sev => SevVerifier.Appraise(evidence, policy, verificationTime, session),
            _ => Unknown(evidence, policy, verificationTime),
        };
        return appraisal.Passed && evidence.Wrapping is { } wrapping ? appraisal with { AttestedKey = KeyBindingCheck.AttestedKey(wrapping) } : appraisal;
    }

    private static KeepAppraisal Unknown(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset verificationTime)
    {
        var checks = new CheckList([KnownTee]);
        checks.Record(KnownTee, holds: false, "No verifier for it is in this release.", string.Join(", ", Enum.GetNames<Tee>()), evidence.Tee.ToString());
        return new KeepAppraisal
        {
            Tee = evidence.Tee,
            IsSimulated = false,
            Checks = checks.ToList(),
            VerificationTime = verificationTime,
            Policy = policy,
            Evidence = evidence,
        };
    }
}
