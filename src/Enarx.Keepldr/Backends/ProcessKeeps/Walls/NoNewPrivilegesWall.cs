using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>No execve can give privileges that the process does not have (prctl(2), PR_SET_NO_NEW_PRIVS).</summary>
internal sealed class NoNewPrivilegesWall : IWall
{
    private const int SetNoNewPrivileges = 38;

    /// <inheritdoc/>
    public string Name => "no new privileges";

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan) =>
        Native.Prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0 ? null : Marshal.GetLastPInvokeErrorMessage();
}
