using Wasmtime;

namespace Enarx.Wasi.Preview1;

/// <summary>
/// WASI preview 1 as a keep offers it: every function exists, with its type from the specification (WASI snapshot 01, witx
/// <c>wasi_snapshot_preview1</c>). There is no file system and no socket yet, so calls that need one answer as for descriptors that are neither.
/// </summary>
internal static class SystemInterface
{
    public static void Define(Linker linker)
    {
        var functions = new HostFunctions(linker);
        Args.Define(functions);
        Environ.Define(functions);
        Clocks.Define(functions);
        Fd.Define(functions);
        Path.Define(functions);
        Poll.Define(functions);
        Proc.Define(functions);
        RandomSource.Define(functions);
        Sock.Define(functions);
    }
}
