using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// System calls of the sandbox. Those that glibc would carry out for every thread of the process (setresuid and its
/// kin) are made raw: they must hold for the calling thread alone.
/// </summary>
internal static partial class Native
{
    /// <summary>Calls a system call by number with numbers.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Call(long number, long a, long b, long c);

    /// <summary>landlock_create_ruleset(2) and landlock_add_rule(2): a structure behind the second or third argument.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long LandlockCreate(long number, byte[]? attributes, nint size, uint flags);

    /// <summary>landlock_add_rule(2).</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long LandlockAdd(long number, long ruleset, long type, byte[] rule, uint flags);

    /// <summary>pivot_root(2), which has no wrapper.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial long PivotRoot(long number, string newRoot, string putOld);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    internal static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Mount(string? source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "chdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ChangeDirectory(string path);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static partial int Prctl(int option, ulong a, ulong b, ulong c, ulong d);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    internal static unsafe partial int PrctlFilter(int option, ulong mode, SeccompProgram* program, ulong c, ulong d);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "socketpair", SetLastError = true)]
    internal static unsafe partial int SocketPair(int domain, int type, int protocol, int* descriptors);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int DescriptorFlags(int descriptor, int command, int flags);

    /// <summary>A struct sock_fprog (linux/filter.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal unsafe struct SeccompProgram
    {
        /// <summary>Number of instructions.</summary>
        public ushort Length;

        /// <summary>The instructions, eight bytes each.</summary>
        public ulong* Filter;
    }
}
