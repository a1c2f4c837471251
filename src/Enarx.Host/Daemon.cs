using System.Runtime.InteropServices;

namespace Enarx.Host;

/// <summary>What makes a child process a daemon that outlives whoever started it.</summary>
public static partial class Daemon
{
    private const int ReadWrite = 2;
    private const int WriteAppendCreate = 0x1 | 0x400 | 0x40;
    private const int OwnerReadWrite = 0x180;
    private const uint FirstInherited = 3;
    private const int CloseOnExec = 1 << 2;

    /// <summary>
    /// Leaves the starter's session, so that its terminal's signals (Ctrl+C, hang-up) do not reach this process, and
    /// keeps descriptors that the starter left open from this process's own children.
    /// </summary>
    /// <remarks>
    /// A process that leads its group cannot leave; then whoever started it gave it a session of its own already. A
    /// kernel without close_range(2) is older than any that this runs on.
    /// </remarks>
    public static void LeaveSession()
    {
        _ = SetSid();
        _ = CloseRange(FirstInherited, uint.MaxValue, CloseOnExec);
    }

    /// <summary>
    /// Lets go of the starter's standard streams: input and output become /dev/null, errors go to a log. The starter
    /// holds the other end of the error stream as a pipe; its end tells the starter that this process is ready.
    /// </summary>
    public static void ReleaseStreams(string logFile)
    {
        int nothing = Open("/dev/null", ReadWrite, 0);
        int log = Open(logFile, WriteAppendCreate, OwnerReadWrite);
        if (nothing < 0 || log < 0)
            throw new IOException($"'{logFile}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        _ = Dup2(nothing, 0);
        _ = Dup2(nothing, 1);
        _ = Dup2(log, 2);
        _ = Close(nothing);
        _ = Close(log);
    }

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int SetSid();

    [LibraryImport("libc", EntryPoint = "close_range")]
    private static partial int CloseRange(uint first, uint last, int flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
