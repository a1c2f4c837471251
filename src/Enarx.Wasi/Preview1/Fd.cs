using System.Buffers.Binary;

namespace Enarx.Wasi.Preview1;

/// <summary>Calls on descriptors. Addresses that a result goes to are checked before anything is read or written.</summary>
internal static class Fd
{
    private const int FdstatBytes = 24;
    private const int FilestatBytes = 64;

    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int, int, int>("fd_read", Read);
        functions.Define<int, int, int, int>("fd_write", Write);
        functions.Define<int, int, int, long, int>("fd_pread", static (system, fd, buffers, count, _, result) =>
            AtOffset(system, fd, Rights.FdRead, buffers, count, result));
        functions.Define<int, int, int, long, int>("fd_pwrite", static (system, fd, buffers, count, _, result) =>
            AtOffset(system, fd, Rights.FdWrite, buffers, count, result));
        functions.Define<int, long, int, int>("fd_seek", static (system, fd, _, whence, result) =>
            (uint)whence > 2 ? Errno.Inval : Position(system, fd, result));
        functions.Define<int, int>("fd_tell", Position);

        functions.Define<int>("fd_close", static (system, fd) => system.Descriptors.Close(fd));
        functions.Define<int, int>("fd_renumber", static (system, from, to) => system.Descriptors.Renumber(from, to));

        functions.Define<int, int>("fd_fdstat_get", StatusGet);
        functions.Define<int, int>("fd_fdstat_set_flags", SetFlags);
        functions.Define<int, long, long>("fd_fdstat_set_rights", static (system, fd, rights, inheriting) =>
            system.Descriptors.Restrict(fd, (Rights)rights, (Rights)inheriting));
        functions.Define<int, int>("fd_filestat_get", FilestatGet);

        // The rest is for files and directories, which a stream is not; the errors are those of Linux for a pipe.
        functions.Define<int, long, long, int>("fd_advise", static (system, fd, _, _, advice) => (uint)advice > 5 ? Errno.Inval : Stream(system, fd, Errno.SPipe));
        functions.Define<int, long, long>("fd_allocate", static (system, fd, _, _) => Stream(system, fd, Errno.SPipe));
        functions.Define<int>("fd_datasync", static (system, fd) => Stream(system, fd, Errno.Inval));
        functions.Define<int>("fd_sync", static (system, fd) => Stream(system, fd, Errno.Inval));
        functions.Define<int, long>("fd_filestat_set_size", static (system, fd, _) => Stream(system, fd, Errno.Inval));
        functions.Define<int, long, long, int>("fd_filestat_set_times", static (system, fd, _, _, _) => Stream(system, fd, Errno.NotSup));
        functions.Define<int, int, int, long, int>("fd_readdir", static (system, fd, buffer, length, cookie, result) =>
            system.Memory.TryGet(buffer, length, out _) && system.Memory.TryGet(result, sizeof(int), out _)
                ? Stream(system, fd, Errno.NotDir)
                : Errno.Fault);

        // EBADF is how a program's start-up code, which counts up from 3, learns that no directory was handed to it.
        functions.Define<int, int>("fd_prestat_get", static (_, _, _) => Errno.BadF);
        functions.Define<int, int, int>("fd_prestat_dir_name", static (_, _, _, _) => Errno.BadF);
    }

    private static Errno Read(WasiSystem system, int fd, int buffers, int count, int result)
    {
        Errno error = Open(system, fd, Rights.FdRead, buffers, count, result, out Descriptor descriptor, out IoVectors vectors);
        if (error != Errno.Success)
            return error;
        error = descriptor.Read(vectors, system.Stop, out int read);
        return error != Errno.Success ? error : system.Memory.TryWrite(result, (uint)read) ? Errno.Success : Errno.Fault;
    }

    private static Errno Write(WasiSystem system, int fd, int buffers, int count, int result)
    {
        Errno error = Open(system, fd, Rights.FdWrite, buffers, count, result, out Descriptor descriptor, out IoVectors vectors);
        if (error != Errno.Success)
            return error;
        error = descriptor.Write(vectors, system.Stop, out int written);
        return error != Errno.Success ? error : system.Memory.TryWrite(result, (uint)written) ? Errno.Success : Errno.Fault;
    }

    private static Errno Open(
        WasiSystem system, int fd, Rights right, int buffers, int count, int result, out Descriptor descriptor, out IoVectors vectors)
    {
        vectors = default;
        Errno error = system.Descriptors.Find(fd, right, out descriptor);
        if (error != Errno.Success)
            return error;
        error = IoVectors.Open(system.Memory, buffers, count, out vectors);
        return error != Errno.Success ? error : system.Memory.TryGet(result, sizeof(int), out _) ? Errno.Success : Errno.Fault;
    }

    private static Errno AtOffset(WasiSystem system, int fd, Rights right, int buffers, int count, int result)
    {
        Errno error = Open(system, fd, right, buffers, count, result, out _, out _);
        return error == Errno.Success ? Errno.SPipe : error;
    }

    private static Errno Position(WasiSystem system, int fd, int result) =>
        system.Memory.TryGet(result, sizeof(long), out _) ? Stream(system, fd, Errno.SPipe) : Errno.Fault;

    private static Errno Stream(WasiSystem system, int fd, Errno answer)
    {
        Errno error = system.Descriptors.Find(fd, Rights.None, out _);
        return error == Errno.Success ? answer : error;
    }

    private static Errno StatusGet(WasiSystem system, int fd, int address)
    {
        Errno error = system.Descriptors.Find(fd, Rights.None, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        if (!system.Memory.TryGet(address, FdstatBytes, out Span<byte> status))
            return Errno.Fault;
        status.Clear();
        status[0] = (byte)descriptor.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(status[2..], (ushort)descriptor.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(status[8..], (ulong)system.Descriptors.RightsOf(fd));
        return Errno.Success;
    }

    private static Errno SetFlags(WasiSystem system, int fd, int flags)
    {
        Errno error = system.Descriptors.Find(fd, Rights.FdFdstatSetFlags, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        return (flags & ~(int)FdFlags.All) == 0 ? descriptor.SetFlags((FdFlags)flags) : Errno.Inval;
    }

    private static Errno FilestatGet(WasiSystem system, int fd, int address)
    {
        Errno error = system.Descriptors.Find(fd, Rights.FdFilestatGet, out Descriptor descriptor);
        if (error != Errno.Success)
            return error;
        if (!system.Memory.TryGet(address, FilestatBytes, out Span<byte> status))
            return Errno.Fault;

        // A stream has no device, size or times; all that is known is its type.
        status.Clear();
        status[16] = (byte)descriptor.Type;
        return Errno.Success;
    }
}
