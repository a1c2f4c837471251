using System.Buffers.Binary;

namespace Enarx.Wasi.Preview1;

/// <summary>Waiting for clocks and streams.</summary>
internal static class Poll
{
    private const int MaxSubscriptions = 1024;
    private const int EventBytes = 32;
    private const ushort AbsoluteTime = 1;
    private const ulong NanosecondsPerMillisecond = 1_000_000;

    // A wait is cut into such pieces, so that a realtime clock which is set in the meantime is noticed.
    private const ulong LongestWait = 1000 * NanosecondsPerMillisecond;

    public static void Define(HostFunctions functions) => functions.Define<int, int, int, int>("poll_oneoff", OneOff);

    private static Errno OneOff(WasiSystem system, int subscriptionsAddress, int eventsAddress, int count, int result)
    {
        if (count == 0 || (uint)count > MaxSubscriptions)
            return Errno.Inval;
        if (!system.Memory.TryGet(subscriptionsAddress, count * Subscription.Bytes, out Span<byte> table)
            || !system.Memory.TryGet(eventsAddress, count * EventBytes, out Span<byte> events)
            || !system.Memory.TryGet(result, sizeof(int), out _))
        {
            return Errno.Fault;
        }

        // The events may be written over the subscriptions: they are read from a copy.
        ReadOnlySpan<byte> subscriptions = table.ToArray();
        Span<ulong> deadlines = count <= 16 ? stackalloc ulong[count] : new ulong[count];
        Errno error = Deadlines(system.Clock, subscriptions, deadlines);
        if (error != Errno.Success)
            return error;

        int ready;
        while ((ready = Collect(system, subscriptions, deadlines, events, out ulong wait)) == 0)
            Wait(system, subscriptions, wait);
        return system.Memory.TryWrite(result, (uint)ready) ? Errno.Success : Errno.Fault;
    }

    /// <summary>Turns relative times into times of their clock, and refuses subscriptions to what there is not.</summary>
    private static Errno Deadlines(Clock clock, ReadOnlySpan<byte> subscriptions, Span<ulong> deadlines)
    {
        for (int i = 0; i < deadlines.Length; i++)
        {
            Subscription wanted = At(subscriptions, i);
            deadlines[i] = ulong.MaxValue;
            if (wanted.Tag > Subscription.WriteTag)
                return Errno.Inval;
            if (wanted.Tag != Subscription.ClockTag)
                continue;
            if ((wanted.ClockFlags & ~AbsoluteTime) != 0)
                return Errno.Inval;
            if (clock.TryRead(wanted.ClockId, out ulong now))
                deadlines[i] = (wanted.ClockFlags & AbsoluteTime) != 0 || wanted.Timeout > ulong.MaxValue - now ? wanted.Timeout : now + wanted.Timeout;
        }

        return Errno.Success;
    }

    /// <summary>Writes an event for whatever is ready now.</summary>
    /// <returns>How many there are, and how long to wait when there is none.</returns>
    private static int Collect(
        WasiSystem system, ReadOnlySpan<byte> subscriptions, ReadOnlySpan<ulong> deadlines, Span<byte> events, out ulong wait)
    {
        int ready = 0;
        wait = LongestWait;
        for (int i = 0; i < deadlines.Length; i++)
        {
            Subscription wanted = At(subscriptions, i);
            Readiness state = wanted.Tag == Subscription.ClockTag
                ? Due(system.Clock, wanted.ClockId, deadlines[i], ref wait)
                : Streams(system, wanted, TimeSpan.Zero);
            if (state.Error != Errno.Again)
                Write(events.Slice(ready++ * EventBytes, EventBytes), wanted, state);
        }

        return ready;
    }

    private static Readiness Due(Clock clock, int id, ulong deadline, ref ulong wait)
    {
        if (!clock.TryRead(id, out ulong now))
            return new Readiness(Errno.Inval);
        if (now >= deadline)
            return new Readiness(Errno.Success);
        wait = Math.Min(wait, deadline - now);
        return new Readiness(Errno.Again);
    }

    private static Readiness Streams(WasiSystem system, Subscription wanted, TimeSpan patience)
    {
        Errno error = system.Descriptors.Find(wanted.Fd, Rights.PollFdReadWrite, out Descriptor descriptor);
        return error != Errno.Success ? new Readiness(error)
            : wanted.Tag == Subscription.WriteTag ? descriptor.Writable
            : descriptor.AwaitReadable(patience, system.Stop);
    }

    // Only one descriptor can be waited for, and only one kind has anything to wait for: standard input.
    private static void Wait(WasiSystem system, ReadOnlySpan<byte> subscriptions, ulong nanoseconds)
    {
        TimeSpan time = TimeSpan.FromMilliseconds((nanoseconds + NanosecondsPerMillisecond - 1) / NanosecondsPerMillisecond);
        for (int offset = 0; offset < subscriptions.Length; offset += Subscription.Bytes)
        {
            var wanted = new Subscription(subscriptions.Slice(offset, Subscription.Bytes));
            if (wanted.Tag == Subscription.ReadTag)
            {
                Streams(system, wanted, time);
                return;
            }
        }

        system.Stop.WaitHandle.WaitOne(time);
        system.Stop.ThrowIfCancellationRequested();
    }

    private static void Write(Span<byte> target, Subscription wanted, Readiness state)
    {
        target.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(target, wanted.UserData);
        BinaryPrimitives.WriteUInt16LittleEndian(target[8..], (ushort)state.Error);
        target[10] = wanted.Tag;
        BinaryPrimitives.WriteUInt64LittleEndian(target[16..], (ulong)state.Available);
        BinaryPrimitives.WriteUInt16LittleEndian(target[24..], state.Ended ? (ushort)1 : (ushort)0);
    }

    private static Subscription At(ReadOnlySpan<byte> subscriptions, int index) =>
        new(subscriptions.Slice(index * Subscription.Bytes, Subscription.Bytes));
}
