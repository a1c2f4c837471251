using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence that this project issued itself: it passes, and one fault is enough to refuse it.</summary>
public sealed class SnpVerifierTests(SimulatedHost host)
{
    [Theory]
    [InlineData(SnpProduct.Milan)]
    [InlineData(SnpProduct.Genoa)]
    [InlineData(SnpProduct.Turin)]
    public void Simulated_evidence_passes_where_the_policy_names_its_root(SnpProduct product)
    {
        var scene = new Scene(host, product);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Equal($"{product}", appraisal.Product);
        Assert.Equal(Convert.ToHexStringLower(Scene.Launch.Measurement), appraisal.Measurement);
        Assert.Equal(KeepClaims.Decode(scene.Claims).Key, appraisal.AttestedKey);
        Assert.Equal(["VCEK", "ARK", "ASK"], appraisal.Endorsements.Select(e => e.Kind));
    }

    [Theory]
    [MemberData(nameof(SnpFaults.Names), MemberType = typeof(SnpFaults))]
    public void One_fault_fails_one_check(string name)
    {
        Fault fault = SnpFaults.Get(name);
        var scene = new Scene(host, fault.Product);
        fault.Spoil(scene, host);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal([fault.Fails.Id], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(SnpChecks.All.Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        AppraisalCheck failure = appraisal.FirstFailure!;
        Assert.Equal(fault.Fails.Id, failure.Id);
        Assert.NotNull(failure.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    [Fact]
    public void Every_check_that_can_fail_is_failed_by_some_fault() =>
        Assert.Equal([SnpChecks.EndorsementsComplete, SnpChecks.MigrationAgent], SnpChecks.All.Except(SnpFaults.Covered));

    [Theory]
    [InlineData("the leaf", "missing: the leaf (VCEK or VLEK)")]
    [InlineData("the leaf of version 2", "missing: the leaf (VCEK or VLEK)")]
    [InlineData("the leaf's name", "missing: the leaf (VCEK or VLEK)")]
    [InlineData("the intermediate", "missing: the intermediate (ASK or ASVK)")]
    [InlineData("the root", "missing: the root (ARK)")]
    [InlineData("everything", "missing: the leaf (VCEK or VLEK), the intermediate (ASK or ASVK), the root (ARK)")]
    public void A_missing_endorsement_is_not_done_and_does_not_pass(string missing, string actual)
    {
        var scene = new Scene(host);
        switch (missing)
        {
            case "the leaf": scene.Leaf = null; break;
            case "the leaf of version 2": scene.UseVersion(2); scene.Leaf = null; break;
            case "the leaf's name": scene.EditLeaf(c => c.Subject = CertificateEdit.Name("VCEK")); break;
            case "the intermediate": scene.Issuer = null; break;
            case "the root": scene.Root = null; break;
            default: (scene.Leaf, scene.Issuer, scene.Root) = (null, null, null); break;
        }

        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Null(appraisal.AttestedKey);
        AppraisalCheck complete = appraisal.Checks.Single(c => c.Id == "snp.endorsements.complete");
        Assert.Equal((CheckVerdict.NotDone, true, actual), (complete.Verdict, complete.Required, complete.Actual));
    }

    [Theory]
    [InlineData(SnpProduct.Milan)]
    [InlineData(SnpProduct.Genoa)]
    [InlineData(SnpProduct.Turin)]
    public void Endorsements_alone_are_checked_and_do_not_pass(SnpProduct product)
    {
        var scene = new Scene(host, product) { Report = [], Claims = null, Nonce = null, Certificate = null };
        scene.More.Add(scene.RevocationList());
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal($"{product}", appraisal.Product);
        Assert.Equal("snp.report.size", appraisal.FirstFailure!.Id);
        Assert.Equal(["VCEK", "ARK", "ASK", "CRL"], appraisal.Endorsements.Select(e => e.Kind));
        foreach (CheckDefinition check in (CheckDefinition[])[SnpChecks.EndorsementsComplete, SnpChecks.RootSignature, SnpChecks.IssuerSignature, SnpChecks.LeafSignature, SnpChecks.LeafExtensions, SnpChecks.ListEntries])
            Assert.Equal(CheckVerdict.Passed, appraisal.Checks.Single(c => c.Id == check.Id).Verdict);
        foreach (CheckDefinition check in (CheckDefinition[])[SnpChecks.Size, SnpChecks.LeafKind, SnpChecks.TcbEndorsed, SnpChecks.ChipEndorsed, SnpChecks.ReportSignature, SnpChecks.Debug])
            Assert.Equal((CheckVerdict.NotDone, true), appraisal.Checks.Where(c => c.Id == check.Id).Select(c => (c.Verdict, c.Required)).Single());
        Assert.Equal(product == SnpProduct.Turin ? "1" : "0", appraisal.Claims.Single(c => c.Name == "structVersion").Value);
    }

    [Fact]
    public void Endorsements_alone_with_a_fault_fail_by_it()
    {
        var scene = new Scene(host, SnpProduct.Genoa) { Report = [], Leaf = null, Claims = null, Nonce = null, Certificate = null };
        scene.EditIssuer(c => c.Serial = 0x020001);
        Assert.Equal(["snp.ask.withdrawn"], Failed(scene.Appraise()));
        scene.More.Add(scene.RevocationList(revoked: 0x020001));
        Assert.Equal(["snp.ask.withdrawn", "snp.crl.entries"], Failed(scene.Appraise()));
        Assert.Equal("Genoa", scene.Appraise().Product);
    }

    [Fact]
    public void Nothing_at_all_is_refused_without_a_fault()
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.SevSnp, Report = [] }, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_list_of_another_root_is_no_list(bool required)
    {
        var scene = new Scene(host);
        using var key = System.Security.Cryptography.RSA.Create(2048);
        scene.More.Add(scene.RevocationList(issuer: "ARK-Genoa", signer: key));
        scene.Policy = scene.Policy with { RequireRevocationCheck = required };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(!required, appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.DoesNotContain(appraisal.Endorsements, e => e.Kind == "CRL");
    }

    [Fact]
    public void A_forged_list_does_not_hide_a_good_one()
    {
        var scene = new Scene(host);
        scene.More.AddRange([scene.RevocationList(signer: host.IssuerKey), scene.RevocationList(revoked: 0x010001), scene.RevocationList(signer: host.IssuerKey)]);
        Assert.Equal(["snp.crl.entries"], Failed(scene.Appraise()));
    }

    [Fact]
    public void Every_field_of_the_report_is_a_claim()
    {
        var scene = new Scene(host);
        KeepAppraisal appraisal = scene.Appraise();
        var claims = appraisal.Claims.ToDictionary(c => c.Name, c => c.Value);
        Assert.Equal("5", claims["VERSION"]);
        Assert.Equal("0x0000000000030000", claims["POLICY"]);
        Assert.Equal(("1", "0"), (claims["POLICY.SMT"], claims["POLICY.DEBUG"]));
        Assert.Equal(("1", "0"), (claims["PLATFORM_INFO.ALIAS_CHECK_COMPLETE"], claims["PLATFORM_INFO.TSME_EN"]));
        Assert.Equal("VCEK", claims["KEY_INFO.SIGNING_KEY"]);
        Assert.Equal(appraisal.Measurement, claims["MEASUREMENT"]);
        Assert.Equal(appraisal.ReportedTcb!.ToString(), claims["REPORTED_TCB.SPL"]);
        Assert.Equal("1.58.1", claims["COMMITTED_VERSION"]);
        Assert.Equal(("222", "Milan-B0"), (claims["ucodeSPL"], claims["productName1"]));
        // Every byte of the report that is not reserved or signature is in some claim.
        var covered = new bool[SnpReport.Length];
        foreach (Range range in SnpReportChecks.ReservedRanges(new SnpReport(scene.Report)))
            covered.AsSpan(range).Fill(true);
        foreach (EvidenceClaim claim in appraisal.Claims.Where(c => c.Source.StartsWith("report[", StringComparison.Ordinal)))
        {
            int[] at = [.. claim.Source["report[".Length..^1].Split("..").Select(part => Convert.ToInt32(part, 16))];
            covered.AsSpan(at[0]..at[1]).Fill(true);
        }

        Assert.DoesNotContain(false, covered[..SnpReport.SignedLength]);
    }

    [Theory]
    [InlineData(SnpProduct.Milan, 2u)]
    [InlineData(SnpProduct.Milan, 3u)]
    [InlineData(SnpProduct.Genoa, 2u)]
    [InlineData(SnpProduct.Turin, 3u)]
    public void Older_versions_of_the_report_pass(SnpProduct product, uint version)
    {
        var scene = new Scene(host, product);
        scene.UseVersion(version);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Equal($"{product}", appraisal.Product);
    }

    [Theory]
    [InlineData(SnpProduct.Milan)]
    [InlineData(SnpProduct.Genoa)]
    [InlineData(SnpProduct.Turin)]
    public void Evidence_under_a_VLEK_passes(SnpProduct product)
    {
        var scene = new Scene(host, product);
        scene.UseVlek();
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Contains(appraisal.Endorsements, e => e.Kind == "ASVK");
    }

    [Fact]
    public void A_caller_may_trust_a_root_of_its_own()
    {
        var scene = new Scene(host);
        scene.Rename("A laboratory");
        scene.Policy = new KeepPolicy { TrustedRoot = [host.Authority.RootDigest] };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.False(appraisal.IsSimulated);
    }

    [Fact]
    public void A_root_pinned_as_simulation_shows_as_one_whatever_it_calls_itself()
    {
        var scene = new Scene(host);
        scene.Rename("Advanced Micro Devices");
        Assert.True(scene.Appraise().IsSimulated);
    }

    [Fact]
    public void A_simulation_shows_as_one_though_it_is_refused()
    {
        var scene = new Scene(host) { Policy = new KeepPolicy() };
        Assert.True(scene.Appraise().IsSimulated);
    }

    [Fact]
    public void A_certificate_table_a_PEM_bundle_and_a_list_are_read_alike()
    {
        var scene = new Scene(host);
        byte[] table = CertificateTable.Write((Guid.NewGuid(), [1, 2, 3]), (CertificateTable.Vcek, scene.Leaf!), (CertificateTable.Crl, scene.RevocationList()));
        string bundle = $"subject=ASK\r\n{Pem(scene.Issuer!)}\r\n{Pem(scene.Root!)}\r\n\0".ReplaceLineEndings("\r\n");
        (scene.Leaf, scene.Issuer, scene.Root) = (null, null, null);
        scene.More.AddRange([table, System.Text.Encoding.ASCII.GetBytes(bundle)]);
        scene.Policy = scene.Policy with { RequireRevocationCheck = true };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Contains(appraisal.Endorsements, e => e.Kind == "CRL");
    }

    [Fact]
    public void A_certificate_table_may_hold_DER_and_PEM()
    {
        var scene = new Scene(host);
        byte[] issuers = System.Text.Encoding.ASCII.GetBytes($"{Pem(scene.Issuer!)}\n{Pem(scene.Root!)}\n");
        byte[] table = CertificateTable.Write((CertificateTable.Vcek, scene.Leaf!), (CertificateTable.Ask, issuers));
        (scene.Leaf, scene.Issuer, scene.Root) = (null, null, null);
        scene.More.Add(table);
        Assert.True(scene.Appraise().Passed, Explain(scene.Appraise()));
    }

    [Fact]
    public void The_right_certificates_are_picked_from_among_others()
    {
        var scene = new Scene(host);
        var other = new Scene(host, SnpProduct.Genoa);
        byte[] leaf = scene.Leaf!, issuer = scene.Issuer!;
        scene.Leaf = other.Leaf;
        scene.EditIssuer(_ => { }, host.IssuerKey);
        scene.More.AddRange([other.Issuer!, other.Root!, leaf, issuer]);
        // The forged intermediate comes first and has the leaf's issuer's key, so that only its own signature is wrong.
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(["snp.ask.signature"], Failed(appraisal));

        scene.Issuer = issuer;
        Assert.True(scene.Appraise().Passed, Explain(scene.Appraise()));
    }

    [Fact]
    public void A_newer_list_replaces_an_older_one()
    {
        var scene = new Scene(host);
        scene.More.AddRange([scene.RevocationList(thisUpdateDays: -60, nextUpdateDays: -30), scene.RevocationList()]);
        Assert.True(scene.Appraise().Passed);
    }

    [Fact]
    public void A_required_list_that_is_absent_refuses()
    {
        var scene = new Scene(host);
        scene.Policy = scene.Policy with { RequireRevocationCheck = true };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal("snp.crl.signature", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void Debug_passes_where_the_policy_allows_it()
    {
        var scene = new Scene(host);
        scene.Report = host.Processor(SnpProduct.Milan).Attest(Scene.Launch with { Policy = SnpLaunch.DefaultPolicy | (1 << 19) }, KeepClaims.ReportData(scene.Claims));
        Assert.Equal(["snp.policy.debug"], Failed(scene.Appraise()));
        scene.Policy = scene.Policy with { AllowDebug = true };
        Assert.True(scene.Appraise().Passed);
    }

    [Fact]
    public void A_policy_that_the_evidence_meets_passes()
    {
        var scene = new Scene(host) { ReceivedAt = DateTimeOffset.UtcNow };
        scene.Time = scene.ReceivedAt.Value.AddSeconds(1);
        KeepAppraisal first = scene.Appraise();
        scene.Policy = scene.Policy with
        {
            Measurement = [new string('0', 96), first.Measurement!.ToUpperInvariant()],
            ChipId = [first.ChipId!],
            Vmpl = [0],
            MinimumTcb = first.ReportedTcb,
            MaximumAge = TimeSpan.FromMinutes(1),
            Tee = [Tee.Tdx, Tee.SevSnp],
            ReportData = first.ReportData,
            HostData = [new string('0', 64)],
            FamilyId = [new string('0', 32)],
            ImageId = [new string('1', 32), new string('0', 32)],
            IdKeyDigest = [new string('a', 96)],
            AuthorKeyDigest = [new string('B', 96)],
            RequiredGuestPolicy = SnpGuestPolicy.Smt,
            ForbiddenGuestPolicy = SnpGuestPolicy.MigrateMa | SnpGuestPolicy.Debug,
            RequiredPlatformInfo = SnpPlatformInfo.AliasCheckComplete | SnpPlatformInfo.EccEnabled,
            ForbiddenPlatformInfo = SnpPlatformInfo.TioEnabled,
            MinimumFirmware = new Version(1, 58, 1),
            RequireCommittedFirmware = true,
            LaunchMitigation = 0x0b,
            CurrentMitigation = 0x03,
        };
        scene.EditReport(r => { r[0x48] = 1; r.AsSpan(0xe0, 48).Fill(0xaa); r.AsSpan(0x110, 48).Fill(0xbb); });
        Assert.True(scene.Appraise().Passed, Explain(scene.Appraise()));
    }

    [Fact]
    public void Foreign_evidence_needs_no_claims()
    {
        var scene = new Scene(host) { Claims = null, Nonce = null, Certificate = null };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, Explain(appraisal));
        Assert.Null(appraisal.AttestedKey);
        Assert.All(appraisal.Checks.Where(c => c.Id.StartsWith("claims.", StringComparison.Ordinal)), c => Assert.False(c.Required));
    }

    [Theory]
    [InlineData("claims")]
    [InlineData("nonce")]
    [InlineData("certificate")]
    [InlineData("receipt")]
    public void Evidence_of_a_keep_with_a_part_stripped_off_does_not_pass(string part)
    {
        var scene = new Scene(host);
        switch (part)
        {
            case "claims": scene.Claims = null; break;
            case "nonce": scene.Nonce = null; break;
            case "certificate": scene.Certificate = null; break;
            default: scene.Policy = scene.Policy with { MaximumAge = TimeSpan.FromDays(1) }; break;
        }

        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal(CheckVerdict.NotDone, appraisal.FirstFailure!.Verdict);
    }

    [Fact]
    public void Parts_of_two_keeps_do_not_fit_together()
    {
        Scene one = new(host), two = new(host);
        one.Claims = two.Claims;
        Assert.Equal(["claims.report-data", "claims.nonce", "claims.key"], Failed(one.Appraise()));
    }

    [Fact]
    public void Evidence_of_an_unknown_TEE_is_refused()
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = (Tee)99, Report = [] }, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Equal("evidence.tee", Assert.Single(appraisal.Checks).Id);
    }

    [Fact]
    public void Nothing_where_bytes_must_be_ends_in_a_verdict()
    {
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(
            new KeepEvidence { Tee = Tee.SevSnp, Report = null!, Endorsements = [null!] }, new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.Equal(["snp.endorsements.format"], Failed(appraisal));
        Assert.Equal("snp.report.size", appraisal.Checks.First(c => c.Verdict == CheckVerdict.NotDone && c.Required).Id);
    }

    [Fact]
    public void Every_byte_of_every_reserved_range_must_be_zero()
    {
        foreach (uint version in (uint[])[2, 3, 5])
        {
            var scene = new Scene(host);
            scene.UseVersion(version);
            foreach (Range range in SnpReportChecks.ReservedRanges(new SnpReport(scene.Report)))
            {
                for (int i = range.Start.Value; i < range.End.Value; i++)
                {
                    scene.Report[i] = 1;
                    var checks = new CheckList(SnpChecks.All);
                    SnpReportChecks.Make(checks, scene.Report);
                    Assert.Equal(CheckVerdict.Failed, checks.ToList().Single(c => c.Id == "snp.report.reserved").Verdict);
                    scene.Report[i] = 0;
                }
            }
        }
    }

    private static string Pem(byte[] der) => new(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", der));

    private static IEnumerable<string> Failed(KeepAppraisal appraisal) => appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id);

    private static string Explain(KeepAppraisal appraisal) => string.Join('\n', appraisal.Checks
        .Where(c => c.Verdict == CheckVerdict.Failed || (c.Required && c.Verdict != CheckVerdict.Passed))
        .Select(c => $"{c.Id} {c.Verdict}: expected {c.Expected}, actual {c.Actual}, {c.Reason}"));
}
