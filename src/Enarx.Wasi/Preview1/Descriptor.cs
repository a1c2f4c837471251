namespace Enarx.Wasi.Preview1;

/// <summary>
/// What stands behind a file descriptor. The defaults are the answers of a descriptor that can't do it, so a new kind says only what it
/// can do.
/// </summary>
internal abstract class Descriptor
{
    public FdFlags Flags { get; protected set; }

    public abstract FileType Type { get; }

    /// <summary>The rights that this kind has before the program gives any up.</summary>
    public abstract Rights Rights { get; }

    /// <summary>Fills the buffers in order with what there is, and waits only when there is nothing. 0 bytes mean the end.</summary>
    public virtual Errno Read(IoVectors buffers, CancellationToken stop, out int read)
    {
        read = 0;
        return Errno.BadF;
    }

    /// <summary>Takes all of the buffers, and waits where it has to.</summary>
    public virtual Errno Write(IoVectors buffers, CancellationToken stop, out int written)
    {
        written = 0;
        return Errno.BadF;
    }

    public abstract Errno SetFlags(FdFlags flags);

    /// <summary>Says within the given time whether a read would wait.</summary>
    public virtual Readiness AwaitReadable(TimeSpan patience, CancellationToken stop) => new(Errno.BadF);

    /// <summary>Says whether a write is possible.</summary>
    public virtual Readiness Writable => new(Errno.BadF);
}
