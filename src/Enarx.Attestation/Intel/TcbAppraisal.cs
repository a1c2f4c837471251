namespace Enarx.Attestation;

/// <summary>
/// Intel's algorithm that rates a platform (Intel TDX DCAP quote verification library, "TCB Level Check"; the rules of
/// relaunch are in its "TD Relaunch Check"). It trusts what it is given: signatures and dates are checked elsewhere.
/// </summary>
internal static class TcbAppraisal
{
    /// <summary>The first level that the platform's PCK certificate and, for TDX, the TD reach; null when there is none.</summary>
    /// <param name="info">TCB info.</param>
    /// <param name="pck">What the PCK certificate says.</param>
    /// <param name="td">The TD; null to rate the platform for SGX.</param>
    public static TcbLevel? FindLevel(TcbInfo info, PckExtensions pck, TdReport? td)
    {
        foreach (TcbLevel level in info.Levels)
        {
            if (level.IsReachedBy(pck) && (td is not { } report || level.IsReachedBy(report.TeeTcbSvn)))
                return level;
        }

        return null;
    }

    /// <summary>What a platform's status is worth when a part of it, its TDX module or its quoting enclave, has a status of its own.</summary>
    public static TcbStatus Converge(TcbStatus platform, TcbStatus part) => (part, platform) switch
    {
        (TcbStatus.Revoked, _) => TcbStatus.Revoked,
        (TcbStatus.OutOfDate, TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded or TcbStatus.TDRelaunchAdvised) => TcbStatus.OutOfDate,
        (TcbStatus.OutOfDate, TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded or TcbStatus.TDRelaunchAdvisedConfigurationNeeded) =>
            TcbStatus.OutOfDateConfigurationNeeded,
        _ => platform,
    };

    /// <summary>
    /// Whether launching the TD again is all that keeps it from being up to date: the platform is, and has loaded a
    /// newer TDX module than the TD was launched under.
    /// </summary>
    /// <param name="info">TCB info.</param>
    /// <param name="td">The TD, of TDX 1.5.</param>
    /// <param name="sgx">The platform's status for SGX alone.</param>
    /// <param name="tdx">The platform's status, converged with the module's.</param>
    /// <param name="module">The module's status.</param>
    /// <param name="qe">The quoting enclave's status.</param>
    public static TcbStatus Relaunch(TcbInfo info, TdReport td, TcbStatus sgx, TcbStatus tdx, TcbStatus module, TcbStatus qe)
    {
        bool applies = td.HasSecondSvn && IsAcceptable(qe) && IsAcceptable(sgx)
            && tdx is TcbStatus.OutOfDate or TcbStatus.OutOfDateConfigurationNeeded && module == TcbStatus.OutOfDate;
        if (!applies || info.Levels is not [{ TdxSvns: { } newest }, ..] || td.TeeTcbSvn2[2] < newest[2])
            return tdx;
        uint? least = td.TeeTcbSvn2[1] == 0 ? newest[0]
            : info.ModuleOf(td.TeeTcbSvn2)?.Levels is [var first, ..] ? first.IsvSvn : null;
        if (least is null || td.TeeTcbSvn2[0] < least)
            return tdx;
        return NeedsConfiguration(sgx) || NeedsConfiguration(tdx) ? TcbStatus.TDRelaunchAdvisedConfigurationNeeded : TcbStatus.TDRelaunchAdvised;
    }

    /// <summary>Whether a status says that nothing is known against the firmware. It is what policies accept that name no status.</summary>
    public static bool IsAcceptable(TcbStatus status) => status is TcbStatus.UpToDate or TcbStatus.SWHardeningNeeded
        or TcbStatus.ConfigurationNeeded or TcbStatus.ConfigurationAndSWHardeningNeeded;

    private static bool NeedsConfiguration(TcbStatus status) => status is TcbStatus.ConfigurationNeeded
        or TcbStatus.ConfigurationAndSWHardeningNeeded or TcbStatus.OutOfDateConfigurationNeeded;
}
