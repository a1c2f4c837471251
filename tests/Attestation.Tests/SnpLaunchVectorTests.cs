using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>
/// The launch digest of whole virtual machines, against vectors that another implementation computed: firmware image,
/// the pages that its metadata asks for, one virtual processor as QEMU starts it.
/// </summary>
public sealed class SnpLaunchVectorTests
{
    private static readonly Guid FooterTable = new("96b582de-1fb2-45f7-baea-a366c55a082d");
    private static readonly Guid HashTable = new("7255371f-3a3b-4b04-927b-1da6efa8d454");
    private static readonly Guid Metadata = new("dc886566-984a-4798-a75e-5585a7bf67cc");
    private static readonly Guid ResetBlock = new("00f771de-1a7e-4fcb-890e-68c77e2fb44e");

    private const uint KernelHashes = 0x10;

    [Theory]
    [InlineData("snp-nokernel-snponly")]
    [InlineData("snp-ovmfx64")]
    [InlineData("snp-kernel")]
    [InlineData("snp-kernel-snponly")]
    public void A_virtual_machine_measures_as_the_vector_says(string name)
    {
        JsonElement testCase = Corpus.Case("snp-launch-digest-vectors");
        using JsonDocument vectors = JsonDocument.Parse(Corpus.File(testCase, "vectors"));
        JsonElement vector = vectors.RootElement.EnumerateArray().Single(v => v.GetProperty("name").GetString() == name);
        byte[] ovmf = Corpus.File(testCase, vector.GetProperty("ovmf").GetString()!.Contains("AmdSev", StringComparison.Ordinal) ? "ovmf_amdsev" : "ovmf_x64");
        var digest = new SnpLaunchDigest();
        digest.Add(SnpPageType.Normal, 0x1_0000_0000ul - (ulong)ovmf.Length, ovmf);
        Dictionary<Guid, byte[]> table = Footer(ovmf);
        int metadata = ovmf.Length - BinaryPrimitives.ReadInt32LittleEndian(table[Metadata]);
        int sections = BinaryPrimitives.ReadInt32LittleEndian(ovmf.AsSpan(metadata + 12));
        for (int i = 0; i < sections; i++)
        {
            ReadOnlySpan<byte> section = ovmf.AsSpan(metadata + 16 + (12 * i), 12);
            uint address = BinaryPrimitives.ReadUInt32LittleEndian(section), size = BinaryPrimitives.ReadUInt32LittleEndian(section[4..]);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[8..]) == KernelHashes && vector.GetProperty("append").GetString() is { } commandLine)
            {
                digest.Add(SnpPageType.Normal, address, HashPage(commandLine, BinaryPrimitives.ReadInt32LittleEndian(table[HashTable]) % SnpLaunchDigest.PageLength));
                continue;
            }

            SnpPageType type = BinaryPrimitives.ReadUInt32LittleEndian(section[8..]) switch
            {
                2 => SnpPageType.Secrets,
                3 => SnpPageType.Cpuid,
                // Memory for the firmware, and for kernel hashes where there is no kernel.
                _ => SnpPageType.Zero,
            };
            digest.Add(type, address, (int)(size / SnpLaunchDigest.PageLength));
        }

        // One processor, so only the one that boots; the others would start at the reset block.
        Assert.Contains(ResetBlock, table.Keys);
        digest.Add(SnpPageType.Vmsa, SnpLaunchDigest.VmsaAddress, Vmsa(Hex(vector, "vcpu_sig"), Hex(vector, "guest_features")));
        Assert.Equal(vector.GetProperty("launch_digest").GetString(), Convert.ToHexStringLower(digest.ToArray()));
    }

    private static uint Hex(JsonElement vector, string name) => Convert.ToUInt32(vector.GetProperty(name).GetString(), 16);

    private static Dictionary<Guid, byte[]> Footer(byte[] ovmf)
    {
        int end = ovmf.Length - 32;
        Assert.Equal(FooterTable, new Guid(ovmf.AsSpan(end - 16, 16)));
        int start = end - BinaryPrimitives.ReadUInt16LittleEndian(ovmf.AsSpan(end - 18));
        var entries = new Dictionary<Guid, byte[]>();
        for (int at = end - 18; at > start;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(ovmf.AsSpan(at - 18));
            entries.Add(new Guid(ovmf.AsSpan(at - 16, 16)), ovmf[(at - length)..(at - 18)]);
            at -= length;
        }

        return entries;
    }

    /// <summary>The page in which QEMU hands the digests of kernel, initial RAM disk and command line to the firmware; both files are empty here.</summary>
    private static byte[] HashPage(string commandLine, int at)
    {
        byte[] page = new byte[SnpLaunchDigest.PageLength], none = SHA256.HashData([]);
        void Entry(string guid, ushort length, byte[] content)
        {
            new Guid(guid).TryWriteBytes(page.AsSpan(at));
            BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(at + 16), length);
            content.CopyTo(page, at + 18);
            at += 18 + content.Length;
        }

        Entry("9438d606-4f22-4cc9-b479-a793d411fd21", 168, []);
        Entry("97d02dd8-bd20-4c94-aa78-e7714d36ab2a", 50, SHA256.HashData(Encoding.UTF8.GetBytes(commandLine + "\0")));
        Entry("44baf731-3a2f-4bd7-9af1-41e29169781d", 50, none);
        Entry("4de79437-abd2-427f-b835-d5b172d2045b", 50, none);
        return page;
    }

    /// <summary>The save area of the processor that boots (AMD 24593, appendix B), as QEMU fills it.</summary>
    private static byte[] Vmsa(uint signature, ulong features)
    {
        byte[] page = new byte[SnpLaunchDigest.PageLength];
        void UInt16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(at), value);
        void UInt64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(page.AsSpan(at), value);
        void Segment(int at, ushort selector, ushort attributes, ulong start)
        {
            UInt16(at, selector);
            UInt16(at + 2, attributes);
            UInt16(at + 4, 0xffff);
            UInt64(at + 8, start);
        }

        foreach (int at in (int[])[0x00, 0x20, 0x30, 0x40, 0x50])
            Segment(at, 0, 0x93, 0);
        Segment(0x10, 0xf000, 0x9b, 0xffff0000);
        Segment(0x60, 0, 0, 0);
        Segment(0x70, 0, 0x82, 0);
        Segment(0x80, 0, 0, 0);
        Segment(0x90, 0, 0x8b, 0);
        UInt64(0x0d0, 0x1000);
        UInt64(0x148, 0x40);
        UInt64(0x158, 0x10);
        UInt64(0x160, 0x400);
        UInt64(0x168, 0xffff0ff0);
        UInt64(0x170, 2);
        UInt64(0x178, 0xfff0);
        UInt64(0x268, 0x0007040600070406);
        UInt64(0x310, signature);
        UInt64(0x3b0, features);
        UInt64(0x3e8, 1);
        UInt16(0x408, 0x1f80);
        UInt16(0x410, 0x37f);
        return page;
    }
}
