using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// A firmware image of OVMF's kind, which tells by a table at its end what a launch has to know: entries of content,
/// length and GUID, read backwards from 48 bytes before the end (OvmfPkg/ResetVector/Ia16/ResetVectorVtf0.asm).
/// </summary>
public sealed class FirmwareImage
{
    /// <summary>The greatest length that is read, bytes.</summary>
    public const int Longest = 64 * 1024 * 1024;

    private const ulong End = 0x1_0000_0000;
    private const int AfterTable = 32;
    private const int EntryHead = 18;

    /// <summary>The most memory that an image's sections may name, bytes; more is a damaged image, and would be hours of hashing.</summary>
    private const ulong MostMemory = 1024 * 1024 * 1024;

    private static readonly Guid TableFooter = new("96b582de-1fb2-45f7-baea-a366c55a082d");
    private static readonly Guid KernelHashTable = new("7255371f-3a3b-4b04-927b-1da6efa8d454");
    private static readonly Guid ResetBlock = new("00f771de-1a7e-4fcb-890e-68c77e2fb44e");
    private static readonly Guid SevMetadata = new("dc886566-984a-4798-a75e-5585a7bf67cc");
    private static readonly Guid TdxMetadata = new("e47a6535-984a-4798-865e-4685a7bf8ec2");

    private readonly byte[] _bytes;
    private readonly Dictionary<Guid, (int Offset, int Length)> _table = [];

    private FirmwareImage(byte[] bytes) => _bytes = bytes;

    /// <summary>The image.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Guest physical address of its first byte: it ends at 4 GiB.</summary>
    public ulong Address => End - (ulong)_bytes.Length;

