using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// The table in which a host hands certificates to an SNP guest (GHCB specification 2.03, section 4.1.8.1): entries of
/// a GUID, an offset and a length, ended by an entry of zeros, and then the contents.
/// </summary>
internal static class CertificateTable
{
    public static readonly Guid Vcek = new("63da758d-e664-4564-adc5-f4b93be8accd");
    public static readonly Guid Vlek = new("a8074bc2-a25a-483e-aae6-39c045a0b8a1");
    public static readonly Guid Ask = new("4ab7b379-bbac-4fe4-a02f-05aef327c782");
    public static readonly Guid Ark = new("c0b406a4-a803-4952-9743-3fb6014cd0ae");
    public static readonly Guid Crl = new("92f81bc3-5811-4d3d-97ff-d19f88dc67ea");

    private const int EntryLength = 24;
    private const int MostEntries = 32;

    private static readonly Guid[] Known = [Vcek, Vlek, Ask, Ark, Crl];

    /// <summary>Takes a table apart. What hosts add under GUIDs of their own is left out.</summary>
    /// <exception cref="DerException">It is not a table, or an entry points outside of it.</exception>
    public static IReadOnlyList<(Guid Kind, int Offset, ReadOnlyMemory<byte> Content)> Read(ReadOnlyMemory<byte> table)
    {
        var found = new List<(Guid, int, ReadOnlyMemory<byte>)>();
        for (int position = 0; ; position += EntryLength)
        {
            if (table.Length - position < EntryLength)
                throw new DerException(position, $"the certificate table ends where an entry of {EntryLength} bytes must be.");
            ReadOnlySpan<byte> entry = table.Span.Slice(position, EntryLength);
            if (!entry.ContainsAnyExcept((byte)0))
                return found;
            if (position == MostEntries * EntryLength)
                throw new DerException(position, $"the certificate table has more than {MostEntries} entries.");
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]);
            if (offset < (uint)position + EntryLength || (ulong)offset + length > (ulong)table.Length)
                throw new DerException(position, $"a table entry names bytes {offset} to {(ulong)offset + length}, outside of the contents of a table of {table.Length}.");
            var kind = new Guid(entry[..16]);
            if (Known.Contains(kind))
                found.Add((kind, (int)offset, table.Slice((int)offset, (int)length)));
        }
    }

    /// <summary>Whether bytes begin with an entry of a known kind.</summary>
    public static bool IsTable(ReadOnlySpan<byte> content) => content.Length >= 2 * EntryLength && Known.Contains(new Guid(content[..16]));

    /// <summary>Puts a table together.</summary>
    public static byte[] Write(params ReadOnlySpan<(Guid Kind, byte[] Content)> entries)
    {
        int offset = (entries.Length + 1) * EntryLength, total = offset;
        foreach ((_, byte[] content) in entries)
            total += content.Length;
        byte[] table = new byte[total];
        for (int i = 0; i < entries.Length; i++)
        {
            Span<byte> entry = table.AsSpan(i * EntryLength, EntryLength);
            entries[i].Kind.TryWriteBytes(entry);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], (uint)offset);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[20..], (uint)entries[i].Content.Length);
            entries[i].Content.CopyTo(table, offset);
            offset += entries[i].Content.Length;
        }

        return table;
    }
}
