namespace Enarx.Attestation.Tests;

/// <summary>Quotes that this project issued itself: they pass, and one fault is enough to refuse them.</summary>
public sealed class IntelVerifierTests
{
    /// <summary>What can only be missing, and never wrong.</summary>
    private static readonly Dictionary<string, (Action<IntelScene> Remove, CheckDefinition Check)> Missing = new()
    {
        ["the PCK certificate"] = (s => s.Build(CertificationDataType.EncryptedPpid3072, new byte[404]), DcapChecks.Pck),
        ["the PCK CA"] = (s => s.Build(CertificationDataType.PckLeaf, SimulatedQuote.Chain(s.Pck)), DcapChecks.PckChain.Complete),
        ["TCB info"] = (s => s.TcbInfo = null, DcapChecks.TcbInfo),
        ["the identity"] = (s => s.Identity = null, DcapChecks.Identity),
        ["the signer of both"] = (s => s.HasSignerChain = false, DcapChecks.TcbInfoChain.Complete),
        ["the signer's root"] = (s => { s.EditSigner(c => c.Issuer = CertificateEdit.Name("nobody")); s.TcbInfo = null; }, DcapChecks.IdentityChain.Complete),
        ["the PCK list"] = (s => s.PckList = null, DcapChecks.Lists),
        ["the root list"] = (s => s.RootList = null, DcapChecks.Lists),
    };

    public static IEnumerable<TheoryDataRow<string>> MissingNames => Missing.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [InlineData(Tee.Sgx, 3)]
    [InlineData(Tee.Sgx, 4)]
    [InlineData(Tee.Sgx, 5)]
    [InlineData(Tee.Tdx, 4)]
    [InlineData(Tee.Tdx, 5)]
    public void Simulated_evidence_passes_where_the_policy_names_its_root(Tee tee, int version)
    {
        var scene = new IntelScene(tee, (ushort)version);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.True(appraisal.IsSimulated);
        Assert.Equal(TcbStatus.UpToDate, appraisal.TcbStatus);
        Assert.Equal(Convert.ToHexStringLower(scene.Measurement), appraisal.Measurement);
        Assert.NotNull(appraisal.AttestedKey);
        Assert.Equal(["PCK", "PCK CA", "Root CA", "TCB info", "TCB signing", "QE identity", "CRL", "CRL"], appraisal.Endorsements.Select(e => e.Kind));
        Assert.Contains(appraisal.Claims, c => c.Name == "FMSPC" && c.Value == "53494d000000");
    }

    [Fact]
    public void A_TD_of_TDX_1_0_in_a_quote_of_version_5_passes()
    {
        KeepAppraisal appraisal = new IntelScene(Tee.Tdx, 5, QuoteBody.Td10).Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.DoesNotContain(appraisal.Claims, c => c.Name == "TEE_TCB_SVN_2");
    }

