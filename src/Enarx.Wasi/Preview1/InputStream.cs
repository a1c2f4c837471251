using System.Buffers;
using System.IO.Pipelines;

namespace Enarx.Wasi.Preview1;

/// <summary>Standard input.</summary>
internal sealed class InputStream(PipeReader reader) : Descriptor
{
    // A reader of a stream says only once, to the call that found it, that the end was reached.
    private bool _ended;

    public override FileType Type => FileType.Unknown;

    public override Rights Rights => Rights.FdRead | Rights.FdFdstatSetFlags | Rights.FdFilestatGet | Rights.PollFdReadWrite;

    public override Errno Read(IoVectors buffers, CancellationToken stop, out int read)
    {
        read = 0;
        if (buffers.Total == 0)
            return Errno.Success;
        try
        {
            return Receive(stop, out ReadResult result) ? Take(buffers, result.Buffer, out read) : Errno.Again;
        }
        catch (IOException)
        {
            return Errno.Io;
        }
    }

    public override Errno SetFlags(FdFlags flags)
    {
        // There is nothing to keep in step with on a disk, so the three kinds of SYNC would be promises about nothing.
        if ((flags & ~(FdFlags.NonBlock | FdFlags.Append)) != 0)
            return Errno.NotSup;
        Flags = flags;
        return Errno.Success;
    }

    public override Readiness AwaitReadable(TimeSpan patience, CancellationToken stop)
    {
        try
        {
            if (!reader.TryRead(out ReadResult result) && (_ended || !AwaitRead(patience, stop, out result)))
                return _ended ? new Readiness(Errno.Success, Ended: true) : new Readiness(Errno.Again);
            _ended = result.IsCompleted;
            var state = new Readiness(result.Buffer.IsEmpty && !_ended ? Errno.Again : Errno.Success, result.Buffer.Length, _ended);
            reader.AdvanceTo(result.Buffer.Start);
            return state;
        }
        catch (IOException)
        {
            return new Readiness(Errno.Io);
        }
    }

    private Errno Take(IoVectors buffers, ReadOnlySequence<byte> data, out int read)
    {
        read = 0;
        for (int i = 0; i < buffers.Count && read < data.Length && buffers.TryGet(i, out Span<byte> buffer); i++)
        {
            int length = (int)Math.Min(buffer.Length, data.Length - read);
            data.Slice(read, length).CopyTo(buffer);
            read += length;
        }

        reader.AdvanceTo(data.GetPosition(read));
        return Errno.Success;
    }

    /// <returns>False when there is nothing and the descriptor does not wait.</returns>
    private bool Receive(CancellationToken stop, out ReadResult result)
    {
        while (true)
        {
            if (!reader.TryRead(out result))
            {
                if ((Flags & FdFlags.NonBlock) != 0)
                    return false;
                AwaitRead(Timeout.InfiniteTimeSpan, stop, out result);
            }

            if (!result.Buffer.IsEmpty || result.IsCompleted)
                return true;

            // A wait that a poll gave up can wake the next read, with nothing in it.
            reader.AdvanceTo(result.Buffer.End);
        }
    }

    private bool AwaitRead(TimeSpan patience, CancellationToken stop, out ReadResult result)
    {
        if (patience == TimeSpan.Zero)
        {
            result = default;
            return false;
        }

        Task<ReadResult> pending = reader.ReadAsync(stop).AsTask();
        if (Task.WaitAny([pending], (int)patience.TotalMilliseconds, stop) < 0)
            reader.CancelPendingRead();
        result = pending.GetAwaiter().GetResult();
        return true;
    }
}
