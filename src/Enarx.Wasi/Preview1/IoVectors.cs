using System.Buffers.Binary;

namespace Enarx.Wasi.Preview1;

/// <summary>The buffers of one read or write (witx <c>iovec_array</c> and <c>ciovec_array</c>), all of them within the memory.</summary>
internal readonly ref struct IoVectors
{
    // IOV_MAX of Linux, and of wasi-libc.
    private const int MaxCount = 1024;
    private const int EntryBytes = 8;

    private readonly GuestMemory _memory;
    private readonly ReadOnlySpan<byte> _table;

    private IoVectors(GuestMemory memory, ReadOnlySpan<byte> table, int total)
    {
        _memory = memory;
        _table = table;
        Total = total;
    }

    /// <summary>Bytes in all buffers together.</summary>
    public int Total { get; }

    public int Count => _table.Length / EntryBytes;

    /// <returns>
    /// EFAULT: the table, or a buffer, is not within the memory. EINVAL: there are more than 1024 buffers, or they hold more than a
    /// signed size can count (POSIX, readv).
    /// </returns>
    public static Errno Open(GuestMemory memory, int address, int count, out IoVectors vectors)
    {
        vectors = default;
        if ((uint)count > MaxCount)
            return Errno.Inval;
        if (!memory.TryGet(address, count * EntryBytes, out Span<byte> table))
            return Errno.Fault;

        ulong total = 0;
        for (int i = 0; i < count; i++)
        {
            (int start, int length) = Entry(table, i);
            total += (uint)length;
            if (total > int.MaxValue)
                return Errno.Inval;
            if (!memory.TryGet(start, length, out _))
                return Errno.Fault;
        }

        vectors = new IoVectors(memory, table, (int)total);
        return Errno.Success;
    }

    /// <summary>
    /// Gives one buffer, checked again: the table is the guest's memory, and a read into a buffer that overlaps it changes it.
    /// </summary>
    public bool TryGet(int index, out Span<byte> buffer)
    {
        (int start, int length) = Entry(_table, index);
        return _memory.TryGet(start, length, out buffer);
    }

    private static (int Start, int Length) Entry(ReadOnlySpan<byte> table, int index)
    {
        ReadOnlySpan<byte> entry = table.Slice(index * EntryBytes, EntryBytes);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry), BinaryPrimitives.ReadInt32LittleEndian(entry[4..]));
    }
}
