using System.Security.Cryptography;

namespace Enarx.Wasi.Preview1;

/// <summary>Random numbers, from the operating system inside the keep.</summary>
internal static class RandomSource
{
    // Between pieces the program can be stopped: 2 GiB of random numbers take seconds.
    private const int PieceBytes = 256 * 1024;

    public static void Define(HostFunctions functions) => functions.Define<int, int>("random_get", Get);

    private static Errno Get(WasiSystem system, int address, int length)
    {
        if (!system.Memory.TryGet(address, length, out Span<byte> buffer))
            return Errno.Fault;
        while (!buffer.IsEmpty)
        {
            system.Stop.ThrowIfCancellationRequested();
            int piece = Math.Min(buffer.Length, PieceBytes);
            RandomNumberGenerator.Fill(buffer[..piece]);
            buffer = buffer[piece..];
        }

        return Errno.Success;
    }
}
