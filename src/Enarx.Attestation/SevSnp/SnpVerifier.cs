using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises SEV-SNP evidence: report, certificates, revocation, the report against its leaf, policy, claims, in this
/// order (AMD 56860, "Attestation"; AMD 57230). Endorsements without a report are checked as far as they go, and
/// nothing passes.
/// </summary>
internal static class SnpVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.SevSnp"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(SnpChecks.All);
        SnpReport? report = SnpReportChecks.Make(checks, evidence.Report);
        SnpEndorsements chain = SnpEndorsements.Read(checks, evidence.Endorsements);
        var chainChecks = new SnpChainChecks(checks, policy, time);
        SnpLeafExtensions? extensions = null;
        SnpProductLine? line = null;
        SnpTcbs? tcbs = null;
        // Of a report that is malformed nobody knows which certificates it needs.
        if (checks.Passed(SnpChecks.SigningKey) || evidence.Report is null or [])
        {
            chain.PickLeaf(report);
            extensions = chain.Leaf is { } leaf ? chainChecks.MakeLeaf(leaf, chain.LeafKind, report) : null;
            line = MakeProduct(checks, report, chain, extensions);
            if (line is not null)
            {
                chain.PickIssuers(line);
                chainChecks.MakeTrust(chain);
                chainChecks.MakeChain(chain, line, extensions);
            }

            MakeComplete(checks, chain, line);
            chainChecks.MakeRevocation(chain);
            if (report is not null)
            {
                tcbs = line is not null ? SnpReportChecks.MakeTcb(checks, report, line) : null;
                SnpBindingChecks.Make(checks, report, tcbs, extensions, chain.LeafKind);
                if (chain.Leaf is { } signer && checks.Passed(SnpChecks.SignatureEncoding))
                    checks.Record(SnpChecks.ReportSignature, SnpSignature.Verify(report, signer.Key),
                        "The report was altered, or another key signed it.", "a signature by the leaf's key", source: "report[0x0..0x2a0], [0x2a0..0x330]");
                SnpPolicyChecks.Make(checks, report, tcbs, policy);
            }
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
            Claims = SnpClaims.List(report, tcbs, extensions),
            Endorsements = chainChecks.Used,
        };

        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return claims is not null && appraisal.Passed ? appraisal with { AttestedKey = claims.Key } : appraisal;
    }

    private static SnpProductLine? MakeProduct(CheckList checks, SnpReport? report, SnpEndorsements chain, SnpLeafExtensions? extensions)
    {
        const string Expected = "Milan, Genoa or Turin";
        const string Reason = "Its roots and layouts are not known to this release.";
        if (report is { HasCpuid: true })
        {
            SnpProductLine? line = SnpProductLine.ByCpuid(report.CpuidFamily, report.CpuidModel);
            checks.Record(SnpChecks.Product, line is not null, Reason, Expected,
                line?.Product.ToString() ?? $"CPUID family 0x{report.CpuidFamily:x2}, model 0x{report.CpuidModel:x2}", "report[0x188..0x18b]");
            return line;
        }

        // Reports of version 2 do not say; only the leaf does, which is checked against the product's own roots.
        if (extensions is not null)
        {
            SnpProductLine? named = SnpProductLine.ByName(extensions.ProductName);
            checks.Record(SnpChecks.Product, named is not null, Reason, Expected, extensions.ProductName, "leaf extension productName1");
            return named;
        }

        SnpProductLine? issued = report is null && chain.Leaf is null ? chain.ProductOfIssuers() : null;
        if (issued is null)
            checks.NotDone(SnpChecks.Product, required: true, "Neither the report nor a leaf names a product.");
        else
            checks.Record(SnpChecks.Product, holds: true, "", Expected, issued.Product.ToString(), "intermediate subject");
        return issued;
    }

    private static void MakeComplete(CheckList checks, SnpEndorsements chain, SnpProductLine? line)
    {
        // Without a product nobody knows which issuers to look for.
        if (line is null && chain.Leaf is not null)
            return;
        if (chain.Leaf is not null && chain.Issuer is not null && chain.Root is not null)
        {
            checks.Record(SnpChecks.EndorsementsComplete, holds: true, "", "leaf, intermediate and root", source: "endorsements");
            return;
        }

        string missing = string.Join(", ", new[]
        {
            chain.Leaf is null ? "the leaf (VCEK or VLEK)" : null,
            line is not null && chain.Issuer is null ? "the intermediate (ASK or ASVK)" : null,
            line is not null && chain.Root is null ? "the root (ARK)" : null,
        }.OfType<string>());
        checks.NotDone(SnpChecks.EndorsementsComplete, required: true, "Supply them with the evidence.", $"missing: {missing}", "endorsements");
    }
}
