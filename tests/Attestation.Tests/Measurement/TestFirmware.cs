using System.Buffers.Binary;

namespace Enarx.Attestation.Tests;

/// <summary>Firmware images of OVMF's kind with metadata of the test's own.</summary>
internal static class TestFirmware
{
    public const string Footer = "96b582de-1fb2-45f7-baea-a366c55a082d";
    public const string Tdx = "e47a6535-984a-4798-865e-4685a7bf8ec2";
    public const string Sev = "dc886566-984a-4798-a75e-5585a7bf67cc";
    public const int MetadataDistance = 2048;

    /// <summary>An image of some pages for TDX: each section is data offset, data length, address, length, type, attributes.</summary>
    public static byte[] ForTdx(int pages, params (uint At, uint Data, ulong Address, ulong Length, uint Type, uint Attributes)[] sections)
    {
        byte[] image = Filled(pages);
        Span<byte> metadata = image.AsSpan(image.Length - MetadataDistance);
        "TDVF"u8.CopyTo(metadata);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[4..], (uint)(16 + (32 * sections.Length)));
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[12..], (uint)sections.Length);
        for (int i = 0; i < sections.Length; i++)
        {
            Span<byte> section = metadata[(16 + (32 * i))..];
            BinaryPrimitives.WriteUInt32LittleEndian(section, sections[i].At);
            BinaryPrimitives.WriteUInt32LittleEndian(section[4..], sections[i].Data);
            BinaryPrimitives.WriteUInt64LittleEndian(section[8..], sections[i].Address);
            BinaryPrimitives.WriteUInt64LittleEndian(section[16..], sections[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(section[24..], sections[i].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(section[28..], sections[i].Attributes);
        }

        WriteTable(image, (Tdx, BitConverter.GetBytes(MetadataDistance)));
        return image;
    }

    /// <summary>An image for SEV-SNP: each section is address, length, type.</summary>
    public static byte[] ForSev(int pages, params (uint Address, uint Length, uint Type)[] sections)
    {
        byte[] image = Filled(pages);
        Span<byte> metadata = image.AsSpan(image.Length - MetadataDistance);
        "ASEV"u8.CopyTo(metadata);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[4..], (uint)(16 + (12 * sections.Length)));
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[8..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(metadata[12..], (uint)sections.Length);
        for (int i = 0; i < sections.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(metadata[(16 + (12 * i))..], sections[i].Address);
            BinaryPrimitives.WriteUInt32LittleEndian(metadata[(20 + (12 * i))..], sections[i].Length);
            BinaryPrimitives.WriteUInt32LittleEndian(metadata[(24 + (12 * i))..], sections[i].Type);
        }

        WriteTable(image, (Sev, BitConverter.GetBytes(MetadataDistance)));
        return image;
    }

    /// <summary>Writes the table of an image, its footer last.</summary>
    public static void WriteTable(byte[] image, params (string Guid, byte[] Content)[] entries)
    {
        int end = image.Length - 32, at = end - 18;
        foreach ((string guid, byte[] content) in entries)
        {
            Head(image, at, guid, 18 + content.Length);
            content.CopyTo(image, at - 18 - content.Length);
            at -= 18 + content.Length;
        }

        Head(image, end, Footer, end - at);
    }

    private static void Head(byte[] image, int end, string guid, int length)
    {
        new Guid(guid).TryWriteBytes(image.AsSpan(end - 16));
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(end - 18), (ushort)length);
    }

    private static byte[] Filled(int pages)
    {
        byte[] image = new byte[pages * 4096];
        new Random(7).NextBytes(image);
        return image;
    }
}
