using System.Runtime.InteropServices;

namespace Enarx.Wasmldr;

/// <summary>What the process does for itself at its start, before it has a secret.</summary>
internal static partial class Hardening
{
    private const int SetParentDeathSignal = 1;
    private const int SetDumpable = 4;
    private const int Kill = 9;
    private const int CoreSize = 4;

    /// <summary>
    /// No core dumps, no memory for a debugger of the same user, and no life without the keep loader: its key and its
    /// workloads die with it even if it is killed.
    /// </summary>
    public static void Apply()
    {
        var none = default(ResourceLimit);
        if (SetLimit(CoreSize, in none) != 0 || Prctl(SetDumpable, 0, 0, 0, 0) != 0 || Prctl(SetParentDeathSignal, Kill, 0, 0, 0) != 0)
            throw new InvalidOperationException($"The process could not be hardened: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Prctl(int option, ulong a, ulong b, ulong c, ulong d);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in ResourceLimit limit);

    // struct rlimit { rlim_t rlim_cur, rlim_max; }
    [StructLayout(LayoutKind.Sequential)]
    private struct ResourceLimit
    {
        public ulong Current;
        public ulong Most;
    }
}
