namespace Enarx.Wasi.Preview1;

/// <summary>Reading the clocks. The specification has EINVAL for clocks that there are not: here the two of CPU time.</summary>
internal static class Clocks
{
    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int>("clock_res_get", static (system, id, address) =>
            !Clock.TryGetResolution(id, out ulong resolution) ? Errno.Inval
            : system.Memory.TryWrite(address, resolution) ? Errno.Success : Errno.Fault);

        // The precision asked for is how late the answer may be; it never is.
        functions.Define<int, long, int>("clock_time_get", static (system, id, _, address) =>
            !system.Clock.TryRead(id, out ulong time) ? Errno.Inval
            : system.Memory.TryWrite(address, time) ? Errno.Success : Errno.Fault);
    }
}
