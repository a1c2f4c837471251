using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A launch from both sides: the guest owner's session and the simulated firmware.</summary>
public sealed class SevSessionTests(SevSimulation simulation) : IClassFixture<SevSimulation>
{
    private static readonly byte[] Image = SHA512.HashData("an image"u8);

    private KeepPolicy Policy => new() { SimulationRoot = [simulation.Authority.RootDigest], Measurement = [Convert.ToHexStringLower(SHA256.HashData(Image))] };

    [Fact]
    public void Secrets_reach_the_guest_that_was_measured_and_its_statement_is_proven()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        using SevLaunchSession session = Session(firmware);
        uint guest = firmware.LaunchStart(session.Start!);
        firmware.LaunchUpdateData(guest, Image);
        SevLaunch launch = firmware.LaunchMeasure(guest);
        KeepAppraisal appraisal = Appraise(session, firmware, launch);
        Assert.True(appraisal.Passed, SevScene.Explain(appraisal));
        byte[] passphrase = "correct horse battery staple"u8.ToArray();
        SevSecretPacket packet = session.WrapSecret(appraisal, new SevSecret(SevSecret.DiskPassphrase, passphrase), session.GuestProofKey());
        Assert.Equal(-1, packet.Payload.AsSpan().IndexOf(passphrase.AsSpan(0, 8)));
        firmware.LaunchSecret(guest, packet);
        firmware.LaunchFinish(guest);

