using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>The simulated firmware refuses what real firmware refuses, and its files are safe.</summary>
[SupportedOSPlatform("linux")]
public sealed class SimulatedSevTests(SevSimulation simulation) : IClassFixture<SevSimulation>, IDisposable
{
    private static readonly byte[] Vmsa = new byte[SevLaunchDigest.VmsaLength];

    private readonly SimulatedSevFirmware _firmware = simulation.Firmware();

    public void Dispose() => _firmware.Dispose();

    [Fact]
    public void Commands_need_an_initialized_platform()
    {
        SevLaunchStart start = Start();
        _firmware.Shutdown();
        Assert.Equal(SevPlatformState.Uninitialized, _firmware.State);
        Refuses(SevStatus.InvalidPlatformState, () => _firmware.LaunchStart(start));
        Refuses(SevStatus.InvalidPlatformState, () => _firmware.ExportPlatform());
        Refuses(SevStatus.InvalidPlatformState, _firmware.GeneratePdh);
        Refuses(SevStatus.InvalidPlatformState, () => _firmware.GuestStatus(1));
        _firmware.Init();
        Refuses(SevStatus.InvalidPlatformState, () => _firmware.Init());
        uint guest = _firmware.LaunchStart(start);
        Assert.Equal(SevPlatformState.Working, _firmware.State);
        _firmware.Decommission(guest);
        Assert.Equal(SevPlatformState.Initialized, _firmware.State);
        Refuses(SevStatus.InvalidGuest, () => _firmware.GuestStatus(guest));
    }

