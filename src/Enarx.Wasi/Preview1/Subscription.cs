using System.Buffers.Binary;

namespace Enarx.Wasi.Preview1;

/// <summary>What one entry of a poll waits for (witx <c>subscription</c>).</summary>
internal readonly ref struct Subscription(ReadOnlySpan<byte> bytes)
{
    public const int Bytes = 48;
    public const byte ClockTag = 0;
    public const byte ReadTag = 1;
    public const byte WriteTag = 2;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public ulong UserData => BinaryPrimitives.ReadUInt64LittleEndian(_bytes);

    public byte Tag => _bytes[8];

    public int ClockId => BinaryPrimitives.ReadInt32LittleEndian(_bytes[16..]);

    public ulong Timeout => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[24..]);

    public ushort ClockFlags => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[40..]);

    public int Fd => BinaryPrimitives.ReadInt32LittleEndian(_bytes[16..]);
}
