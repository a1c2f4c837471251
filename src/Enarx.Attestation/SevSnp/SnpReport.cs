using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// The fields of an ATTESTATION_REPORT (AMD 56860, table "ATTESTATION_REPORT Structure"), read where they stand;
/// integers are little-endian. Reading a field says nothing about whether it is right.
/// </summary>
internal sealed class SnpReport
{
    /// <summary>Length of a report, bytes.</summary>
    public const int Length = 0x4a0;

    /// <summary>Length of the part that is signed, bytes.</summary>
    public const int SignedLength = 0x2a0;

    /// <summary>Length of CHIP_ID, bytes.</summary>
    public const int ChipIdLength = 64;

    /// <summary>VMPL of a report that the host asked for.</summary>
    public const uint HostVmpl = uint.MaxValue;

    private readonly byte[] _bytes;

    /// <summary>Looks at a report of <see cref="Length"/> bytes.</summary>
    public SnpReport(byte[] bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length, nameof(bytes));
        _bytes = bytes;
    }

    /// <summary>The report's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    public uint Version => UInt32(0x000);

    public uint GuestSvn => UInt32(0x004);

    public ulong Policy => UInt64(0x008);

    public uint Vmpl => UInt32(0x030);

    public uint SignatureAlgorithm => UInt32(0x034);

    public ulong CurrentTcb => UInt64(0x038);

    public ulong PlatformInfo => UInt64(0x040);

    public uint KeyInfo => UInt32(0x048);

    public byte[] ReportData => _bytes[0x050..0x090];

    public ReadOnlySpan<byte> FamilyId => Bytes[0x010..0x020];

    public ReadOnlySpan<byte> ImageId => Bytes[0x020..0x030];

    public ReadOnlySpan<byte> Measurement => Bytes[0x090..0x0c0];

    public ReadOnlySpan<byte> HostData => Bytes[0x0c0..0x0e0];

    public ReadOnlySpan<byte> IdKeyDigest => Bytes[0x0e0..0x110];

    public ReadOnlySpan<byte> AuthorKeyDigest => Bytes[0x110..0x140];

    public ReadOnlySpan<byte> ReportId => Bytes[0x140..0x160];

    public ReadOnlySpan<byte> ReportIdMa => Bytes[0x160..0x180];

    public ulong ReportedTcb => UInt64(0x180);

    public byte CpuidFamily => _bytes[0x188];

    public byte CpuidModel => _bytes[0x189];

    public byte CpuidStepping => _bytes[0x18a];

    public ReadOnlySpan<byte> ChipId => Bytes[0x1a0..0x1e0];

    public ulong CommittedTcb => UInt64(0x1e0);

    /// <summary>CURRENT_MAJOR, CURRENT_MINOR and CURRENT_BUILD.</summary>
    public Version CurrentFirmware => Firmware(0x1e8);

    /// <summary>COMMITTED_MAJOR, COMMITTED_MINOR and COMMITTED_BUILD.</summary>
    public Version CommittedFirmware => Firmware(0x1ec);

    public ulong LaunchTcb => UInt64(0x1f0);

    /// <summary>LAUNCH_MIT_VECTOR; null when the version has none.</summary>
    public ulong? LaunchMitigation => HasMitigationVectors ? UInt64(0x1f8) : null;

    /// <summary>CURRENT_MIT_VECTOR; null when the version has none.</summary>
    public ulong? CurrentMitigation => HasMitigationVectors ? UInt64(0x200) : null;

    /// <summary>R of the signature: 72 bytes, least significant first.</summary>
    public ReadOnlySpan<byte> R => Bytes[0x2a0..0x2e8];

    /// <summary>S of the signature: 72 bytes, least significant first.</summary>
    public ReadOnlySpan<byte> S => Bytes[0x2e8..0x330];

    /// <summary>Policy bit 18: the guest may be handed to a migration agent.</summary>
    public bool AllowsMigrationAgent => (Policy & (1UL << 18)) != 0;

    /// <summary>Policy bit 19: the host may debug the guest.</summary>
    public bool AllowsDebug => (Policy & (1UL << 19)) != 0;

    /// <summary>KEY_INFO bit 0: AUTHOR_KEY_DIGEST is set.</summary>
    public bool HasAuthorKey => (KeyInfo & 1) != 0;

    /// <summary>KEY_INFO bit 1: the host hid the chip's identity.</summary>
    public bool MasksChip => (KeyInfo & 2) != 0;

    /// <summary>KEY_INFO bits 2 to 4, as a number.</summary>
    public uint SigningKey => (KeyInfo >> 2) & 7;

    /// <summary>Whether the version has CPUID fields, which name the product.</summary>
    public bool HasCpuid => Version >= 3;

    /// <summary>Whether the version has mitigation vectors.</summary>
    public bool HasMitigationVectors => Version >= 5;

    // The build comes first, as in all of a report.
    private Version Firmware(int offset) => new(_bytes[offset + 2], _bytes[offset + 1], _bytes[offset]);

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[offset..]);

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[offset..]);
}
