using System.Runtime.InteropServices;

namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>
/// A root of the keep's own, read-only: the system's library folders, the program's folder, and nothing else of the
/// host's file system, /proc and /dev included.
/// </summary>
internal sealed class RootWall : IWall
{
    private const ulong ReadOnly = 1;
    private const ulong NoSuid = 2;
    private const ulong NoDevices = 4;
    private const ulong Remount = 32;
    private const ulong Bind = 4096;
    private const ulong Recursive = 16384;
    private const ulong Private = 1 << 18;
    private const int Detach = 2;

    /// <inheritdoc/>
    public string Name => "file system";

    /// <inheritdoc/>
    public string? Raise(SandboxPlan plan)
    {
        if (!plan.HasMountNamespace)
            return "it needs the mount namespace";

        string root = plan.RootMountPoint;
        return Step(() => Native.Mount(null, "/", null, Private | Recursive, null), "make mounts private")
            ?? Step(() => Native.Mount("tmpfs", root, "tmpfs", NoSuid | NoDevices, "size=64k,mode=755"), "mount the new root")
            ?? SandboxPlan.LibraryDirectories.Select(directory => BindReadOnly(directory, root + directory)).FirstOrDefault(problem => problem is not null)
            ?? BindReadOnly(plan.ProgramDirectory, root + SandboxPlan.ProgramMount)
            ?? Enter(plan, root);
    }

    private static string? BindReadOnly(string source, string target)
    {
        Directory.CreateDirectory(target);
        return Step(() => Native.Mount(source, target, null, Bind, null), $"bind {source}")
            ?? Step(() => Native.Mount(null, target, null, Bind | Remount | ReadOnly | NoSuid | NoDevices, null), $"make {source} read-only");
    }

    private static string? Enter(SandboxPlan plan, string root)
    {
        string old = root + "/old";
        Directory.CreateDirectory(old);
        if (Step(() => (int)Native.PivotRoot(SystemCalls.PivotRoot, root, old), "pivot_root") is { } problem)
            return problem;

        // From here on the old root must go, or the wall would be worse than none: it would look as if it stood.
        plan.HasOwnRoot = true;
        problem = Step(() => Native.ChangeDirectory("/"), "enter the new root")
            ?? Step(() => Native.Unmount("/old", Detach), "let go of the old root")
            ?? Step(() => { Directory.Delete("/old"); return 0; }, "remove the old root's folder")
            ?? Step(() => Native.Mount(null, "/", null, Bind | Remount | ReadOnly | NoSuid | NoDevices, null), "make the root read-only");
        return problem is null ? null : throw new KeepException(KeepErrorId.KeepStartFailed, $"The sandbox's root could not be finished: {problem}.");
    }

    private static string? Step(Func<int> call, string what) => call() == 0 ? null : $"{what}: {Marshal.GetLastPInvokeErrorMessage()}";
}
