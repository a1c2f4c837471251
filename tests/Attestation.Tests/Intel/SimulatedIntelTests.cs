using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>The simulated authority and platform, as the host uses them.</summary>
public sealed class SimulatedIntelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("enarx-intel-").FullName;

    /// <summary>The first check that must fail, or be found not done.</summary>
    private static readonly Dictionary<SimulatedIntelFault, CheckDefinition> Expected = new()
    {
        [SimulatedIntelFault.AlteredBody] = DcapChecks.QuoteSignature,
        [SimulatedIntelFault.AlteredQeReport] = DcapChecks.QeSignature,
        [SimulatedIntelFault.AlteredQeAuthentication] = DcapChecks.QeBinding,
        [SimulatedIntelFault.CutQuote] = DcapChecks.Structure,
        [SimulatedIntelFault.RevokedPck] = DcapChecks.ListEntries,
        [SimulatedIntelFault.ExpiredPck] = DcapChecks.PckChain.Validity,
        [SimulatedIntelFault.AlteredPck] = DcapChecks.PckChain.Signatures,
        [SimulatedIntelFault.ExpiredCollateral] = DcapChecks.TcbInfoValidity,
        [SimulatedIntelFault.AlteredTcbInfo] = DcapChecks.TcbInfoSignature,
        [SimulatedIntelFault.AlteredIdentity] = DcapChecks.IdentitySignature,
        [SimulatedIntelFault.OtherTcbInfo] = DcapChecks.TcbInfoMatch,
        [SimulatedIntelFault.OtherIdentity] = DcapChecks.IdentityMatch,
        [SimulatedIntelFault.ForeignQe] = DcapChecks.QeIdentity,
        [SimulatedIntelFault.PlatformOutOfDate] = DcapChecks.Status,
        [SimulatedIntelFault.PlatformRevoked] = DcapChecks.Status,
        [SimulatedIntelFault.PlatformUnsupported] = DcapChecks.Level,
        [SimulatedIntelFault.QeOutOfDate] = DcapChecks.Status,
        [SimulatedIntelFault.ModuleOutOfDate] = DcapChecks.Status,
        [SimulatedIntelFault.ModuleUnknown] = TdxChecks.ModuleIdentity,
        [SimulatedIntelFault.NoTcbInfo] = DcapChecks.TcbInfo,
        [SimulatedIntelFault.NoIdentity] = DcapChecks.Identity,
        [SimulatedIntelFault.NoRevocationLists] = DcapChecks.Lists,
    };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Evidence_of_every_kind_passes_under_its_root_and_under_no_other()
    {
        SimulatedIntelAuthority authority = SimulatedIntelAuthority.OpenOrCreate(_folder);
        using SimulatedIntelPlatform platform = SimulatedIntelPlatform.Open(_folder);
        byte[] data = RandomNumberGenerator.GetBytes(64);
        (Tee Tee, (byte[] Report, IReadOnlyList<byte[]> Endorsements) Evidence)[] all =
        [
            (Tee.Sgx, platform.AttestEnclave(new byte[32], data)),
            (Tee.Tdx, platform.AttestTrustDomain(new byte[48], data)),
            (Tee.Tdx, platform.AttestTrustDomain(new byte[48], data, version: 5)),
        ];
        foreach ((Tee tee, (byte[] report, IReadOnlyList<byte[]> endorsements)) in all)
        {
            var evidence = new KeepEvidence { Tee = tee, Report = report, Endorsements = endorsements };
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = [authority.RootDigest] }, DateTimeOffset.UtcNow);
            Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
            Assert.True(appraisal.IsSimulated);
            Assert.Equal(Convert.ToHexStringLower(data), appraisal.ReportData);
            KeepAppraisal refused = EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), DateTimeOffset.UtcNow);
            Assert.Equal(CheckCategory.Simulation, refused.FirstFailure!.Category);
        }
    }

    [Fact]
    public void An_authority_is_found_again_and_what_was_lost_of_it_is_made_anew()
    {
        Sha256Digest first = SimulatedIntelAuthority.OpenOrCreate(_folder).RootDigest;
        File.Delete(Path.Combine(_folder, "intel-pck.crl"));
        Assert.Equal(first, SimulatedIntelAuthority.OpenOrCreate(_folder).RootDigest);
        Assert.True(File.Exists(Path.Combine(_folder, "intel-pck.crl")));
        File.Delete(Path.Combine(_folder, "intel-root.key"));
        Assert.Throws<SimulationException>(() => SimulatedIntelAuthority.OpenOrCreate(_folder));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_fault_is_refused_by_its_check(bool tdx)
    {
        SimulatedIntelAuthority authority = SimulatedIntelAuthority.OpenOrCreate(_folder);
        using SimulatedIntelPlatform platform = SimulatedIntelPlatform.Open(_folder);
        foreach (SimulatedIntelFault fault in Enum.GetValues<SimulatedIntelFault>())
        {
            if (fault == SimulatedIntelFault.None || (!tdx && fault is SimulatedIntelFault.ModuleOutOfDate or SimulatedIntelFault.ModuleUnknown && !tdx))
                continue;
            (byte[] report, IReadOnlyList<byte[]> endorsements) = tdx
                ? platform.AttestTrustDomain(new byte[48], new byte[64], fault: fault)
                : platform.AttestEnclave(new byte[32], new byte[64], fault);
            KeepAppraisal appraisal = EvidenceAppraiser.Appraise(new KeepEvidence { Tee = tdx ? Tee.Tdx : Tee.Sgx, Report = report, Endorsements = endorsements },
                new KeepPolicy { SimulationRoot = [authority.RootDigest] }, DateTimeOffset.UtcNow);
            Assert.False(appraisal.Passed);
            string expected = fault == SimulatedIntelFault.Debug ? (tdx ? TdxChecks.Debug.Id : SgxChecks.Debug.Id) : Expected[fault].Id;
            Assert.Equal((fault, expected), (fault, appraisal.FirstFailure!.Id));
        }
    }

    [Fact]
    public void Lengths_and_faults_that_cannot_be_are_refused()
    {
        SimulatedIntelAuthority.OpenOrCreate(_folder);
        using SimulatedIntelPlatform platform = SimulatedIntelPlatform.Open(_folder);
        Assert.ThrowsAny<ArgumentException>(() => platform.AttestEnclave(new byte[31], new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => platform.AttestEnclave(new byte[32], new byte[63]));
        Assert.ThrowsAny<ArgumentException>(() => platform.AttestEnclave(new byte[32], new byte[64], SimulatedIntelFault.ModuleUnknown));
        Assert.ThrowsAny<ArgumentException>(() => platform.AttestTrustDomain(new byte[32], new byte[64]));
        Assert.ThrowsAny<ArgumentException>(() => platform.AttestTrustDomain(new byte[48], new byte[64], version: 3));
        Assert.Throws<SimulationException>(() => SimulatedIntelPlatform.Open(Path.Combine(_folder, "none")));
    }
}
