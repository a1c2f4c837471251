using System.Buffers.Binary;
using Wasmtime;

namespace Enarx.Wasi.Preview1;

/// <summary>
/// The guest's linear memory, read and written in place. Every address comes from the guest, so every access goes through
/// <see cref="TryGet"/>. A span is good until the guest runs again.
/// </summary>
/// <remarks>
/// A guest's memory here never moves and never shrinks (<see cref="WasmEngine"/> sees to it), so its address is asked for once and its
/// length only when an access lies past the last known one. Asking each time doubles the cost of a call.
/// </remarks>
internal sealed unsafe class GuestMemory
{
    private Memory? _memory;
    private byte* _start;
    private ulong _length;

    /// <summary>Takes the memory that the instance exports; without one every address is out of range.</summary>
    public void Attach(Memory? memory)
    {
        _memory = memory;
        if (memory is not null)
            _start = (byte*)memory.GetPointer();
    }

    /// <summary>Lets go of the memory, before the store that holds it is freed.</summary>
    public void Detach()
    {
        _memory = null;
        _start = null;
        _length = 0;
    }

    /// <summary>Gives part of the memory. Both numbers are unsigned; no part is 2 GiB or longer.</summary>
    public bool TryGet(int address, int length, out Span<byte> part)
    {
        ulong end = (ulong)(uint)address + (uint)length;
        if (length < 0 || (end > _length && !Reaches(end)))
        {
            part = default;
            return false;
        }

        part = new Span<byte>(_start + (uint)address, length);
        return true;
    }

    public bool TryWrite(int address, uint value) =>
        TryGet(address, sizeof(uint), out Span<byte> part) && BinaryPrimitives.TryWriteUInt32LittleEndian(part, value);

    public bool TryWrite(int address, ulong value) =>
        TryGet(address, sizeof(ulong), out Span<byte> part) && BinaryPrimitives.TryWriteUInt64LittleEndian(part, value);

    private bool Reaches(ulong end)
    {
        if (_memory is null)
            return false;
        _length = (ulong)_memory.GetLength();
        return end <= _length;
    }
}
