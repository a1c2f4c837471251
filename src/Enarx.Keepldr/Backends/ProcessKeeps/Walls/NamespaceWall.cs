using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>A namespace of the keep's own (namespaces(7)).</summary>
internal sealed class NamespaceWall(string name, int flag) : IWall
{
    private const int NewMount = 0x00020000;
    private const int NewUts = 0x04000000;
    private const int NewIpc = 0x08000000;
    private const int NewPid = 0x20000000;
    private const int NewNet = 0x40000000;

    /// <summary>Every namespace that a process keep gets.</summary>
    public static IEnumerable<NamespaceWall> All =>
    [
        new("mount namespace", NewMount), new("network namespace", NewNet), new("process namespace", NewPid),
        new("IPC namespace", NewIpc), new("host name namespace", NewUts),
    ];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan)
    {
        if (Native.Unshare(flag) != 0)
            return Marshal.GetLastPInvokeErrorMessage();
        plan.HasMountNamespace |= flag == NewMount;
        return null;
    }
}
