using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>Reads fields of a structure one after the other; every length is checked before it is used.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> structure)
{
    private readonly ReadOnlySpan<byte> _structure = structure;

    /// <summary>Where the next field starts.</summary>
    public int Offset { get; private set; }

    /// <summary>Number of bytes that are left.</summary>
    public readonly int Left => _structure.Length - Offset;

    /// <summary>Takes bytes.</summary>
    /// <exception cref="FieldException">Fewer are left.</exception>
    public ReadOnlySpan<byte> Bytes(int length, string field)
    {
        if (length > Left)
            throw new FieldException(field, Offset, $"there must be {length} bytes; {Left} are left");
        ReadOnlySpan<byte> bytes = _structure.Slice(Offset, length);
        Offset += length;
        return bytes;
    }

    public byte UInt8(string field) => Bytes(1, field)[0];

    public ushort UInt16LittleEndian(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2, field));

    public ushort UInt16BigEndian(string field) => BinaryPrimitives.ReadUInt16BigEndian(Bytes(2, field));

    public uint UInt32LittleEndian(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4, field));

    public uint UInt32BigEndian(string field) => BinaryPrimitives.ReadUInt32BigEndian(Bytes(4, field));

    public ulong UInt64BigEndian(string field) => BinaryPrimitives.ReadUInt64BigEndian(Bytes(8, field));

    /// <summary>Takes a field that can have one value only.</summary>
    /// <exception cref="FieldException">It has another, or is cut.</exception>
    public void Constant(scoped ReadOnlySpan<byte> value, string field)
    {
        int start = Offset;
        ReadOnlySpan<byte> found = Bytes(value.Length, field);
        if (!found.SequenceEqual(value))
            throw new FieldException(field, start, $"there must be {Convert.ToHexStringLower(value)}; there is {Convert.ToHexStringLower(found)}");
    }

    /// <summary>Takes bytes that must be zero.</summary>
    /// <exception cref="FieldException">One is not, or they are cut.</exception>
    public void Zeros(int length, string field)
    {
        int start = Offset;
        int first = Bytes(length, field).IndexOfAnyExcept((byte)0);
        if (first >= 0)
            throw new FieldException(field, start + first, "there must be zeros");
    }

    /// <summary>Requires that nothing is left.</summary>
    /// <exception cref="FieldException">Something is.</exception>
    public readonly void End(string after)
    {
        if (Left > 0)
            throw new FieldException(after, Offset, $"{Left} bytes follow it");
    }
}