    [Fact]
    public void A_launch_goes_through_its_states_in_order()
    {
        using SevLaunchSession session = Session();
        uint guest = _firmware.LaunchStart(session.Start!);
        SevSecretPacket packet = Packet(session, new byte[32]);
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchSecret(guest, packet));
        Refuses(SevStatus.InvalidGuestState, () => _firmware.Attest(guest, new byte[16]));
        Refuses(SevStatus.InvalidGuestState, () => _firmware.ReadAsGuest(guest));
        _firmware.LaunchUpdateData(guest, new byte[16]);
        _firmware.LaunchUpdateVmsa(guest, Vmsa);
        SevLaunch launch = _firmware.LaunchMeasure(guest);
        Assert.Equal(SevLaunchDigest.Compute(new byte[16], vmsas: Vmsa), launch.Digest);
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchUpdateData(guest, new byte[16]));
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchUpdateVmsa(guest, Vmsa));
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchMeasure(guest));
        _firmware.LaunchSecret(guest, Packet(session, launch.Measure));
        Assert.Equal(SevGuestState.LaunchSecret, _firmware.GuestStatus(guest));
        _firmware.LaunchFinish(guest);
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchFinish(guest));
        Refuses(SevStatus.InvalidGuestState, () => _firmware.LaunchSecret(guest, Packet(session, launch.Measure)));
        Assert.Equal(SevGuestState.Running, _firmware.GuestStatus(guest));
        Assert.Equal(16, _firmware.ReadAsGuest(guest).Length);
    }

    [Fact]
    public void A_session_of_another_platform_or_policy_or_that_was_changed_is_refused()
    {
        SevLaunchStart start = Start();
        Refuses(SevStatus.BadMeasurement, () => _firmware.LaunchStart(start with { Policy = new SevPolicy(0x7) }));
        Refuses(SevStatus.BadMeasurement, () => _firmware.LaunchStart(start with { Certificate = Start().Certificate }));
        foreach (int at in (int[])[0x00, 0x10, 0x2f, 0x30, 0x40, 0x60, 0x7f])
            Refuses(SevStatus.BadMeasurement, () => _firmware.LaunchStart(start with { Session = SevScene.Edit(start.Session, s => s[at] ^= 1) }));
        _firmware.GeneratePdh();
        Refuses(SevStatus.BadMeasurement, () => _firmware.LaunchStart(start));
        Assert.Equal(1u, _firmware.LaunchStart(Start()));
    }

    [Fact]
    public void A_session_with_any_changed_bit_does_not_open()
    {
        byte[] shared = RandomNumberGenerator.GetBytes(48), keys = new byte[32];
        byte[] session = SevLaunchStart.Wrap(SevPolicy.Strict, shared, new byte[16], RandomNumberGenerator.GetBytes(16), RandomNumberGenerator.GetBytes(32));
        Assert.True(SevLaunchStart.TryUnwrap(SevPolicy.Strict, shared, session, keys));
        for (int bit = 0; bit < 8 * session.Length; bit++)
        {
            session[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SevLaunchStart.TryUnwrap(SevPolicy.Strict, shared, session, keys));
            Assert.Equal(new byte[32], keys);
            session[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void What_LAUNCH_START_cannot_take_is_refused_by_name()
    {
        SevLaunchStart start = Start();
        SevLaunchStart With(int offset, byte value) => start with { Certificate = SevScene.Edit(start.Certificate, c => c[offset] = value) };
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchStart(start with { Session = start.Session[..^1] }));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchStart(start with { Certificate = [] }));
        Refuses(SevStatus.InvalidParam, () => _firmware.LaunchStart(start with { Policy = new SevPolicy(0x80) }));
        Refuses(SevStatus.PolicyFailure, () => _firmware.LaunchStart(start with { Policy = new SevPolicy(0x00020001) }));
        Refuses(SevStatus.PolicyFailure, () => _firmware.LaunchStart(start with { Policy = new SevPolicy(0x38010001) }));
        foreach ((int offset, byte value) in ((int, byte)[])[(0, 2), (6, 1), (8, 2), (0x0c, 2), (0x10, 1), (0x10, 3), (0x14, (byte)(start.Certificate[0x14] ^ 1))])
            Refuses(SevStatus.InvalidCertificate, () => _firmware.LaunchStart(With(offset, value)));
        Assert.Equal(SevPlatformState.Initialized, _firmware.State);
        _firmware.Shutdown();
        _firmware.Init(encryptedState: false);
        Refuses(SevStatus.Unsupported, () => _firmware.LaunchStart(start));
    }

    [Fact]
    public void Memory_is_measured_in_whole_blocks()
    {
        uint guest = _firmware.LaunchStart(Start());
        foreach (int length in (int[])[0, 1, 15, 17])
            Refuses(SevStatus.InvalidLength, () => _firmware.LaunchUpdateData(guest, new byte[length]));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchUpdateVmsa(guest, new byte[16]));
        Refuses(SevStatus.InvalidGuest, () => _firmware.LaunchUpdateData(guest + 1, new byte[16]));
        using SevLaunchSession plain = Session(new SevPolicy(0x3));
        uint other = _firmware.LaunchStart(plain.Start!);
        Refuses(SevStatus.PolicyFailure, () => _firmware.LaunchUpdateVmsa(other, Vmsa));
        Refuses(SevStatus.InvalidLength, () => { _firmware.LaunchMeasure(other); _firmware.Attest(other, new byte[15]); });
    }

    [Fact]
    public void A_wrapped_secret_with_any_changed_bit_is_refused()
    {
        using SevLaunchSession session = Session();
        uint guest = _firmware.LaunchStart(session.Start!);
        SevLaunch launch = _firmware.LaunchMeasure(guest);
        SevSecretPacket packet = Packet(session, launch.Measure);
        for (int bit = 0; bit < 8 * (packet.Header.Length + packet.Payload.Length); bit++)
        {
            byte[] changed = [.. packet.Header, .. packet.Payload];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Refuses(bit < 32 ? SevStatus.InvalidParam : SevStatus.BadMeasurement, () => _firmware.LaunchSecret(guest, new SevSecretPacket(changed[..52], changed[52..])));
        }

        Refuses(SevStatus.BadMeasurement, () => _firmware.LaunchSecret(guest, Packet(session, new byte[32])));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchSecret(guest, packet with { Payload = [] }));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchSecret(guest, packet with { Payload = new byte[17] }));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchSecret(guest, packet with { Payload = new byte[SevSecretTable.MaximumLength + 16] }));
        Refuses(SevStatus.InvalidLength, () => _firmware.LaunchSecret(guest, packet with { Header = packet.Header[..^1] }));
        _firmware.LaunchSecret(guest, packet);
    }

    [Fact]
    public void What_the_firmware_gave_out_is_not_what_it_goes_by()
    {
        using SevLaunchSession session = Session();
        uint guest = _firmware.LaunchStart(session.Start!);
        SevLaunch launch = _firmware.LaunchMeasure(guest);
        SevSecretPacket packet = Packet(session, launch.Measure);
        launch.Measure[0] ^= 1;
        _firmware.LaunchSecret(guest, packet);
    }

    [Fact]
    public void The_host_reads_a_guest_only_where_its_policy_lets_it_debug()
    {
        foreach (bool debug in (bool[])[false, true])
        {
            using SevLaunchSession session = Session(new SevPolicy(debug ? 0u : 1u));
            uint guest = _firmware.LaunchStart(session.Start!);
            _firmware.LaunchSecret(guest, Packet(session, _firmware.LaunchMeasure(guest).Measure));
            if (debug)
                Assert.Equal(new byte[16], _firmware.DebugDecrypt(guest));
            else
                Refuses(SevStatus.PolicyFailure, () => _firmware.DebugDecrypt(guest));
        }
    }

    [Theory]
    [InlineData(SimulatedSevFault.MissingIssuers, "sev.endorsements.complete")]
    [InlineData(SimulatedSevFault.UnsignedChip, "sev.cek.endorsed")]
    [InlineData(SimulatedSevFault.AlteredPdh, "sev.pdh.signature")]
    [InlineData(SimulatedSevFault.AlteredPek, "sev.pek.chip-signature")]
    [InlineData(SimulatedSevFault.Debug, "sev.launch.session")]
    [InlineData(SimulatedSevFault.AlteredDigest, "sev.launch.measurement")]
    [InlineData(SimulatedSevFault.AlteredMeasure, "sev.launch.measurement")]
    public void A_faulty_platform_is_refused(SimulatedSevFault fault, string check)
    {
        using SimulatedSevFirmware faulty = SimulatedSevFirmware.Open(simulation.Folder, fault);
        faulty.Init();
        using SevLaunchSession session = Session();
        uint guest = faulty.LaunchStart(session.Start!);
        KeepEvidence evidence = faulty.ExportPlatform() with { Parts = new Dictionary<string, byte[]> { [EvidencePart.SevLaunch] = faulty.LaunchMeasure(guest).Encode() } };
        KeepAppraisal appraisal = session.Appraise(evidence, Policy, DateTimeOffset.UtcNow);
        Assert.False(appraisal.Passed);
        Assert.Equal(check, appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void Opening_again_gives_the_same_root_and_changes_nothing()
    {
        string[] Listing() => [.. Directory.GetFiles(simulation.Folder).Order().Select(f => $"{f} {File.GetLastWriteTimeUtc(f):O}").Where(f => !f.Contains(".lock", StringComparison.Ordinal))];
        string[] before = Listing();
        Assert.Equal(simulation.Authority.RootDigest, SimulatedSevAuthority.OpenOrCreate(simulation.Folder).RootDigest);
        Assert.Equal(before, Listing());
        Assert.All(Directory.GetFiles(simulation.Folder), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public void What_an_interruption_left_out_is_made_later()
    {
        using var copy = new Copy(simulation.Folder, "sev.pdh.key", "sev.pdh.cert", "sev.oca.cert", "sev.ask.cert");
        Assert.Throws<SimulationException>(() => SimulatedSevFirmware.Open(copy.Folder));
        SimulatedSevAuthority.OpenOrCreate(copy.Folder);
        AssertPasses(copy.Folder);
    }

    [Fact]
    public void A_platform_opens_without_the_keys_of_its_issuers()
    {
        using var copy = new Copy(simulation.Folder, "ark.key", "ask.key", "sev.cek.key", "sev.oca.key");
        AssertPasses(copy.Folder);
    }

    [Theory]
    [InlineData("sev.ark.cert")]
    [InlineData("sev.ask.cert")]
    [InlineData("sev.pek.cert")]
    [InlineData("sev.pdh.cert")]
    public void Damaged_certificates_are_refused(string name)
    {
        using var copy = new Copy(simulation.Folder, name);
        string path = Path.Combine(copy.Folder, name);
        File.WriteAllBytes(path, new byte[100]);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Contains("is damaged", Assert.Throws<SimulationException>(() => { SimulatedSevAuthority.OpenOrCreate(copy.Folder); SimulatedSevFirmware.Open(copy.Folder); }).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sev.pek.key")]
    [InlineData("sev.pdh.key")]
    public void Certificates_of_an_older_key_are_refused(string name)
    {
        using var copy = new Copy(simulation.Folder, name);
        SimulatedSevAuthority.OpenOrCreate(copy.Folder);
        Assert.Contains("not for its keys", Assert.Throws<SimulationException>(() => SimulatedSevFirmware.Open(copy.Folder)).Message, StringComparison.Ordinal);
    }

    private void AssertPasses(string folder)
    {
        using SimulatedSevFirmware firmware = SimulatedSevFirmware.Open(folder);
        firmware.Init();
        Assert.True(EvidenceAppraiser.Appraise(firmware.ExportPlatform(), Policy, DateTimeOffset.UtcNow).Passed);
    }

    private KeepPolicy Policy => new() { SimulationRoot = [simulation.Authority.RootDigest] };

    private SevLaunchStart Start()
    {
        using SevLaunchSession session = Session();
        return session.Start!;
    }

    private SevLaunchSession Session(SevPolicy? policy = null) =>
        SevLaunchSession.Create(EvidenceAppraiser.Appraise(_firmware.ExportPlatform(), Policy, DateTimeOffset.UtcNow), policy ?? SevPolicy.Strict);

    private static SevSecretPacket Packet(SevLaunchSession session, byte[] measure) =>
        SevSecretPacket.Wrap(session.ExportKeys(), RandomNumberGenerator.GetBytes(16), measure, new byte[16]);

    private static void Refuses(SevStatus status, Action command)
    {
        SevFirmwareException refused = Assert.Throws<SevFirmwareException>(command);
        Assert.Equal(status, refused.Status);
        Assert.Contains($"{status}", refused.Message, StringComparison.Ordinal);
    }

    private sealed class Copy : IDisposable
    {
        public Copy(string folder, params string[] without)
        {
            foreach (string file in Directory.GetFiles(folder).Where(f => !without.Contains(Path.GetFileName(f)) && !f.EndsWith(".lock", StringComparison.Ordinal)))
                File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("enarx-attestation-").FullName;

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
