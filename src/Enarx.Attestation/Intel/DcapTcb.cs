namespace Enarx.Attestation;

/// <summary>The checks of a platform's TCB, and of what the policy asks of the platform.</summary>
/// <param name="checks">Where they are recorded.</param>
/// <param name="policy">The policy.</param>
internal sealed class DcapTcb(CheckList checks, KeepPolicy policy)
{
    private readonly List<TcbLevelVerdict> _reached = [];

    /// <summary>The policy's fields that this applies.</summary>
    public static IReadOnlyList<string> Applied { get; } =
    [
        nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.TcbStatus), nameof(KeepPolicy.RejectedAdvisory),
        nameof(KeepPolicy.MinimumTcbDate), nameof(KeepPolicy.MinimumTcbEvaluationNumber), nameof(KeepPolicy.ForbiddenPlatform),
    ];

    /// <summary>The rating of platform, TDX module and quoting enclave together; null when one of them is not known.</summary>
    public TcbStatus? Status { get; private set; }

    /// <summary>Advisories of every level that was reached, in order.</summary>
    public IReadOnlyList<string> Advisories { get; private set; } = [];

    /// <summary>The earliest date of the levels that were reached; null when none was.</summary>
    public DateTimeOffset? Date { get; private set; }

    /// <summary>Makes the checks.</summary>
    /// <param name="quote">The quote.</param>
    /// <param name="pck">What the PCK certificate says; null when it could not be read.</param>
    /// <param name="info">TCB info of this platform; null when there is none.</param>
    /// <param name="identity">Identity of this quoting enclave; null when there is none.</param>
    public void Make(DcapQuote quote, PckExtensions? pck, TcbInfo? info, EnclaveIdentity? identity)
    {
        TcbStatus? qe = MakeQe(quote, identity);
        TcbStatus? platform = info is not null && pck is not null ? MakePlatform(quote, pck, info, qe) : null;
        Status = platform is { } rated && qe is { } part ? TcbAppraisal.Converge(rated, part) : null;
        MakeStatus(Status ?? platform);
        Advisories = [.. _reached.SelectMany(verdict => verdict.Advisories).Distinct().Order(StringComparer.Ordinal)];
        Date = _reached.Count == 0 ? null : _reached.Min(verdict => verdict.Date);
        MakePolicy(info, identity);
        if (pck is not null)
            MakePlatformPolicy(pck);
    }

    private TcbStatus? MakeQe(DcapQuote quote, EnclaveIdentity? identity)
    {
        if (identity is null)
            return null;
        ushort svn = quote.QeReport.IsvSvn;
        IsvLevel? level = IsvLevel.Find(identity.Levels, svn);
        checks.Record(DcapChecks.QeLevel, level is not null, "Intel no longer rates this quoting enclave. Update the platform's software.",
            "a level of the identity", $"ISVSVN {svn}: {level?.Verdict.Status.ToString() ?? "no level"}", $"quote[0x{quote.QeReportOffset + 0x102:x}..0x{quote.QeReportOffset + 0x104:x}]");
        return Reach(level?.Verdict);
    }

    private TcbStatus? MakePlatform(DcapQuote quote, PckExtensions pck, TcbInfo info, TcbStatus? qe)
    {
        TdReport? td = quote.Body == QuoteBody.Sgx ? null : new TdReport(quote.BodyBytes);
        TcbLevel? sgx = TcbAppraisal.FindLevel(info, pck, null), level = td is null ? sgx : TcbAppraisal.FindLevel(info, pck, td);
        checks.Record(DcapChecks.Level, level is not null, "The platform's firmware is older than every level that Intel rates. Update it.", "a level of TCB info",
            $"components {Convert.ToHexStringLower(pck.ComponentSvns)}, PCESVN {pck.PceSvn}{(td is { } its ? $", TEE_TCB_SVN {Convert.ToHexStringLower(its.TeeTcbSvn)}" : "")}: {level?.Verdict.Status.ToString() ?? "no level"}",
            "PCK certificate");
        TcbStatus? status = Reach(level?.Verdict);
        if (td is not { } report)
            return status;
        TcbStatus? module = MakeModule(info, report, quote.BodyOffset);
        if (status is not { } platform || module is not { } part)
            return null;
        TcbStatus converged = TcbAppraisal.Converge(platform, part);
        return qe is { } enclave ? TcbAppraisal.Relaunch(info, report, sgx!.Verdict.Status, converged, part, enclave) : converged;
    }

    private TcbStatus? MakeModule(TcbInfo info, TdReport report, int body)
    {
        TdxModule? module = info.ModuleOf(report.TeeTcbSvn);
        bool fits = checks.Record(TdxChecks.ModuleIdentity, module is not null && module.IsOf(report), "The TDX module is not one that Intel's TCB info vouches for.",
            module is null ? $"module TDX_{report.TeeTcbSvn[1]:X2} in TCB info" : $"MRSIGNERSEAM {Convert.ToHexStringLower(module.MrSigner)}, SEAMATTRIBUTES zero",
            $"MRSIGNERSEAM {Convert.ToHexStringLower(report.MrSignerSeam)}, SEAMATTRIBUTES {Convert.ToHexStringLower(report.SeamAttributes)}", $"quote[0x{body + 0x40:x}..0x{body + 0x78:x}]");
        if (report.TeeTcbSvn[1] == 0)
        {
            checks.NotDone(TdxChecks.ModuleLevel, required: false, "The platform's levels rate a module of version 0.");
            return fits ? TcbStatus.UpToDate : null;
        }

        IsvLevel? level = module is null ? null : IsvLevel.Find(module.Levels, report.TeeTcbSvn[0]);
        checks.Record(TdxChecks.ModuleLevel, level is not null, "Intel no longer rates this TDX module. Update it.", "a level of the module's identity",
            $"TDX_{report.TeeTcbSvn[1]:X2}, ISVSVN {report.TeeTcbSvn[0]}: {level?.Verdict.Status.ToString() ?? "no level"}", $"quote[0x{body:x}..0x{body + 2:x}]");
        return fits ? Reach(level?.Verdict) : null;
    }

    private TcbStatus? Reach(TcbLevelVerdict? verdict)
    {
        if (verdict is not null)
            _reached.Add(verdict);
        return verdict?.Status;
    }

    // What is not known yet can only make a status worse, so a bad one decides without it.
    private void MakeStatus(TcbStatus? known)
    {
        bool accepted = known is { } status && (policy.TcbStatus.Count == 0 ? TcbAppraisal.IsAcceptable(status) : policy.TcbStatus.Contains(status));
        if (known is null || (Status is null && accepted))
            checks.NotDone(DcapChecks.Status, required: true, "Without TCB info and identity, and a level of each, the platform cannot be rated.", known?.ToString());
        else
            checks.Record(DcapChecks.Status, accepted, "The platform's firmware, TDX module or quoting enclave has known faults. Update it, or name the status in the policy to accept it.",
                string.Join(", ", policy.TcbStatus.Count == 0 ? Enum.GetValues<TcbStatus>().Where(TcbAppraisal.IsAcceptable) : policy.TcbStatus), $"{known}", "TCB info, QE identity");
    }

    private void MakePolicy(TcbInfo? info, EnclaveIdentity? identity)
    {
        bool rated = Status is not null;
        if (policy.RejectedAdvisory.Count == 0 || !rated)
            checks.NotDone(DcapChecks.Advisory, policy.RejectedAdvisory.Count > 0, policy.RejectedAdvisory.Count == 0 ? "The policy rejects none." : "The platform is not rated.", string.Join(", ", Advisories));
        else
            checks.Record(DcapChecks.Advisory, !Advisories.Intersect(policy.RejectedAdvisory, StringComparer.OrdinalIgnoreCase).Any(), "The advisory applies to this platform.",
                $"none of {string.Join(", ", policy.RejectedAdvisory)}", string.Join(", ", Advisories), "TCB info, QE identity");
        if (policy.MinimumTcbDate is not { } least || !rated)
            checks.NotDone(DcapChecks.TcbDate, policy.MinimumTcbDate is not null, policy.MinimumTcbDate is null ? "The policy sets no date." : "The platform is not rated.");
        else
            checks.Record(DcapChecks.TcbDate, Date >= least, "It is out of date.", $"{ChainChecks.Text(least)} or later", ChainChecks.Text(Date!.Value), "TCB info, QE identity");
        uint floor = policy.MinimumTcbEvaluationNumber;
        if (floor > 0 && (info is null || identity is null))
            checks.NotDone(DcapChecks.EvaluationNumber, required: true, "TCB info or identity is missing.");
        else
            PolicyChecks.AtLeast(checks, DcapChecks.EvaluationNumber, floor, Math.Min(info?.EvaluationNumber ?? 0, identity?.EvaluationNumber ?? 0), "TCB info, QE identity");
    }

    private void MakePlatformPolicy(PckExtensions pck)
    {
        if (policy.ForbiddenPlatform == 0)
            checks.NotDone(DcapChecks.Platform, required: false, "The policy forbids nothing.", pck.Platform?.ToString());
        else
            checks.Record(DcapChecks.Platform, pck.Platform is { } platform && (platform & policy.ForbiddenPlatform) == 0,
                pck.Platform is null ? "The PCK certificate does not say; those of Intel's Processor CA never do." : "The evidence is good; the policy asks for something else.",
                $"not {policy.ForbiddenPlatform}", pck.Platform?.ToString() ?? "none", "PCK certificate");
        PolicyChecks.OneOf(checks, DcapChecks.ChipId, policy.ChipId, pck.ChipId, "PCK certificate");
    }
}