    /// <summary>Reads an image's table.</summary>
    /// <param name="bytes">The image; whole pages of 4096 bytes.</param>
    /// <exception cref="MeasurementException">It is not whole pages, too long, or its table is malformed.</exception>
    public static FirmwareImage Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > Longest || bytes.Length % SnpLaunchDigest.PageLength != 0)
            throw new MeasurementException(bytes.Length, $"a firmware image has whole pages of {SnpLaunchDigest.PageLength} bytes and at most {Longest}; there are {bytes.Length}.");
        var image = new FirmwareImage(bytes.ToArray());
        image.ReadTable();
        return image;
    }

    /// <summary>Guest physical address at which the hashes of a kernel are handed to the firmware; null when it takes none.</summary>
    internal uint? KernelHashAddress => _table.ContainsKey(KernelHashTable) && Number(KernelHashTable) is > 0 and var address ? address : null;

    /// <summary>Where virtual processors begin that do not boot; null when the image does not say.</summary>
    internal uint? ResetAddress => _table.ContainsKey(ResetBlock) ? Number(ResetBlock) : null;

    /// <summary>The memory that SEV-SNP needs to be set up, in the order in which it is measured: address, length and type.</summary>
    /// <exception cref="MeasurementException">There is none, or it is malformed.</exception>
    internal IReadOnlyList<(ulong Address, ulong Length, uint Type)> SevSections()
    {
        const int HeadLength = 16, SectionLength = 12;
        (int at, int count) = Metadata(SevMetadata, "ASEV"u8, SectionLength, "SEV-SNP");
        var sections = new List<(ulong, ulong, uint)>(count);
        ulong sum = 0;
        for (int i = 0; i < count; i++)
        {
            int offset = at + HeadLength + (i * SectionLength);
            ulong address = UInt32(offset), length = UInt32(offset + 4);
            Require(offset, address, length, ref sum);
            sections.Add((address, length, UInt32(offset + 8)));
        }

        return sections;
    }

    /// <summary>The sections that TDX is given (Intel TDX Virtual Firmware Design Guide, section 11.2).</summary>
    /// <exception cref="MeasurementException">There are none, or they are malformed.</exception>
    internal IReadOnlyList<TdvfSection> TdxSections()
    {
        const int HeadLength = 16, SectionLength = 32;
        (int at, int count) = Metadata(TdxMetadata, "TDVF"u8, SectionLength, "TDX");
        if (UInt32(at + 8) != 1)
            throw new MeasurementException(at + 8, $"TDVF metadata of version {UInt32(at + 8)} is not known; version 1 is.");
        var sections = new List<TdvfSection>(count);
        ulong sum = 0;
        for (int i = 0; i < count; i++)
        {
            int offset = at + HeadLength + (i * SectionLength);
            uint dataOffset = UInt32(offset), dataLength = UInt32(offset + 4);
            ulong address = UInt64(offset + 8), length = UInt64(offset + 16);
            Require(offset, address, length, ref sum);
            if ((ulong)dataOffset + dataLength > (ulong)_bytes.Length || dataLength > length)
                throw new MeasurementException(offset, $"a section names {dataLength} bytes of data at 0x{dataOffset:x}, outside of the image or more than its memory of {length}.");
            sections.Add(new TdvfSection(_bytes.AsMemory((int)dataOffset, (int)dataLength), address, length, UInt32(offset + 24), UInt32(offset + 28)));
        }

        return sections;
    }

    private void ReadTable()
    {
        int end = _bytes.Length - AfterTable;
        if (new Guid(_bytes.AsSpan(end - 16, 16)) != TableFooter)
            throw new MeasurementException(end - 16, "there is no table of OVMF's kind, so that nobody knows what a launch of it measures.");
        int length = UInt16(end - EntryHead), start = end - length;
        if (length < EntryHead || start < 0)
            throw new MeasurementException(end - EntryHead, $"a table of {length} bytes does not fit.");
        for (int at = end - EntryHead; at > start;)
        {
            int entry = at - start < EntryHead ? 0 : UInt16(at - EntryHead);
            if (entry < EntryHead || entry > at - start)
                throw new MeasurementException(at, $"an entry of {entry} bytes does not fit into the table.");
            if (!_table.TryAdd(new Guid(_bytes.AsSpan(at - 16, 16)), (at - entry, entry - EntryHead)))
                throw new MeasurementException(at - 16, "an entry stands in the table twice.");
            at -= entry;
        }
    }

    /// <summary>Finds metadata that an entry points to, by its distance from the image's end: signature, length, version, number of sections.</summary>
    private (int Offset, int Count) Metadata(Guid entry, ReadOnlySpan<byte> signature, int sectionLength, string tee)
    {
        if (!_table.TryGetValue(entry, out (int Offset, int Length) pointer))
            throw new MeasurementException(_bytes.Length - AfterTable, $"the image has no metadata for {tee}. Use one that was built for it.");
        uint distance = Number(entry);
        if (distance < 16 || distance > _bytes.Length)
            throw new MeasurementException(pointer.Offset, $"metadata 0x{distance:x} bytes before the end is outside of the image.");
        int at = _bytes.Length - (int)distance;
        if (!_bytes.AsSpan(at, 4).SequenceEqual(signature))
            throw new MeasurementException(at, $"there is no metadata for {tee} where the table says.");
        uint count = UInt32(at + 12);
        if (16 + ((ulong)count * (uint)sectionLength) > distance)
            throw new MeasurementException(at + 12, $"{count} sections do not fit into the image.");
        return (at, (int)count);
    }

    private static void Require(int offset, ulong address, ulong length, ref ulong sum)
    {
        if (address % SnpLaunchDigest.PageLength != 0 || length % SnpLaunchDigest.PageLength != 0)
            throw new MeasurementException(offset, $"a section of {length} bytes at 0x{address:x} is not of whole pages.");
        if (length > MostMemory || (sum += length) > MostMemory)
            throw new MeasurementException(offset, $"the sections have more than {MostMemory} bytes.");
    }

    private uint Number(Guid entry)
    {
        (int offset, int length) = _table[entry];
        return length >= 4 ? UInt32(offset) : throw new MeasurementException(offset, $"a table entry has {length} bytes where 4 must be.");
    }

    private ushort UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(offset));

    private uint UInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(offset));

    private ulong UInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(offset));
}
