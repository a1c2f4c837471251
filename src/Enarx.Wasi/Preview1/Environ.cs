namespace Enarx.Wasi.Preview1;

/// <summary>The program's environment variables.</summary>
internal static class Environ
{
    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int>("environ_get", static (system, pointers, text) => system.Environment.Write(system.Memory, pointers, text));
        functions.Define<int, int>("environ_sizes_get", static (system, count, bytes) => system.Environment.WriteSizes(system.Memory, count, bytes));
    }
}