    [Theory]
    [MemberData(nameof(IntelFaults.Names), MemberType = typeof(IntelFaults))]
    public void One_fault_fails_its_checks_and_no_others(string name)
    {
        IntelFault fault = IntelFaults.Get(name);
        IntelScene scene = fault.Scene();
        KeepAppraisal appraisal = scene.Appraise();
        Assert.Equal(fault.Fails.Select(c => c.Id).Order(), appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id).Order());
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        Assert.Equal((scene.Tee == Tee.Sgx ? SgxChecks.All : TdxChecks.All).Select(c => c.Id), appraisal.Checks.Select(c => c.Id));
        Assert.NotNull(appraisal.FirstFailure!.Reason);
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.NotDone), c => Assert.NotNull(c.Reason));
    }

    [Theory]
    [MemberData(nameof(MissingNames))]
    public void What_is_missing_is_not_done_and_does_not_pass(string name)
    {
        var scene = new IntelScene();
        Missing[name].Remove(scene);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.False(appraisal.Passed);
        Assert.DoesNotContain(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed);
        AppraisalCheck check = appraisal.Checks.Single(c => c.Id == Missing[name].Check.Id);
        Assert.Equal(CheckVerdict.NotDone, check.Verdict);
        Assert.True(check.Required);
        Assert.NotNull(check.Reason);
    }

    [Fact]
    public void Every_check_is_failed_by_some_fault_or_by_something_missing() =>
        // What evidence came in has faults of its own, which the tests of wrappings make.
        Assert.Equal([KeyBindingCheck.Key], SgxChecks.All.Union(TdxChecks.All).Except(IntelFaults.Covered).Except(Missing.Values.Select(m => m.Check)));

    [Fact]
    public void Every_identifier_stands_once() =>
        Assert.All((IEnumerable<CheckDefinition>[])[SgxChecks.All, TdxChecks.All], all => Assert.Equal(all.Count(), all.Select(c => c.Id).Distinct().Count()));

    [Theory]
    [InlineData(TcbStatus.SWHardeningNeeded)]
    [InlineData(TcbStatus.ConfigurationNeeded)]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded)]
    public void A_platform_without_known_faults_passes_whatever_it_asks_for(TcbStatus status)
    {
        var scene = new IntelScene();
        scene.UseModel(new SimulatedIntelModel { Platform = status });
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.Equal(status, appraisal.TcbStatus);
        Assert.Equal([SimulatedIntelModel.Advisory], appraisal.Advisories);
    }

    [Theory]
    [InlineData(TcbStatus.UpToDate, 6, 6, TcbStatus.TDRelaunchAdvised)]
    [InlineData(TcbStatus.SWHardeningNeeded, 6, 6, TcbStatus.TDRelaunchAdvised)]
    [InlineData(TcbStatus.ConfigurationNeeded, 6, 6, TcbStatus.TDRelaunchAdvisedConfigurationNeeded)]
    [InlineData(TcbStatus.UpToDate, 6, 5, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.ConfigurationNeeded, 6, 5, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.OutOfDate, 6, 6, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.Revoked, 6, 6, TcbStatus.Revoked)]
    [InlineData(TcbStatus.UpToDate, 5, 5, TcbStatus.UpToDate)]
    public void A_TD_that_a_relaunch_would_bring_up_to_date_is_rated_so(TcbStatus platform, int newest, byte loaded, TcbStatus expected)
    {
        var scene = new IntelScene(Tee.Tdx, 5) { Policy = new KeepPolicy() };
        scene.UseModel(new SimulatedIntelModel { Platform = platform, NewestModule = (uint)newest });
        scene.EditBody(b => b[0x248] = loaded);
        Assert.Equal(expected, scene.Appraise().TcbStatus);
    }

    [Fact]
    public void A_quoting_enclave_that_is_out_of_date_keeps_a_relaunch_from_helping()
    {
        var scene = new IntelScene(Tee.Tdx, 5);
        scene.UseModel(new SimulatedIntelModel { NewestModule = 6, NewestQe = 9 });
        scene.EditBody(b => b[0x248] = 6);
        Assert.Equal(TcbStatus.OutOfDate, scene.Appraise().TcbStatus);
    }

    [Fact]
    public void A_loaded_module_with_an_older_SEAM_loader_is_not_helped_by_a_relaunch()
    {
        var scene = new IntelScene(Tee.Tdx, 5);
        scene.UseModel(new SimulatedIntelModel { NewestModule = 6 });
        scene.EditBody(b => { b[0x248] = 6; b[0x24a] = 2; });
        Assert.Equal(TcbStatus.OutOfDate, scene.Appraise().TcbStatus);
    }

    [Theory]
    [InlineData(TcbStatus.UpToDate, TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    [InlineData(TcbStatus.ConfigurationAndSWHardeningNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.OutOfDateConfigurationNeeded, TcbStatus.OutOfDate, TcbStatus.OutOfDateConfigurationNeeded)]
    [InlineData(TcbStatus.UpToDate, TcbStatus.Revoked, TcbStatus.Revoked)]
    [InlineData(TcbStatus.Revoked, TcbStatus.OutOfDate, TcbStatus.Revoked)]
    [InlineData(TcbStatus.SWHardeningNeeded, TcbStatus.UpToDate, TcbStatus.SWHardeningNeeded)]
    [InlineData(TcbStatus.TDRelaunchAdvised, TcbStatus.OutOfDate, TcbStatus.OutOfDate)]
    public void A_part_makes_the_whole_no_better_than_it_is(TcbStatus platform, TcbStatus part, TcbStatus expected) =>
        Assert.Equal(expected, TcbAppraisal.Converge(platform, part));

    [Fact]
    public void A_module_of_version_0_is_rated_by_the_platforms_levels()
    {
        var scene = new IntelScene();
        scene.EditBody(b => b[1] = 0);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.Equal(CheckVerdict.NotDone, appraisal.Checks.Single(c => c.Id == TdxChecks.ModuleLevel.Id).Verdict);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_PCK_certificate_that_comes_apart_from_the_quote_is_found(int number)
    {
        var type = (CertificationDataType)number;
        var scene = new IntelScene(Tee.Sgx);
        byte[] ppid = PckExtensions.Read(X509Certificate.Parse(scene.Pck)).Ppid;
        scene.Build(type, type == CertificationDataType.PckLeaf ? scene.Pck : [.. ppid, .. new byte[20]]);
        // Beside one of another platform.
        scene.More.AddRange([CertificateEdit.Make(scene.Pck, IntelScene.Keys.Issuer, c => c.PublicKey = IntelScene.Stranger.ExportSubjectPublicKeyInfo()), scene.Pck, scene.Issuer]);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
    }

    [Fact]
    public void Endorsements_are_read_in_every_form_in_which_they_come()
    {
        var scene = new IntelScene();
        scene.More.AddRange(
        [
            System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(scene.RootList!) + "\n"),
            System.Text.Encoding.ASCII.GetBytes(new string(System.Security.Cryptography.PemEncoding.Write("X509 CRL", scene.PckList!)) + "\0"),
            [.. scene.TcbInfo!, 0], [.. "\r\n"u8, .. scene.Identity!, (byte)'\n'],
            System.Text.Encoding.ASCII.GetBytes(Uri.EscapeDataString(System.Text.Encoding.ASCII.GetString(SimulatedQuote.Chain(scene.Signer, scene.Root)).TrimEnd('\0')).Replace("%2D", "-", StringComparison.Ordinal)),
        ]);
        (scene.RootList, scene.PckList, scene.TcbInfo, scene.Identity, scene.HasSignerChain) = (null, null, null, null, false);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
    }

    [Fact]
    public void Old_collateral_beside_the_right_one_changes_nothing()
    {
        var scene = new IntelScene();
        var old = new SimulatedIntelCollateral(IntelScene.Keys, new SimulatedIntelModel { EvaluationNumber = 3, NewestQe = 2, Start = scene.Time.AddDays(-60), CollateralEnd = scene.Time.AddDays(-30) });
        var other = new SimulatedIntelCollateral(IntelScene.Keys, new SimulatedIntelModel { TcbInfoFmspc = new byte[6], EvaluationNumber = 99 });
        byte[] forged = System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(scene.TcbInfo!).Replace("Number\":20", "Number\":21", StringComparison.Ordinal));
        scene.More.AddRange([old.TcbInfo(true), old.Identity(true), other.TcbInfo(true), other.TcbInfo(false), other.Identity(false), forged,
            CertificateEdit.Make(scene.Signer, IntelScene.Keys.Root, c => c.NotAfter = scene.Time.AddDays(-1))]);
        scene.Policy = scene.Policy with { MinimumTcbEvaluationNumber = 20 };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
    }

    [Fact]
    public void Older_collateral_that_is_still_current_is_left_for_the_newest()
    {
        var scene = new IntelScene();
        var newer = new SimulatedIntelCollateral(IntelScene.Keys, new SimulatedIntelModel { EvaluationNumber = 21, Platform = TcbStatus.OutOfDate });
        scene.More.Insert(0, newer.TcbInfo(true));
        Assert.Equal(TcbStatus.OutOfDate, scene.Appraise().TcbStatus);
    }

    [Fact]
    public void What_the_policy_asks_for_and_finds_passes()
    {
        var scene = new IntelScene();
        KeepAppraisal seen = scene.Appraise();
        string zeros = new('0', 96);
        scene.Policy = scene.Policy with
        {
            Tee = [Tee.Tdx],
            TcbStatus = [TcbStatus.UpToDate],
            RejectedAdvisory = ["INTEL-SA-00001"],
            MinimumTcbDate = scene.Time.AddDays(-30),
            MinimumTcbEvaluationNumber = 20,
            ForbiddenPlatform = PckPlatform.DynamicPlatform | PckPlatform.CachedKeys,
            ChipId = [seen.ChipId!],
            Measurement = [seen.Measurement!.ToUpperInvariant()],
            MrSeam = [Convert.ToHexStringLower(SimulatedIntelModel.SimulatedMrSeam)],
            MrConfigId = [zeros],
            MrOwner = [zeros],
            MrOwnerConfig = [zeros],
            Rtmr = new Dictionary<int, IReadOnlyList<string>> { [0] = [zeros], [3] = ["11", zeros] },
            ReportData = seen.ReportData,
            RequireRevocationCheck = true,
        };
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.All(appraisal.Checks.Where(c => c.Id.Contains(".policy.", StringComparison.Ordinal)), c => Assert.Equal(CheckVerdict.Passed, c.Verdict));
    }

    [Fact]
    public void Debug_passes_where_the_policy_allows_it()
    {
        foreach (Tee tee in (Tee[])[Tee.Sgx, Tee.Tdx])
        {
            var scene = new IntelScene(tee);
            scene.EditBody(b => b[tee == Tee.Sgx ? 0x30 : 0x78] |= (byte)(tee == Tee.Sgx ? 2 : 1));
            scene.Policy = scene.Policy with { AllowDebug = true };
            KeepAppraisal appraisal = scene.Appraise();
            Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_event_log_that_gives_the_registers_passes(bool table)
    {
        var scene = new IntelScene();
        scene.UseEventLog(log => table ? [.. TestEventLog.Table(log.Length), .. log] : log);
        KeepAppraisal appraisal = scene.Appraise();
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.Equal(CheckVerdict.Passed, appraisal.Checks.Single(c => c.Id == TdxEventLogChecks.Replay.Id).Verdict);
    }

    [Fact]
    public void Every_shorter_event_log_is_refused_or_gives_other_registers()
    {
        byte[] log = TestEventLog.Make([(1, 1), (2, 1), (3, 1), (4, 1)], out byte[][] registers);
        for (int length = 0; length < log.Length - TestEventLog.Padding; length++)
        {
            try
            {
                Assert.NotEqual(registers[3], RtmrReplay.Compute(log.AsMemory(0, length))[3]);
            }
            catch (EventLogException e)
            {
                Assert.InRange(e.Offset, 0, length);
            }
        }
    }

    [Fact]
    public void A_platform_whose_PPID_is_hidden_is_named_by_its_instance()
    {
        var scene = new IntelScene();
        byte[] instance = [.. Enumerable.Repeat((byte)7, 16)];
        scene.Pck = new SimulatedIntelCertificates(IntelScene.Keys, new SimulatedIntelModel()).Pck(new byte[16], instance);
        scene.Build();
        Assert.Equal(Convert.ToHexStringLower(instance), scene.Appraise().ChipId);
    }
}
