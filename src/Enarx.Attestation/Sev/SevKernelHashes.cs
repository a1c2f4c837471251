using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// The table in which QEMU hands the hashes of a directly loaded kernel to the guest's firmware, where the launch measures
/// them: a GUID and a length of 168, and entries of a GUID, the length 50 and a SHA-256 for command line, initial RAM disk
/// and kernel; zeros up to a multiple of 16 (QEMU docs/system/i386/amd-memory-encryption; OvmfPkg BlobVerifierLibSevHashes).
/// </summary>
public static class SevKernelHashes
{
    /// <summary>Length of the table with its padding, bytes.</summary>
    public const int Length = 176;

    private const int HeadLength = 18;
    private const int EntryLength = HeadLength + SHA256.HashSizeInBytes;

    private static readonly Guid TableId = new("9438d606-4f22-4cc9-b479-a793d411fd21");
    private static readonly Guid CommandLineId = new("97d02dd8-bd20-4c94-aa78-e7714d36ab2a");
    private static readonly Guid RamDiskId = new("44baf731-3a2f-4bd7-9af1-41e29169781d");
    private static readonly Guid KernelId = new("4de79437-abd2-427f-b835-d5b172d2045b");

    /// <summary>Makes the table.</summary>
    /// <param name="kernel">The kernel's image.</param>
    /// <param name="ramDisk">The initial RAM disk; empty when there is none.</param>
    /// <param name="commandLine">The kernel's command line; empty when there is none. It is measured in UTF-8 with a zero byte after it.</param>
    public static byte[] Table(ReadOnlySpan<byte> kernel, ReadOnlySpan<byte> ramDisk, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        byte[] table = new byte[Length];
        WriteHead(table, TableId, HeadLength + (3 * EntryLength));
        WriteEntry(table.AsSpan(HeadLength), CommandLineId, Encoding.UTF8.GetBytes(commandLine + '\0'));
        WriteEntry(table.AsSpan(HeadLength + EntryLength), RamDiskId, ramDisk);
        WriteEntry(table.AsSpan(HeadLength + (2 * EntryLength)), KernelId, kernel);
        return table;
    }

    private static void WriteHead(Span<byte> at, Guid id, int length)
    {
        id.TryWriteBytes(at);
        BinaryPrimitives.WriteUInt16LittleEndian(at[16..], (ushort)length);
    }

    private static void WriteEntry(Span<byte> at, Guid id, ReadOnlySpan<byte> content)
    {
        WriteHead(at, id, EntryLength);
        SHA256.HashData(content, at[HeadLength..]);
    }
}
