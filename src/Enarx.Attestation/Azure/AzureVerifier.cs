using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises evidence from behind Azure's paravisor. The order is the order of proof: the processor's report or quote,
/// the runtime claims by the digest in it, the vTPM's key in those, the quote that the key signed, the nonce and the PCR
/// values in that (Azure, "Confidential VM guest attestation").
/// </summary>
internal static class AzureVerifier
{
    private static readonly string[] Applied =
        [nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.Nonce), nameof(KeepPolicy.ReportData), nameof(KeepPolicy.Pcr)];

    /// <summary>Appraises evidence of <see cref="Tee.AzureSevSnp"/> or <see cref="Tee.AzureTdx"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        Tee tee = evidence.Tee;
        var checks = new CheckList(AzureChecks.All(tee));
        PartChecks.Make(checks, evidence, [EvidencePart.TpmQuote, EvidencePart.TpmSignature, EvidencePart.TpmPcrs, .. tee == Tee.AzureTdx ? (string[])[EvidencePart.TdQuote] : []]);
        HclReport? report = ReadReport(checks, evidence.Report, tee);
        RuntimeClaims? runtime = report is null ? null : ReadClaims(checks, report);
        AzureEndorsements endorsements = AzureEndorsements.Split(evidence.Endorsements, runtime?.AttestationKey ?? []);
        KeepAppraisal? hardware = report is null ? null : AppraiseHardware(checks, evidence, report, endorsements, policy, time);
        List<KeepEndorsement> used = [.. hardware?.Endorsements ?? []];
        bool simulated = runtime is not null && AzureAkChecks.Make(checks, endorsements, runtime.AttestationKey, policy, time, used);
        IReadOnlyList<EvidenceClaim> tpmClaims = AzureTpmChecks.Make(checks, evidence, runtime?.AttestationKey, policy);
        if (report is not null)
            PolicyChecks.Padded(checks, AzureChecks.UserData, policy.ReportData, runtime?.UserData, "report: user-data of the runtime claims");
        PolicyScope.Make(checks, tee, policy, Applied.Concat(AzureHardware.AppliedOf(tee)));
        KeepClaims? claims = ClaimsChecks.Make(checks, evidence, policy, runtime?.UserData, "report: user-data of the runtime claims");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);

        List<AppraisalCheck> rows = [.. checks.ToList()];
        rows.InsertRange(AzureChecks.BeforeHardware.Count, hardware?.Checks ?? AzureHardware.NotReached(tee));
        KeepAppraisal appraisal = (hardware ?? new KeepAppraisal { Tee = tee, IsSimulated = false, Checks = [], VerificationTime = time, Policy = policy, Evidence = evidence }) with
        {
            Tee = tee,
            IsSimulated = simulated || hardware?.IsSimulated == true,
            Checks = rows,
            Policy = policy,
            Evidence = evidence,
            ReportData = runtime?.UserData is { } data ? Convert.ToHexStringLower(data) : null,
            Claims = [.. hardware?.Claims ?? [], .. runtime is null ? [] : ClaimsOf(runtime), .. tpmClaims],
            Endorsements = used,
            AttestedKey = null,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = claims?.Key } : appraisal;
    }

    private static HclReport? ReadReport(CheckList checks, byte[]? bytes, Tee tee)
    {
        try
        {
            var report = HclReport.Parse(bytes ?? []);
            checks.Record(AzureChecks.ReportFormat, holds: true, "");
            return checks.Record(AzureChecks.ReportTee, report.Tee == tee, "The evidence must be appraised as what it is.", $"{tee}", $"{report.Tee}", "report[0x4c8..0x4cc]") ? report : null;
        }
        catch (FieldException e)
        {
            checks.Record(AzureChecks.ReportFormat, holds: false, "The bytes are not what the paravisor keeps in NV index 0x01400001: they were cut, altered, or are other evidence.",
                "a report of the paravisor", e.Message, $"report[0x{e.Offset:x}..]");
            return null;
        }
    }

    private static RuntimeClaims? ReadClaims(CheckList checks, HclReport report)
    {
        try
        {
            var claims = RuntimeClaims.Parse(report.Claims);
            checks.Record(AzureChecks.RuntimeClaims, holds: true, "");
            return claims;
        }
        catch (FieldException e)
        {
            checks.Record(AzureChecks.RuntimeClaims, holds: false, "Without a key of the vTPM nothing that it signs can be checked.",
                "a JSON object with one RSA key HCLAkPub", e.Message, $"report[0x{HclReport.ClaimsOffset + e.Offset:x}..]");
            return null;
        }
    }

    private static KeepAppraisal? AppraiseHardware(CheckList checks, KeepEvidence evidence, HclReport report, AzureEndorsements endorsements, KeepPolicy policy, DateTimeOffset time)
    {
        ReadOnlySpan<byte> inner = report.Hardware.Span;
        if (report.Tee == Tee.AzureSevSnp)
        {
            byte[] bytes = inner.ToArray();
            KeepAppraisal appraisal = AzureHardware.Appraise(report.Tee, bytes, endorsements.Hardware, policy, time);
            MakeLeafChip(checks, appraisal);
            MakeBinding(checks, report, new SnpReport(bytes).ReportData, "hardware report[0x50..0x90]");
            return appraisal;
        }

        (string Problem, string Where)? problem = TdReportStructure.FindProblem(inner);
        checks.Record(AzureChecks.TdReportFormat, problem is null, "The report was altered, or is of a form that this release does not know.", "a TDREPORT_STRUCT of a TD",
            problem?.Problem, problem is null ? null : $"report{problem.Value.Where}");
        MakeBinding(checks, report, TdReportStructure.ReportData(inner), "hardware report[0x80..0xc0]");
        if (!evidence.Parts.TryGetValue(EvidencePart.TdQuote, out byte[]? quote) || quote is null)
        {
            checks.NotDone(AzureChecks.TdQuoteReport, required: true, $"The part '{EvidencePart.TdQuote}' is missing; a TD report can be checked on the machine that made it only.");
            return null;
        }

        try
        {
            string? difference = TdReportStructure.FindDifference(inner, DcapQuote.Parse(quote));
            checks.Record(AzureChecks.TdQuoteReport, difference is null, "The quote is of another TD, or of another moment.", "the fields of the TD report", difference, EvidencePart.TdQuote);
        }
        catch (QuoteException)
        {
            checks.NotDone(AzureChecks.TdQuoteReport, required: true, $"The quote cannot be read; '{DcapChecks.Structure.Id}' says why.");
        }

        return AzureHardware.Appraise(report.Tee, quote, endorsements.Hardware, policy, time);
    }

    private static void MakeLeafChip(CheckList checks, KeepAppraisal appraisal)
    {
        // The processor's verifier compares; here a mismatch has a usual cause, which has a remedy.
        AppraisalCheck? chip = appraisal.Checks.FirstOrDefault(check => check.Id == SnpChecks.ChipEndorsed.Id);
        if (chip is null or { Verdict: CheckVerdict.NotDone })
            checks.NotDone(AzureChecks.LeafChip, required: true, $"It needs what '{SnpChecks.ChipEndorsed.Id}' did not establish.");
        else
            checks.Record(AzureChecks.LeafChip, chip.Verdict == CheckVerdict.Passed, "The VM was moved to another host since the certificate was fetched; fetch the one for CHIP_ID.", chip.Expected, chip.Actual, chip.Source);
    }

    private static void MakeBinding(CheckList checks, HclReport report, ReadOnlySpan<byte> reportData, string source)
    {
        byte[] expected = report.ReportData();
        checks.Record(AzureChecks.Binding, CryptographicOperations.FixedTimeEquals(expected, reportData), "The runtime claims, and with them the vTPM's key, are not those that the processor vouches for.",
            Convert.ToHexStringLower(expected), Convert.ToHexStringLower(reportData), source);
    }

    private static IEnumerable<EvidenceClaim> ClaimsOf(RuntimeClaims runtime)
    {
        yield return new EvidenceClaim("HCLAkPub", Convert.ToHexStringLower(SHA256.HashData(runtime.AttestationKey)), "report: SHA-256 of the key's SubjectPublicKeyInfo");
        if (runtime.UserData is { } data)
            yield return new EvidenceClaim("user-data", Convert.ToHexStringLower(data), "report: runtime claims");
        foreach (EvidenceClaim claim in runtime.Configuration)
            yield return claim;
    }
}
