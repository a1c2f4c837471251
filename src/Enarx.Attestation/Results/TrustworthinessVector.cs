namespace Enarx.Attestation;

/// <summary>
/// What an appraisal says in the terms of AR4SI (draft-ietf-rats-ar4si, section 2.3): claims of -128 to 127, of which 2 to
/// 31 affirm, 32 to 95 warn, 96 to 127 contraindicate, and the rest say nothing. What an appraisal did not establish is
/// not claimed, and simulated evidence is never affirmed, whatever the policy accepts.
/// </summary>
internal static class TrustworthinessVector
{
    private const int UnexpectedEvidence = 1;
    private const int Genuine = 2;
    private const int ApprovedBoot = 3;
    private const int NoKnownVulnerability = 3;
    private const int Unsafe = 32;
    private const int UnrecognizedExecutables = 33;
    private const int Contraindicated = 96;
    private const int Unrecognized = 97;
    private const int CryptographyFailed = 99;

    private static readonly CheckCategory[] Cryptography =
        [CheckCategory.Signature, CheckCategory.CollateralSignature, CheckCategory.Chain, CheckCategory.Binding, CheckCategory.Nonce];

    private static readonly CheckCategory[] Stranger =
        [CheckCategory.WrongKey, CheckCategory.UntrustedRoot, CheckCategory.TrustAnchor, CheckCategory.HwidMismatch, CheckCategory.Simulation];

    private static readonly CheckCategory[] WeakHardware = [CheckCategory.TcbOutOfDate, CheckCategory.TcbMismatch, CheckCategory.CollateralMismatch];

    private static readonly Tee[] EncryptsMemory =
        [Tee.SevSnp, Tee.Sev, Tee.Sgx, Tee.Tdx, Tee.Cca, Tee.AzureSevSnp, Tee.AzureTdx, Tee.IbmSecureExecution];

    /// <summary>The claims that are made, by the names of AR4SI.</summary>
    public static IReadOnlyList<(string Name, int Value)> Of(KeepAppraisal appraisal)
    {
        CheckCategory[] failed = [.. appraisal.Checks.Where(check => check.Verdict == CheckVerdict.Failed).Select(check => check.Category)];
        (int identity, int configuration, int executables, int hardware, int opaque) claims =
            failed.Contains(CheckCategory.Format) ? (UnexpectedEvidence, UnexpectedEvidence, UnexpectedEvidence, UnexpectedEvidence, UnexpectedEvidence)
            : failed.Any(Cryptography.Contains) ? (CryptographyFailed, CryptographyFailed, CryptographyFailed, CryptographyFailed, CryptographyFailed)
            : (Identity(appraisal, failed), Configuration(appraisal, failed), Executables(appraisal), Hardware(appraisal, failed), Opaque(appraisal, failed));
        return [.. new[]
        {
            ("instance-identity", claims.identity), ("configuration", claims.configuration), ("executables", claims.executables),
            ("hardware", claims.hardware), ("runtime-opaque", claims.opaque),
        }.Where(claim => claim.Item2 != 0)];
    }

    /// <summary>The tier of the whole: that of the worst claim; evidence that did not pass is contraindicated whatever is claimed.</summary>
    public static string Status(KeepAppraisal appraisal) =>
        !appraisal.Passed ? "contraindicated" : Of(appraisal).Select(claim => claim.Value).DefaultIfEmpty(0).Max() switch
        {
            >= Contraindicated => "contraindicated",
            >= Unsafe => "warning",
            >= Genuine => "affirming",
            _ => "none",
        };

    private static int Identity(KeepAppraisal appraisal, CheckCategory[] failed) =>
        failed.Contains(CheckCategory.Revoked) ? Contraindicated
        : appraisal.IsSimulated || failed.Any(Stranger.Contains) ? Unrecognized
        : appraisal.Passed ? Genuine : 0;

    private static int Hardware(KeepAppraisal appraisal, CheckCategory[] failed) =>
        failed.Contains(CheckCategory.Revoked) || appraisal.TcbStatus == TcbStatus.Revoked ? Contraindicated
        : appraisal.IsSimulated || failed.Any(Stranger.Contains) ? Unrecognized
        : failed.Any(WeakHardware.Contains) || appraisal.TcbStatus is TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded
            or TcbStatus.TDRelaunchAdvised or TcbStatus.TDRelaunchAdvisedConfigurationNeeded ? Unsafe
        : appraisal.Passed ? Genuine : 0;

    private static int Configuration(KeepAppraisal appraisal, CheckCategory[] failed)
    {
        // A measurement that is not accepted is about executables.
        int other = failed.Count(category => category == CheckCategory.Policy) - (IsMeasured(appraisal) == false ? 1 : 0);
        if (failed.Contains(CheckCategory.DebugPolicy) || other > 0)
            return Contraindicated;
        if (appraisal.TcbStatus is TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded
            or TcbStatus.OutOfDateConfigurationNeeded or TcbStatus.TDRelaunchAdvisedConfigurationNeeded)
            return Unsafe;
        return appraisal.Passed && !appraisal.Policy.AllowDebug ? NoKnownVulnerability : 0;
    }

    private static int Executables(KeepAppraisal appraisal) =>
        IsMeasured(appraisal) switch { false => UnrecognizedExecutables, true when appraisal.Passed => ApprovedBoot, _ => 0 };

    private static int Opaque(KeepAppraisal appraisal, CheckCategory[] failed) =>
        appraisal.IsSimulated || failed.Contains(CheckCategory.DebugPolicy) ? Contraindicated
        : appraisal.Passed && !appraisal.Policy.AllowDebug && EncryptsMemory.Contains(appraisal.Tee) ? Genuine : 0;

    // Null when the policy names no measurement: then any software may have been launched.
    private static bool? IsMeasured(KeepAppraisal appraisal) => appraisal.Policy.Measurement.Count == 0 ? null
        : appraisal.Measurement is { } measurement && appraisal.Policy.Measurement.Contains(measurement, StringComparer.OrdinalIgnoreCase);
}
