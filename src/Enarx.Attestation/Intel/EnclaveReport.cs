using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>The fields of an SGX report body (Intel SDM volume 3D, "REPORT"): of an enclave, or of the quoting enclave itself.</summary>
/// <param name="bytes">384 bytes.</param>
internal readonly struct EnclaveReport(ReadOnlyMemory<byte> bytes)
{
    /// <summary>Length, bytes.</summary>
    public const int Length = 384;

    // INIT, DEBUG, MODE64BIT, PROVISIONKEY, EINITTOKENKEY, CET, KSS, AEX-Notify.
    private const ulong KnownFlags = 0x4f7;
    private const ulong Init = 1;
    private const ulong Debug = 2;

    /// <summary>The report's bytes.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    public ReadOnlySpan<byte> CpuSvn => Bytes[..0x10];

    public uint MiscSelect => BinaryPrimitives.ReadUInt32LittleEndian(Bytes[0x10..]);

    public ReadOnlySpan<byte> IsvExtProdId => Bytes[0x20..0x30];

    /// <summary>Flags and XFRM, 8 bytes each.</summary>
    public ReadOnlySpan<byte> Attributes => Bytes[0x30..0x40];

    public ReadOnlySpan<byte> MrEnclave => Bytes[0x40..0x60];

    public ReadOnlySpan<byte> MrSigner => Bytes[0x80..0xa0];

    public ReadOnlySpan<byte> ConfigId => Bytes[0xc0..0x100];

    public ushort IsvProdId => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[0x100..]);

    public ushort IsvSvn => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[0x102..]);

    public ushort ConfigSvn => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[0x104..]);

    public ReadOnlySpan<byte> IsvFamilyId => Bytes[0x130..0x140];

    public ReadOnlySpan<byte> ReportData => Bytes[0x140..0x180];

    /// <summary>Whether the enclave was initialised; no other one can attest.</summary>
    public bool IsInitialised => (Flags & Init) != 0;

    /// <summary>Whether the host can read and change the enclave.</summary>
    public bool AllowsDebug => (Flags & Debug) != 0;

    /// <summary>Offset of a reserved byte or flag that is set; null when there is none.</summary>
    public int? ReservedOffset
    {
        get
        {
            if ((Flags & ~KnownFlags) != 0)
                return 0x30;
            foreach ((int start, int end) in (ReadOnlySpan<(int, int)>)[(0x14, 0x20), (0x60, 0x80), (0xa0, 0xc0), (0x106, 0x130)])
            {
                int first = Bytes[start..end].IndexOfAnyExcept((byte)0);
                if (first >= 0)
                    return start + first;
            }

            return null;
        }
    }

    private ulong Flags => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[0x30..]);
}
