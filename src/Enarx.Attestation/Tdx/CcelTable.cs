using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>The ACPI table of a confidential VM's event log (ACPI 6.5, 5.2.34, "CCEL"), which may stand before the log.</summary>
internal static class CcelTable
{
    private const int Length = 56;
    private const byte TypeTdx = 2;

    private static ReadOnlySpan<byte> Signature => "CCEL"u8;

    /// <summary>Takes the table off, if there is one, and checks it.</summary>
    /// <returns>The log.</returns>
    /// <exception cref="EventLogException">The table is damaged, or of another kind of VM.</exception>
    public static ReadOnlyMemory<byte> Skip(ReadOnlyMemory<byte> bytes)
    {
        if (!bytes.Span.StartsWith(Signature))
            return bytes;
        if (bytes.Length < Length || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]) != Length)
            throw new EventLogException("CCEL table length", 4, $"the table must have {Length} bytes.");
        ReadOnlySpan<byte> table = bytes.Span[..Length];
        byte sum = 0;
        foreach (byte value in table)
            sum += value;
        if (sum != 0)
            throw new EventLogException("CCEL table checksum", 9, "the bytes of the table must add up to 0.");
        if (table[36] != TypeTdx)
            throw new EventLogException("CCEL table type", 36, $"it must be {TypeTdx}, TDX; it is {table[36]}.");
        ulong area = BinaryPrimitives.ReadUInt64LittleEndian(table[40..]);
        return (ulong)(bytes.Length - Length) <= area
            ? bytes[Length..]
            : throw new EventLogException("CCEL table log area", 40, $"the log has {bytes.Length - Length} bytes and its area {area}.");
    }
}
