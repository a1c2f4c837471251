namespace Enarx.Wasi.Preview1;

/// <summary>The program's arguments.</summary>
internal static class Args
{
    public static void Define(HostFunctions functions)
    {
        functions.Define<int, int>("args_get", static (system, pointers, text) => system.Arguments.Write(system.Memory, pointers, text));
        functions.Define<int, int>("args_sizes_get", static (system, count, bytes) => system.Arguments.WriteSizes(system.Memory, count, bytes));
    }
}
