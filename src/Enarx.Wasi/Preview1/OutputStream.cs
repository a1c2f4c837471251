using System.IO.Pipelines;

namespace Enarx.Wasi.Preview1;

/// <summary>Standard output and standard error.</summary>
internal sealed class OutputStream(PipeWriter writer) : Descriptor
{
    // What is copied out of the guest before the pipe is asked whether it wants more: the bound of the host's memory for one write.
    private const int PieceBytes = 64 * 1024;

    public override FileType Type => FileType.Unknown;

    public override Rights Rights => Rights.FdWrite | Rights.FdFdstatSetFlags | Rights.FdFilestatGet | Rights.PollFdReadWrite;

    public override Readiness Writable => new(Errno.Success, PieceBytes);

    public override Errno Write(IoVectors buffers, CancellationToken stop, out int written)
    {
        written = 0;
        int pending = 0;
        try
        {
            for (int i = 0; i < buffers.Count && buffers.TryGet(i, out Span<byte> buffer); i++)
            {
                while (!buffer.IsEmpty)
                {
                    int length = Math.Min(buffer.Length, PieceBytes - pending);
                    buffer[..length].CopyTo(writer.GetSpan(length));
                    writer.Advance(length);
                    buffer = buffer[length..];
                    pending += length;
                    if (pending == PieceBytes && !Flush(ref pending, ref written, stop))
                        return Broken(written, Errno.Pipe);
                }
            }

            return pending == 0 || Flush(ref pending, ref written, stop) ? Errno.Success : Broken(written, Errno.Pipe);
        }
        catch (IOException)
        {
            return Broken(written, Errno.Io);
        }
    }

    public override Errno SetFlags(FdFlags flags)
    {
        // A pipe can't say how much it would take, so a write that never waits can't be promised.
        if ((flags & ~FdFlags.Append) != 0)
            return Errno.NotSup;
        Flags = flags;
        return Errno.Success;
    }

    // As POSIX has it: what was taken before the pipe broke is reported, and the error with the next write.
    private static Errno Broken(int written, Errno error) => written > 0 ? Errno.Success : error;

    /// <returns>False when nobody reads any more.</returns>
    private bool Flush(ref int pending, ref int written, CancellationToken stop)
    {
        ValueTask<FlushResult> flush = writer.FlushAsync(stop);
        FlushResult result = flush.IsCompleted ? flush.GetAwaiter().GetResult() : flush.AsTask().WaitAsync(stop).GetAwaiter().GetResult();
        if (result.IsCompleted)
            return false;
        written += pending;
        pending = 0;
        return true;
    }
}
