using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The firmware of a simulated platform with SEV and SEV-ES (AMD 55766, chapters 5 and 6), with the keys that a
/// <see cref="SimulatedSevAuthority"/> made. It enforces what real firmware enforces about states, policies, sessions and
/// lengths; it encrypts no memory. Commands may come from any thread.
/// </summary>
public sealed class SimulatedSevFirmware : IDisposable
{
    private const int MostGuests = 509;
    private const byte FirmwareBuild = 24;
    private const int BlockLength = 16;

    private readonly Lock _held = new();
    private readonly SimulatedSevPlatformKeys _keys;
    private readonly byte[] _authorities;
    private readonly Dictionary<uint, SimulatedSevGuest> _guests = [];
    private readonly SimulatedSevFault _fault;
    private bool _encryptedState;
    private uint _lastHandle;

    private SimulatedSevFirmware(SimulatedSevPlatformKeys keys, byte[] authorities, SimulatedSevFault fault)
    {
        _keys = keys;
        _authorities = authorities;
        _fault = fault;
    }

    /// <summary>State of the platform.</summary>
    public SevPlatformState State { get; private set; }

    /// <summary>Opens the platform that an authority made, uninitialized.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <param name="fault">What it does wrong.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedSevFirmware Open(string directory, SimulatedSevFault fault = SimulatedSevFault.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        SimulationFiles files = SimulationFiles.Open(directory);
        byte[] authorities = [.. files.Read(SimulatedSevAuthority.IssuerFile), .. files.Read(SimulatedSevAuthority.RootFile)];
        return new SimulatedSevFirmware(SimulatedSevPlatformKeys.Open(files), authorities, fault);
    }

    /// <summary>INIT: turns SEV on.</summary>
    /// <param name="encryptedState">Whether guests may have SEV-ES.</param>
    /// <exception cref="SevFirmwareException">InvalidPlatformState.</exception>
    public void Init(bool encryptedState = true)
    {
        lock (_held)
        {
            Require("INIT", State == SevPlatformState.Uninitialized, SevStatus.InvalidPlatformState, "the platform is initialized.");
            (State, _encryptedState) = (SevPlatformState.Initialized, encryptedState);
        }
    }

    /// <summary>SHUTDOWN: ends every guest and turns SEV off.</summary>
    public void Shutdown()
    {
        lock (_held)
        {
            foreach (SimulatedSevGuest guest in _guests.Values)
                guest.Dispose();
            _guests.Clear();
            State = SevPlatformState.Uninitialized;
        }
    }

    /// <summary>PDH_GEN: makes another Diffie-Hellman key.</summary>
    /// <exception cref="SevFirmwareException">InvalidPlatformState.</exception>
    public void GeneratePdh()
    {
        lock (_held)
        {
            RequireInitialized("PDH_GEN");
            _keys.RenewPdh();
        }
    }

    /// <summary>PDH_CERT_EXPORT, with AMD's part of the chain: evidence of the platform.</summary>
    /// <exception cref="SevFirmwareException">InvalidPlatformState.</exception>
    public KeepEvidence ExportPlatform()
    {
        lock (_held)
        {
            RequireInitialized("PDH_CERT_EXPORT");
            byte[] certificates = [.. _keys.Certificates];
            if (_fault == SimulatedSevFault.AlteredPdh)
                certificates[0x05] ^= 1;
            else if (_fault == SimulatedSevFault.AlteredPek)
                certificates[SevCertificate.Length + 0x624] ^= 1;
            else if (_fault == SimulatedSevFault.UnsignedChip)
                SevCertificateWriter.RemoveSignatures(certificates.AsSpan(3 * SevCertificate.Length));
            return new KeepEvidence { Tee = Tee.Sev, Report = certificates, Endorsements = _fault == SimulatedSevFault.MissingIssuers ? [] : [[.. _authorities]] };
        }
    }

    /// <summary>LAUNCH_START: begins a guest under its owner's session.</summary>
    /// <param name="start">What the guest owner sent.</param>
    /// <returns>The guest's handle.</returns>
    /// <exception cref="SevFirmwareException">InvalidPlatformState, InvalidLength, PolicyFailure, Unsupported, InvalidCertificate, BadMeasurement, ResourceLimit.</exception>
    public uint LaunchStart(SevLaunchStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        const string Command = "LAUNCH_START";
        lock (_held)
        {
            RequireInitialized(Command);
            Require(Command, start.Certificate is { Length: SevCertificate.Length } && start.Session is { Length: SevLaunchStart.SessionLength }, SevStatus.InvalidLength, "certificate or session is not of its length.");
            Require(Command, start.Policy.IsDefined, SevStatus.InvalidParam, "the policy has bits that are not defined.");
            Require(Command, start.Policy.Admits(SimulatedSevPlatformKeys.ApiMajor, SimulatedSevPlatformKeys.ApiMinor), SevStatus.PolicyFailure, "the policy asks for a later API.");
            Require(Command, _encryptedState || !start.Policy.EncryptedState, SevStatus.Unsupported, "the platform was initialized without SEV-ES.");
            Require(Command, _guests.Count < MostGuests, SevStatus.ResourceLimit, $"there are {MostGuests} guests.");
            var guest = new SimulatedSevGuest { Policy = _fault == SimulatedSevFault.Debug ? new SevPolicy(start.Policy.Value & ~1u) : start.Policy };
            try
            {
                Unwrap(Command, start, guest.Keys);
            }
            catch
            {
                guest.Dispose();
                throw;
            }

            _guests.Add(++_lastHandle, guest);
            State = SevPlatformState.Working;
            return _lastHandle;
        }
    }

    /// <summary>LAUNCH_UPDATE_DATA: measures and encrypts memory.</summary>
    /// <param name="handle">The guest.</param>
    /// <param name="plain">A multiple of 16 bytes.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState, InvalidLength.</exception>
    public void LaunchUpdateData(uint handle, ReadOnlySpan<byte> plain)
    {
        const string Command = "LAUNCH_UPDATE_DATA";
        lock (_held)
        {
            SimulatedSevGuest guest = Guest(Command, handle, SevGuestState.LaunchUpdate);
            Require(Command, !plain.IsEmpty && plain.Length % BlockLength == 0, SevStatus.InvalidLength, $"there must be a multiple of {BlockLength} bytes.");
            guest.Extend(plain);
        }
    }

    /// <summary>LAUNCH_UPDATE_VMSA: measures and encrypts the registers of a virtual processor.</summary>
    /// <param name="handle">The guest.</param>
    /// <param name="vmsa">Its save area, 4096 bytes.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState, PolicyFailure, InvalidLength.</exception>
    public void LaunchUpdateVmsa(uint handle, ReadOnlySpan<byte> vmsa)
    {
        const string Command = "LAUNCH_UPDATE_VMSA";
        lock (_held)
        {
            SimulatedSevGuest guest = Guest(Command, handle, SevGuestState.LaunchUpdate);
            Require(Command, guest.Policy.EncryptedState, SevStatus.PolicyFailure, "the guest's policy is not of SEV-ES.");
            Require(Command, vmsa.Length == SevLaunchDigest.VmsaLength, SevStatus.InvalidLength, $"there must be {SevLaunchDigest.VmsaLength} bytes.");
            guest.Extend(vmsa);
        }
    }

    /// <summary>LAUNCH_MEASURE: nothing can be loaded after it.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState.</exception>
    public SevLaunch LaunchMeasure(uint handle)
    {
        lock (_held)
        {
            SimulatedSevGuest guest = Guest("LAUNCH_MEASURE", handle, SevGuestState.LaunchUpdate);
            var launch = new SevLaunch
            {
                ApiMajor = SimulatedSevPlatformKeys.ApiMajor,
                ApiMinor = SimulatedSevPlatformKeys.ApiMinor,
                Build = FirmwareBuild,
                Policy = guest.Policy,
                Digest = guest.Digest(),
                Measure = new byte[SHA256.HashSizeInBytes],
                Nonce = RandomNumberGenerator.GetBytes(SevKeys.Length),
            };
            launch.ComputeMeasure(guest.Keys.AsSpan(SevKeys.Length), launch.Measure);
            // The firmware keeps its own: what it gave out is the host's to change.
            (guest.Launch, guest.State) = (SevLaunch.Decode(launch.Encode()), SevGuestState.LaunchSecret);
            if (_fault is SimulatedSevFault.AlteredDigest)
                launch.Digest[0] ^= 1;
            else if (_fault is SimulatedSevFault.AlteredMeasure)
                launch.Measure[0] ^= 1;
            return launch;
        }
    }

    /// <summary>LAUNCH_SECRET: opens a secret that the guest owner wrapped, and puts it into the guest's memory.</summary>
    /// <param name="handle">The guest.</param>
    /// <param name="packet">The wrapped secret.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState, InvalidLength, InvalidParam, BadMeasurement.</exception>
    public void LaunchSecret(uint handle, SevSecretPacket packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        const string Command = "LAUNCH_SECRET";
        lock (_held)
        {
            SimulatedSevGuest guest = Guest(Command, handle, SevGuestState.LaunchSecret);
            Require(Command, packet.Header is { Length: SevSecretPacket.HeaderLength } && packet.Payload is { Length: > 0 and <= SevSecretTable.MaximumLength } && packet.Payload.Length % BlockLength == 0,
                SevStatus.InvalidLength, $"there must be a header of {SevSecretPacket.HeaderLength} bytes, and a multiple of {BlockLength} up to {SevSecretTable.MaximumLength}.");
            Require(Command, BinaryPrimitives.ReadUInt32LittleEndian(packet.Header) == 0, SevStatus.InvalidParam, "FLAGS are not zero.");
            Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
            SevSecretPacket.ComputeMac(guest.Keys.AsSpan(SevKeys.Length), packet.Header, packet.Payload, (uint)packet.Payload.Length, guest.Launch!.Measure, mac);
            Require(Command, CryptographicOperations.FixedTimeEquals(mac, packet.Header.AsSpan(0x14)), SevStatus.BadMeasurement, "the MAC is not of this guest's owner and launch.");
            byte[] secret = [.. packet.Payload];
            SevKeys.Crypt(guest.Keys.AsSpan(0, SevKeys.Length), packet.Header.AsSpan(4, SevKeys.Length), secret);
            guest.Inject(secret);
        }
    }

    /// <summary>LAUNCH_FINISH: the guest may run.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState.</exception>
    public void LaunchFinish(uint handle)
    {
        lock (_held)
        {
            SimulatedSevGuest guest = Guest("LAUNCH_FINISH", handle, SevGuestState.LaunchUpdate, SevGuestState.LaunchSecret);
            guest.State = SevGuestState.Running;
            // The transport keys are for the launch only.
            CryptographicOperations.ZeroMemory(guest.Keys);
        }
    }

    /// <summary>GUEST_STATUS.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest.</exception>
    public SevGuestState GuestStatus(uint handle)
    {
        lock (_held)
            return Guest("GUEST_STATUS", handle, SevGuestState.LaunchUpdate, SevGuestState.LaunchSecret, SevGuestState.Running).State;
    }

    /// <summary>ATTESTATION: the launch digest and policy, signed by the PEK.</summary>
    /// <param name="handle">The guest.</param>
    /// <param name="nonce">MNONCE, 16 bytes.</param>
    /// <returns>The report of 208 bytes, which <see cref="EvidencePart.SevLaunch"/> may be.</returns>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState, InvalidLength.</exception>
    public byte[] Attest(uint handle, ReadOnlySpan<byte> nonce)
    {
        const string Command = "ATTESTATION";
        lock (_held)
        {
            SimulatedSevGuest guest = Guest(Command, handle, SevGuestState.LaunchSecret, SevGuestState.Running);
            Require(Command, nonce.Length == SevKeys.Length, SevStatus.InvalidLength, $"MNONCE has {SevKeys.Length} bytes.");
            return SevAttestationReport.Make(nonce, guest.Digest(), guest.Policy, _keys.Pek);
        }
    }

    /// <summary>DBG_DECRYPT: what the host gets of a guest's secrets where the policy lets it debug.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, PolicyFailure.</exception>
    public byte[] DebugDecrypt(uint handle)
    {
        const string Command = "DBG_DECRYPT";
        lock (_held)
        {
            SimulatedSevGuest guest = Guest(Command, handle, SevGuestState.LaunchUpdate, SevGuestState.LaunchSecret, SevGuestState.Running);
            Require(Command, !guest.Policy.NoDebug, SevStatus.PolicyFailure, "the guest's policy has NODBG.");
            return [.. guest.Secret];
        }
    }

    /// <summary>DECOMMISSION: ends a guest and forgets its keys.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest.</exception>
    public void Decommission(uint handle)
    {
        lock (_held)
        {
            Guest("DECOMMISSION", handle, SevGuestState.LaunchUpdate, SevGuestState.LaunchSecret, SevGuestState.Running).Dispose();
            _guests.Remove(handle);
            if (_guests.Count == 0)
                State = SevPlatformState.Initialized;
        }
    }

    /// <summary>What a running guest finds in the memory where its secrets were put. No command of the firmware: the processor decrypts for the guest alone.</summary>
    /// <param name="handle">The guest.</param>
    /// <exception cref="SevFirmwareException">InvalidGuest, InvalidGuestState.</exception>
    public byte[] ReadAsGuest(uint handle)
    {
        lock (_held)
            return [.. Guest("The guest's read", handle, SevGuestState.Running).Secret];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Shutdown();
        _keys.Dispose();
    }

    private void Unwrap(string command, SevLaunchStart start, Span<byte> keys)
    {
        var certificate = new SevCertificate(start.Certificate);
        Require(command, certificate is { Version: 1, Usage: SevUsage.Pdh, Algorithm: SevAlgorithm.EcdhSha256, Curve: 2 } && certificate.FindStray() < 0, SevStatus.InvalidCertificate, "the guest owner's certificate is not of an ECDH key on P-384.");
        byte[] shared = [];
        try
        {
            using var owner = ECDiffieHellman.Create();
            owner.ImportSubjectPublicKeyInfo(certificate.PublicKeyInfo!, out _);
            shared = _keys.Pdh.DeriveRawSecretAgreement(owner.PublicKey);
            Require(command, SevLaunchStart.TryUnwrap(start.Policy, shared, start.Session, keys), SevStatus.BadMeasurement, "WRAP_MAC or POLICY_MAC is not of this platform, session and policy.");
        }
        catch (CryptographicException)
        {
            throw new SevFirmwareException(command, SevStatus.InvalidCertificate, "the guest owner's key is no point of its curve.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
        }
    }

    private SimulatedSevGuest Guest(string command, uint handle, params ReadOnlySpan<SevGuestState> states)
    {
        RequireInitialized(command);
        if (!_guests.TryGetValue(handle, out SimulatedSevGuest? guest))
            throw new SevFirmwareException(command, SevStatus.InvalidGuest, $"there is no guest {handle}.");
        Require(command, states.Contains(guest.State), SevStatus.InvalidGuestState, $"the guest is in state {guest.State}.");
        return guest;
    }

    private void RequireInitialized(string command) =>
        Require(command, State != SevPlatformState.Uninitialized, SevStatus.InvalidPlatformState, "the platform is not initialized.");

    private static void Require(string command, bool holds, SevStatus status, string why)
    {
        if (!holds)
            throw new SevFirmwareException(command, status, why);
    }
}
