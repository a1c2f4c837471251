using System.ComponentModel;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>Two connected Unix sockets: ours, and one that a child process inherits.</summary>
internal sealed class SocketPair : IDisposable
{
    private const int UnixFamily = 1;
    private const int StreamCloseOnExec = 1 | 0x80000;
    private const int SetDescriptorFlags = 2;

    private readonly SafeSocketHandle _theirs;

    private SocketPair(Socket ours, SafeSocketHandle theirs)
    {
        Ours = new NetworkStream(ours, ownsSocket: true);
        _theirs = theirs;
    }

    /// <summary>Our end.</summary>
    public NetworkStream Ours { get; }

    /// <summary>The descriptor of the child's end, in parent and child alike.</summary>
    public int TheirDescriptor => (int)_theirs.DangerousGetHandle();

    /// <summary>Makes a pair.</summary>
    public static unsafe SocketPair Create()
    {
        int* descriptors = stackalloc int[2];
        if (Native.SocketPair(UnixFamily, StreamCloseOnExec, 0, descriptors) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        return new SocketPair(
            new Socket(new SafeSocketHandle(descriptors[0], ownsHandle: true)), new SafeSocketHandle(descriptors[1], ownsHandle: true));
    }

    /// <summary>Lets the next child inherit a descriptor. Keepldr starts one child in its life.</summary>
    public static void LetChildInherit(int descriptor)
    {
        if (Native.DescriptorFlags(descriptor, SetDescriptorFlags, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    /// <summary>Closes our copy of the child's end, so that the child's death is seen as the end of our stream.</summary>
    public void CloseTheirs() => _theirs.Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        Ours.Dispose();
        _theirs.Dispose();
    }
}
