using System.Diagnostics;
using Enarx.Keepldr.Backends.ProcessKeeps.Walls;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>
/// Starts a program behind walls that Linux gives to one thread and what that thread starts. The thread raises them,
/// starts the program, and then waits for the program's end: the kernel kills the program when this thread dies.
/// </summary>
internal static class Sandbox
{
    // The order matters: mounts need privileges that later walls take away, Landlock and the filter need
    // no-new-privileges, and the filter refuses what the earlier walls do.
    private static readonly IReadOnlyList<IWall> Walls =
    [
        .. NamespaceWall.All, new RootWall(), new CapabilityWall(), new NoNewPrivilegesWall(), new UserWall(),
        new LandlockWall(), new SeccompWall(),
    ];

    /// <summary>Starts the program.</summary>
    /// <param name="plan">The folders that the walls are about.</param>
    /// <param name="configure">Makes the start info from the program's folder as the sandboxed process will see it.</param>
    /// <param name="ended">Called when the program has ended.</param>
    /// <returns>The process and every wall, standing or not.</returns>
    public static (Process Process, IReadOnlyList<SandboxMeasure> Measures) Start(
        SandboxPlan plan, Func<string, ProcessStartInfo> configure, Action ended)
    {
        var started = new TaskCompletionSource<(Process, IReadOnlyList<SandboxMeasure>)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            Process process;
            try
            {
                SandboxMeasure[] measures = [.. Walls.Select(wall => wall.Raise(plan) is { } reason
                    ? new SandboxMeasure(wall.Name, false, reason)
                    : new SandboxMeasure(wall.Name, true, null))];
                process = Process.Start(configure(plan.VisibleProgramDirectory))!;
                started.SetResult((process, measures));
            }
#pragma warning disable CA1031 // Whatever it is, it belongs to the caller, who waits for it.
            catch (Exception e)
#pragma warning restore CA1031
            {
                started.SetException(e);
                return;
            }

            process.WaitForExit();
            ended();
        })
        { IsBackground = true, Name = "sandbox" };
        thread.Start();
        return started.Task.GetAwaiter().GetResult();
    }
}
