using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>The fields of the body of a TD's quote (Intel TDX DCAP quote library API, appendix A.3.2 and A.3.3).</summary>
/// <param name="bytes">584 bytes of TDX 1.0, or 648 of TDX 1.5.</param>
internal readonly struct TdReport(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Length of the body of TDX 1.0, bytes.</summary>
    public const int Length10 = 584;

    /// <summary>Length of the body of TDX 1.5, bytes.</summary>
    public const int Length15 = 648;

    /// <summary>Number of run-time measurement registers.</summary>
    public const int Registers = 4;

    /// <summary>Length of a measurement, bytes.</summary>
    public const int MeasurementLength = 48;

    // ICSSD, LASS, SEPT_VE_DISABLE, MIGRATABLE, PKS, KL, TPA and PERFMON, beside the TUD group (Intel TDX module 1.5 ABI, "ATTRIBUTES").
    private const ulong KnownAttributes = 0xc000_0000_f801_00ff;
    private const ulong UnderDebug = 0xff;

    /// <summary>The body's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    public ReadOnlySpan<byte> TeeTcbSvn => Bytes[..0x10];

    public ReadOnlySpan<byte> MrSeam => Bytes[0x10..0x40];

    public ReadOnlySpan<byte> MrSignerSeam => Bytes[0x40..0x70];

    public ReadOnlySpan<byte> SeamAttributes => Bytes[0x70..0x78];

    public ulong TdAttributes => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[0x78..]);

    public ReadOnlySpan<byte> Xfam => Bytes[0x80..0x88];

    public ReadOnlySpan<byte> MrTd => Bytes[0x88..0xb8];

    public ReadOnlySpan<byte> MrConfigId => Bytes[0xb8..0xe8];

    public ReadOnlySpan<byte> MrOwner => Bytes[0xe8..0x118];

    public ReadOnlySpan<byte> MrOwnerConfig => Bytes[0x118..0x148];

    public ReadOnlySpan<byte> ReportData => Bytes[0x208..0x248];

    /// <summary>Whether the fields of TDX 1.5 are there.</summary>
    public bool HasSecondSvn => bytes.Length == Length15;

    /// <summary>The TCB that a launch now would have; only with <see cref="HasSecondSvn"/>.</summary>
    public ReadOnlySpan<byte> TeeTcbSvn2 => Bytes[0x248..0x258];

    /// <summary>Measurement of the service TDs that are bound; only with <see cref="HasSecondSvn"/>.</summary>
    public ReadOnlySpan<byte> MrServiceTd => Bytes[0x258..0x288];

    /// <summary>A run-time measurement register.</summary>
    /// <param name="index">0 to 3.</param>
    public ReadOnlySpan<byte> Rtmr(int index) => Bytes.Slice(0x148 + (index * MeasurementLength), MeasurementLength);

    /// <summary>Whether the host can look into the TD: any bit of the group "TD under debug".</summary>
    public bool AllowsDebug => (TdAttributes & UnderDebug) != 0;

    /// <summary>Attributes that no TDX module defines.</summary>
    public ulong UnknownAttributes => TdAttributes & ~KnownAttributes;
}
