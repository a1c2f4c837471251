using System.Diagnostics;

namespace Enarx.Wasi.Preview1;

/// <summary>
/// The two clocks of a program, in nanoseconds. Both are the host's and so not to be trusted: a host can set them wrong, and slow
/// or stop them. It can't make the monotonic one go back.
/// </summary>
internal sealed class Clock
{
    public const int Realtime = 0;
    public const int Monotonic = 1;

    private const ulong NanosecondsPerSecond = 1_000_000_000;
    private const ulong NanosecondsPerTick = 100;

    private static readonly ulong Frequency = (ulong)Stopwatch.Frequency;

    private ulong _latest;

    /// <summary>The time of a clock.</summary>
    /// <returns>False when there is no such clock.</returns>
    public bool TryRead(int id, out ulong time)
    {
        time = id switch
        {
            Realtime => (ulong)Math.Max(0, DateTime.UtcNow.Ticks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick,
            Monotonic => _latest = Math.Max(_latest, Scale((ulong)Stopwatch.GetTimestamp())),
            _ => 0,
        };
        return id is Realtime or Monotonic;
    }

    /// <summary>The smallest step of a clock.</summary>
    /// <returns>False when there is no such clock.</returns>
    public static bool TryGetResolution(int id, out ulong resolution)
    {
        resolution = id switch
        {
            Realtime => NanosecondsPerTick,
            Monotonic => Math.Max(1, NanosecondsPerSecond / Frequency),
            _ => 0,
        };
        return id is Realtime or Monotonic;
    }

    private static ulong Scale(ulong timestamp) =>
        timestamp / Frequency * NanosecondsPerSecond + timestamp % Frequency * NanosecondsPerSecond / Frequency;
}
