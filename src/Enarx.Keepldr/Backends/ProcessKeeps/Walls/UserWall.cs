using System.Runtime.InteropServices;
using Enarx.Protocol;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>When keepldr runs as root, the keep's process does not: it becomes nobody.</summary>
internal sealed class UserWall : IWall
{
    private const long Nobody = 65534;

    /// <inheritdoc/>
    public string Name => "unprivileged user";

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan)
    {
        if (PrivateDirectory.EffectiveUserId() != 0)
            return null;
        if (!plan.HasOwnRoot)
            return "without a root of its own, nobody may not reach the program's folder";
        bool done = Native.Call(SystemCalls.SetGroups, 0, 0, 0) == 0
            && Native.Call(SystemCalls.SetResGid, Nobody, Nobody, Nobody) == 0
            && Native.Call(SystemCalls.SetResUid, Nobody, Nobody, Nobody) == 0;
        return done ? null : Marshal.GetLastPInvokeErrorMessage();
    }
}
