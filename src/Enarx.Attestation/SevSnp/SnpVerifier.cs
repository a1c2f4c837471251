using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises SEV-SNP evidence: report, certificates, revocation, the report against its leaf, policy, claims, in this
/// order (AMD 56860, "Attestation"; AMD 57230).
/// </summary>
internal static class SnpVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.SevSnp"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(SnpChecks.All);
        var chainChecks = new SnpChainChecks(checks, policy, time);
        SnpReport? report = SnpReportChecks.Make(checks, evidence.Report);
        SnpEndorsements chain = SnpEndorsements.Read(checks, evidence.Endorsements);
        SnpProductLine? line = null;
        SnpTcbs? tcbs = null;
        if (report is not null && checks.Passed(SnpChecks.SigningKey))
        {
            chain.PickLeaf(report);
            SnpLeafExtensions? extensions = chain.Leaf is { } leaf ? chainChecks.MakeLeaf(leaf, chain.LeafKind, report) : null;
            line = MakeProduct(checks, report, extensions);
            if (line is not null)
            {
                tcbs = SnpReportChecks.MakeTcb(checks, report, line);
                chain.PickIssuers(line);
                chainChecks.MakeTrust(chain);
                chainChecks.MakeChain(chain, line, extensions);
            }

            MakeComplete(checks, chain, line);
            chainChecks.MakeRevocation(chain.Set.Lists, chain.Root, chain.Issuer, chain.Leaf);
            SnpBindingChecks.Make(checks, report, tcbs, extensions, chain.LeafKind);
            if (chain.Leaf is { } signer && checks.Passed(SnpChecks.SignatureEncoding))
                checks.Record(SnpChecks.ReportSignature, SnpSignature.Verify(report, signer.PublicKey.Span),
                    "The report was altered, or another key signed it.", "a signature by the leaf's key", source: "report[0x0..0x2a0], [0x2a0..0x330]");
            SnpPolicyChecks.Make(checks, report, tcbs, policy);
        }

        PolicyScope.Make(checks, Tee.SevSnp, policy, SnpPolicyChecks.Applied);
        KeepClaims? claims = ClaimsChecks.Make(checks, evidence, policy, report?.ReportData, "report[0x50..0x90]");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.SevSnp,
            IsSimulated = chainChecks.IsSimulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Product = line?.Product.ToString(),
            Measurement = report is null ? null : Convert.ToHexStringLower(report.Measurement),
            ChipId = report is null ? null : Convert.ToHexStringLower(report.ChipId),
            ReportData = report is null ? null : Convert.ToHexStringLower(report.ReportData),
            ReportedTcb = tcbs?.Reported,
            Endorsements = chainChecks.Used,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = claims?.Key } : appraisal;
    }

    private static SnpProductLine? MakeProduct(CheckList checks, SnpReport report, SnpLeafExtensions? extensions)
    {
        const string Expected = "Milan, Genoa or Turin";
        const string Reason = "Its roots and layouts are not known to this release.";
        if (report.HasCpuid)
        {
            SnpProductLine? line = SnpProductLine.ByCpuid(report.CpuidFamily, report.CpuidModel);
            checks.Record(SnpChecks.Product, line is not null, Reason, Expected,
                line?.Product.ToString() ?? $"CPUID family 0x{report.CpuidFamily:x2}, model 0x{report.CpuidModel:x2}", "report[0x188..0x18b]");
            return line;
        }

        // Reports of version 2 do not say; only the leaf does, which is checked against the product's own roots.
        if (extensions is null)
        {
            checks.NotDone(SnpChecks.Product, required: true, "The report does not name a product and there is no leaf that does.");
            return null;
        }

        SnpProductLine? named = SnpProductLine.ByName(extensions.ProductName);
        checks.Record(SnpChecks.Product, named is not null, Reason, Expected, extensions.ProductName, "leaf extension productName1");
        return named;
    }

    private static void MakeComplete(CheckList checks, SnpEndorsements chain, SnpProductLine? line)
    {
        // Without a product nobody knows which issuers to look for.
        if (line is null && chain.Leaf is not null)
            return;
        string missing = string.Join(", ", new[]
        {
            chain.Leaf is null ? "the leaf (VCEK or VLEK)" : null,
            line is not null && chain.Issuer is null ? "the intermediate (ASK or ASVK)" : null,
            line is not null && chain.Root is null ? "the root (ARK)" : null,
        }.OfType<string>());
        checks.Record(SnpChecks.EndorsementsComplete, missing.Length == 0, "Supply them with the evidence.", "leaf, intermediate and root",
            missing.Length == 0 ? null : $"missing: {missing}", "endorsements");
    }
}