        byte[] table = firmware.ReadAsGuest(guest);
        Assert.Equal(passphrase, SevSecretTable.Find(table, SevSecret.DiskPassphrase).ToArray());
        byte[] stated = RandomNumberGenerator.GetBytes(64);
        KeepAppraisal running = Appraise(session, firmware, launch with { ReportData = stated, Proof = SevGuestProof.Make(SevSecretTable.Find(table, SevGuestProof.SecretId), stated) });
        Assert.True(running.Passed, SevScene.Explain(running));
        Assert.Equal(Convert.ToHexStringLower(stated), running.ReportData);
        Assert.True(SevSecretTable.Find(table, Guid.Empty).IsEmpty);
    }

    [Fact]
    public void A_session_goes_on_from_its_keys()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        byte[] keys;
        SevLaunch launch;
        using (SevLaunchSession session = Session(firmware))
        {
            keys = session.ExportKeys();
            launch = Launch(firmware, session, out _);
        }

        using SevLaunchSession again = SevLaunchSession.Open(keys, SevPolicy.Strict);
        Assert.Null(again.Start);
        Assert.True(Appraise(again, firmware, launch).Passed);
        Assert.Throws<ArgumentException>(() => SevLaunchSession.Open(keys.AsSpan(1), SevPolicy.Strict));
    }

    [Fact]
    public void A_session_that_was_disposed_has_no_keys()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        SevLaunchSession session = Session(firmware);
        SevLaunch launch = Launch(firmware, session, out _);
        KeepAppraisal appraisal = Appraise(session, firmware, launch);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.ExportKeys());
        Assert.Throws<ObjectDisposedException>(() => session.GuestProofKey());
        Assert.Throws<ObjectDisposedException>(() => session.HasMeasured(launch));
        Assert.Throws<ObjectDisposedException>(() => Appraise(session, firmware, launch));
        Assert.Throws<ObjectDisposedException>(() => session.WrapSecret(appraisal, new SevSecret(Guid.NewGuid(), [1])));
    }

    [Fact]
    public void No_session_is_made_for_a_platform_that_did_not_pass()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        KeepAppraisal refused = EvidenceAppraiser.Appraise(firmware.ExportPlatform(), new KeepPolicy(), DateTimeOffset.UtcNow);
        Assert.Equal(KeepErrorId.AppraisalNotPassed, Assert.Throws<KeepException>(() => SevLaunchSession.Create(refused, SevPolicy.Strict)).ErrorId);
        KeepAppraisal good = Platform(firmware);
        Assert.Throws<ArgumentException>(() => SevLaunchSession.Create(good, new SevPolicy(0x40)));
        Assert.Equal(KeepErrorId.AppraisalNotPassed, Assert.Throws<KeepException>(() => SevLaunchSession.Create(good with { Tee = Tee.SevSnp }, SevPolicy.Strict)).ErrorId);
    }

    [Fact]
    public void Two_sessions_have_nothing_in_common()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        using SevLaunchSession one = Session(firmware), other = Session(firmware);
        Assert.NotEqual(one.ExportKeys()[..16], other.ExportKeys()[..16]);
        Assert.NotEqual(one.ExportKeys()[16..], other.ExportKeys()[16..]);
        Assert.NotEqual(one.Start!.Certificate, other.Start!.Certificate);
        Assert.NotEqual(one.Start.Session[..16], other.Start.Session[..16]);
        Assert.False(other.HasMeasured(Launch(firmware, one, out _)));
    }

    [Fact]
    public void Secrets_are_wrapped_only_for_a_guest_that_passed_and_was_asked_for()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        using SevLaunchSession session = Session(firmware), other = Session(firmware);
        SevLaunch launch = Launch(firmware, session, out _), theirs = Launch(firmware, other, out _);
        var secret = new SevSecret(SevSecret.DiskPassphrase, [1]);
        KeepAppraisal good = Appraise(session, firmware, launch);
        KeepAppraisal[] bad =
        [
            Platform(firmware),
            Appraise(session, firmware, launch with { Build = 1 }),
            Appraise(session, firmware, launch, Policy with { Measurement = [] }),
            Appraise(session, firmware, launch, Policy with { Measurement = [new string('0', 64)] }),
            Appraise(other, firmware, theirs),
            good with { Evidence = Evidence(firmware, theirs) },
            good with { Checks = [] },
            good with { Evidence = good.Evidence with { Parts = new Dictionary<string, byte[]> { [EvidencePart.SevLaunch] = new byte[3] } } },
        ];
        Assert.All(bad, appraisal => Assert.Equal(KeepErrorId.AppraisalNotPassed, Assert.Throws<KeepException>(() => session.WrapSecret(appraisal, secret)).ErrorId));
        Assert.Throws<ArgumentException>(() => session.WrapSecret(good));
        Assert.Throws<ArgumentException>(() => session.WrapSecret(good, secret, secret));
        Assert.Throws<ArgumentException>(() => session.WrapSecret(good, new SevSecret(Guid.NewGuid(), new byte[SevSecretTable.MaximumLength - 39])));
        Assert.Equal(SevSecretTable.MaximumLength, session.WrapSecret(good, new SevSecret(Guid.NewGuid(), new byte[SevSecretTable.MaximumLength - 40])).Payload.Length);
    }

    [Fact]
    public void The_same_secret_is_never_wrapped_alike()
    {
        using SimulatedSevFirmware firmware = simulation.Firmware();
        using SevLaunchSession session = Session(firmware);
        KeepAppraisal appraisal = Appraise(session, firmware, Launch(firmware, session, out _));
        SevSecretPacket one = session.WrapSecret(appraisal, session.GuestProofKey()), other = session.WrapSecret(appraisal, session.GuestProofKey());
        Assert.NotEqual(one.Header, other.Header);
        Assert.NotEqual(one.Payload, other.Payload);
    }

    [Fact]
    public void Secrets_do_not_show_in_text()
    {
        var secret = new SevSecret(SevSecret.DiskPassphrase, "passphrase"u8.ToArray());
        Assert.Equal($"{SevSecret.DiskPassphrase}, 10 bytes", secret.ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SevSecret(Guid.NewGuid(), []));
    }

    [Fact]
    public void A_launch_is_encoded_as_documented_and_read_again()
    {
        var launch = new SevLaunch
        {
            ApiMajor = 1,
            ApiMinor = 2,
            Build = 3,
            Policy = new SevPolicy(0x04030201),
            Digest = [.. Enumerable.Repeat((byte)0xd1, 32)],
            Measure = [.. Enumerable.Repeat((byte)0x3a, 32)],
            Nonce = [.. Enumerable.Repeat((byte)0x7e, 16)],
        };
        string head = "01000000" + "01020300" + "01020304";
        string body = string.Concat(Enumerable.Repeat("d1", 32)) + string.Concat(Enumerable.Repeat("3a", 32)) + string.Concat(Enumerable.Repeat("7e", 16));
        Assert.Equal(head + body, Convert.ToHexStringLower(launch.Encode()));
        Assert.Equal(launch.Encode(), SevLaunch.Decode(launch.Encode()).Encode());
        byte[] proven = (launch with { ReportData = new byte[64], Proof = new byte[32] }).Encode();
        Assert.Equal(SevLaunch.LengthWithProof, proven.Length);
        Assert.Equal(proven, SevLaunch.Decode(proven).Encode());
        Assert.Throws<InvalidOperationException>(() => (launch with { ReportData = new byte[64] }).Encode());
        Assert.Throws<InvalidOperationException>(() => (launch with { Digest = new byte[48] }).Encode());
        Assert.Throws<InvalidOperationException>(() => (launch with { Nonce = [] }).Encode());
    }

    [Theory]
    [InlineData(0, "at byte 0, GUID: the table ends where a head of 20 bytes must be.")]
    [InlineData(19, "at byte 0, GUID: the table ends where a head of 20 bytes must be.")]
    [InlineData(40, "at byte 16, LENGTH: it is 49, and must be 20 to 40.")]
    public void A_cut_table_of_secrets_says_where_it_is_wrong(int length, string message)
    {
        byte[] table = SevSecretTable.Write(new SevSecret(Guid.NewGuid(), new byte[9]));
        Assert.Equal(64, table.Length);
        Assert.Equal(message, Assert.ThrowsAny<FormatException>(() => SevSecretTable.Find(table.AsSpan(0, length), Guid.Empty).ToArray()).Message);
    }

    [Fact]
    public void A_table_of_secrets_with_wrong_lengths_says_where()
    {
        byte[] table = SevSecretTable.Write(new SevSecret(Guid.NewGuid(), new byte[9]));
        foreach ((int offset, byte value, string where) in ((int, byte, string)[])[(0, 0, "at byte 0,"), (36, 19, "at byte 36,"), (36, 30, "at byte 36,"), (36, 20, "at byte 40,"), (16, 65, "at byte 16,"), (16, 50, "at byte 49,")])
        {
            byte[] changed = [.. table];
            changed[offset] = value;
            Assert.StartsWith(where, Assert.ThrowsAny<FormatException>(() => SevSecretTable.Find(changed, Guid.Empty).ToArray()).Message, StringComparison.Ordinal);
        }
    }

    private KeepAppraisal Platform(SimulatedSevFirmware firmware) =>
        EvidenceAppraiser.Appraise(firmware.ExportPlatform(), Policy with { Measurement = [] }, DateTimeOffset.UtcNow);

    private SevLaunchSession Session(SimulatedSevFirmware firmware) => SevLaunchSession.Create(Platform(firmware), SevPolicy.Strict);

    private static SevLaunch Launch(SimulatedSevFirmware firmware, SevLaunchSession session, out uint guest)
    {
        guest = firmware.LaunchStart(session.Start!);
        firmware.LaunchUpdateData(guest, Image);
        return firmware.LaunchMeasure(guest);
    }

    private static KeepEvidence Evidence(SimulatedSevFirmware firmware, SevLaunch launch) =>
        firmware.ExportPlatform() with { Parts = new Dictionary<string, byte[]> { [EvidencePart.SevLaunch] = launch.Encode() } };

    private KeepAppraisal Appraise(SevLaunchSession session, SimulatedSevFirmware firmware, SevLaunch launch, KeepPolicy? policy = null) =>
        session.Appraise(Evidence(firmware, launch), policy ?? Policy, DateTimeOffset.UtcNow);
}
