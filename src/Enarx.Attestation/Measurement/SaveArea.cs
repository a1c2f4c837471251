using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// The page in which a virtual processor's state is saved (VMSA; AMD 24593, volume 2, appendix B, table B-4), as it is
/// when a guest is launched. Firmware takes its first instruction from the reset vector or the image's reset block.
/// </summary>
public static class SaveArea
{
    /// <summary>Where the processor begins that boots.</summary>
    public const uint ResetVector = 0xfffffff0;

    private const ulong DefaultPat = 0x0007040600070406;

    /// <summary>Makes the page of 4096 bytes.</summary>
    /// <param name="monitor">What starts the machine.</param>
    /// <param name="address">Where the processor begins: <see cref="ResetVector"/>, or the reset block's address.</param>
    /// <param name="signature">What <see cref="ProcessorModel"/> gives.</param>
    /// <param name="features">SEV_FEATURES: 1 for SEV-SNP, 0x21 with debug swap, 0 for SEV-ES.</param>
    public static byte[] Make(MachineMonitor monitor, uint address, uint signature, ulong features)
    {
        byte[] page = new byte[SnpLaunchDigest.PageLength];
        void UInt64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(at), value);
        void Segment(int at, ushort selector, ushort attributes, ulong start)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(at), selector);
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(at + 2), attributes);
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(at + 4), 0xffff);
            UInt64(at + 8, start);
        }

        bool ec2 = monitor == MachineMonitor.Ec2, qemu = monitor == MachineMonitor.Qemu;
        Segment(0x00, 0, 0x93, 0);                                                                          // ES
        Segment(0x10, 0xf000, (ushort)(ec2 && address == ResetVector ? 0x9a : 0x9b), address & 0xffff0000); // CS
        Segment(0x20, 0, (ushort)(ec2 ? 0x92 : 0x93), 0);                                                   // SS
        Segment(0x30, 0, 0x93, 0);                                                                          // DS
        Segment(0x40, 0, 0x93, 0);                                                                          // FS
        Segment(0x50, 0, 0x93, 0);                                                                          // GS
        Segment(0x60, 0, 0, 0);                                                                             // GDTR
        Segment(0x70, 0, 0x82, 0);                                                                          // LDTR
        Segment(0x80, 0, 0, 0);                                                                             // IDTR
        Segment(0x90, 0, (ushort)(ec2 ? 0x83 : 0x8b), 0);                                                   // TR
        UInt64(0x0d0, 0x1000);                                                                              // EFER: SVME
        UInt64(0x148, 0x40);                                                                                // CR4: MCE
        UInt64(0x158, 0x10);                                                                                // CR0: ET
        UInt64(0x160, 0x400);                                                                               // DR7
        UInt64(0x168, 0xffff0ff0);                                                                          // DR6
        UInt64(0x170, 2);                                                                                   // RFLAGS
        UInt64(0x178, address & 0xffff);                                                                    // RIP
        UInt64(0x268, monitor == MachineMonitor.Gce ? 0x00070106 : DefaultPat);                             // G_PAT
        UInt64(0x310, qemu ? signature : 0x600);                                                            // RDX
        UInt64(0x3b0, features);                                                                            // SEV_FEATURES
        UInt64(0x3e8, 1);                                                                                   // XCR0
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(0x408), qemu ? 0x1f80u : 0);                   // MXCSR
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(0x410), (ushort)(qemu ? 0x37f : 0));           // X87_FCW
        return page;
    }
}
