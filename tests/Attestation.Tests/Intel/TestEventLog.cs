using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>Writes event logs of confidential VMs.</summary>
internal static class TestEventLog
{
    /// <summary>Bytes after the last event.</summary>
    public const int Padding = 64;

    /// <summary>Writes a log with SHA-256 and SHA-384 digests.</summary>
    /// <param name="events">Register, 1 to 4 for RTMR0 to RTMR3, and type of each event.</param>
    /// <param name="registers">RTMR0 to RTMR3 after them.</param>
    public static byte[] Make((uint Register, uint Type)[] events, out byte[][] registers)
    {
        registers = [new byte[48], new byte[48], new byte[48], new byte[48]];
        List<byte> log = [.. Header([(0x0b, 32), (0x0c, 48)])];
        for (int i = 0; i < events.Length; i++)
        {
            byte[] digest = SHA384.HashData([(byte)i]);
            log.AddRange(Event(events[i].Register, events[i].Type, (0x0b, SHA256.HashData([(byte)i])), (0x0c, digest)));
            if (events[i].Type != 3 && events[i].Register > 0)
                registers[events[i].Register - 1] = SHA384.HashData([.. registers[events[i].Register - 1], .. digest]);
        }

        log.AddRange(Enumerable.Repeat((byte)0xff, Padding));
        return [.. log];
    }

    /// <summary>Writes the first event, which names the algorithms.</summary>
    public static byte[] Header((ushort Id, ushort Length)[] algorithms)
    {
        List<byte> specification = [.. "Spec ID Event03\0"u8, 0, 0, 0, 0, 0, 2, 0, 2, .. UInt32((uint)algorithms.Length)];
        foreach ((ushort id, ushort length) in algorithms)
            specification.AddRange([.. UInt16(id), .. UInt16(length)]);
        specification.Add(0);
        return [.. UInt32(1), .. UInt32(3), .. new byte[20], .. UInt32((uint)specification.Count), .. specification];
    }

    /// <summary>Writes an event.</summary>
    public static byte[] Event(uint register, uint type, params (ushort Algorithm, byte[] Digest)[] digests) =>
    [
        .. UInt32(register), .. UInt32(type), .. UInt32((uint)digests.Length),
        .. digests.SelectMany(d => (byte[])[.. UInt16(d.Algorithm), .. d.Digest]),
        .. UInt32(5), .. "event"u8,
    ];

    /// <summary>Writes the ACPI table of a log.</summary>
    public static byte[] Table(int area, byte type = 2, Action<byte[]>? change = null)
    {
        byte[] table = new byte[56];
        "CCEL"u8.CopyTo(table);
        table[4] = 56;
        table[36] = type;
        BinaryPrimitives.WriteUInt64LittleEndian(table.AsSpan(40), (ulong)area);
        table[9] = (byte)-table.Sum(b => b);
        change?.Invoke(table);
        return table;
    }

    private static byte[] UInt16(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] UInt32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
}
