namespace Enarx.Wasi.Preview1;

/// <summary>Ending, and giving way.</summary>
internal static class Proc
{
    private const int MaxStatus = 255;

    public static void Define(HostFunctions functions)
    {
        functions.Define<int>("proc_exit", Exit);
        functions.Define<int>("proc_raise", static (_, _) => Errno.NoSys);
        functions.Define("sched_yield", static _ =>
        {
            Thread.Yield();
            return Errno.Success;
        });
    }

    private static void Exit(WasiSystem system, int status) => throw new ProcExitException((int)Math.Min((uint)status, MaxStatus));
}
