using System.Runtime.InteropServices;
using Enarx.Protocol;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>No capabilities, and none to be had by execve (capabilities(7)).</summary>
internal sealed class CapabilityWall : IWall
{
    private const int DropFromBoundingSet = 24;
    private const int Ambient = 47;
    private const ulong ClearAmbient = 4;
    private const int InvalidArgument = 22;
    private const int MostCapabilities = 64;

    /// <inheritdoc/>
    public string Name => "no capabilities";

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan)
    {
        if (Native.Prctl(Ambient, ClearAmbient, 0, 0, 0) != 0)
            return Marshal.GetLastPInvokeErrorMessage();

        // Only a privileged thread may empty the bounding set, and only for it does the set matter: with no new
        // privileges, an ordinary user's process never gains a capability.
        if (PrivateDirectory.EffectiveUserId() != 0)
            return null;
        for (ulong capability = 0; capability < MostCapabilities; capability++)
        {
            if (Native.Prctl(DropFromBoundingSet, capability, 0, 0, 0) != 0)
                return Marshal.GetLastPInvokeError() == InvalidArgument ? null : Marshal.GetLastPInvokeErrorMessage();
        }

        return null;
    }
}
