using Wasmtime;

namespace Enarx.Wasi.Preview1;

/// <summary>
/// Defines functions of <c>wasi_snapshot_preview1</c> in a linker. Typed definitions are the fast ones (an untyped one costs ten times as much).
/// Under native AOT each combination of types must be seen by the compiler, which the calls of these overloads see to.
/// </summary>
internal sealed class HostFunctions(Linker linker)
{
    private const string Module = "wasi_snapshot_preview1";

    public void Define(string name, Func<WasiSystem, Errno> call) =>
        linker.DefineFunction(Module, name, (Caller caller) => (int)call(System(caller)));

    public void Define<T1>(string name, Action<WasiSystem, T1> call)
        where T1 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a) => call(System(caller), a));

    public void Define<T1>(string name, Func<WasiSystem, T1, Errno> call)
        where T1 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a) => (int)call(System(caller), a));

    public void Define<T1, T2>(string name, Func<WasiSystem, T1, T2, Errno> call)
        where T1 : unmanaged where T2 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b) => (int)call(System(caller), a, b));

    public void Define<T1, T2, T3>(string name, Func<WasiSystem, T1, T2, T3, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b, T3 c) => (int)call(System(caller), a, b, c));

    public void Define<T1, T2, T3, T4>(string name, Func<WasiSystem, T1, T2, T3, T4, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b, T3 c, T4 d) => (int)call(System(caller), a, b, c, d));

    public void Define<T1, T2, T3, T4, T5>(string name, Func<WasiSystem, T1, T2, T3, T4, T5, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b, T3 c, T4 d, T5 e) => (int)call(System(caller), a, b, c, d, e));

    public void Define<T1, T2, T3, T4, T5, T6>(string name, Func<WasiSystem, T1, T2, T3, T4, T5, T6, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged where T5 : unmanaged where T6 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f) => (int)call(System(caller), a, b, c, d, e, f));

    public void Define<T1, T2, T3, T4, T5, T6, T7>(string name, Func<WasiSystem, T1, T2, T3, T4, T5, T6, T7, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
        where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged =>
        linker.DefineFunction(Module, name, (Caller caller, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g) => (int)call(System(caller), a, b, c, d, e, f, g));

    public void Define<T1, T2, T3, T4, T5, T6, T7, T8, T9>(string name, Func<WasiSystem, T1, T2, T3, T4, T5, T6, T7, T8, T9, Errno> call)
        where T1 : unmanaged where T2 : unmanaged where T3 : unmanaged where T4 : unmanaged
        where T5 : unmanaged where T6 : unmanaged where T7 : unmanaged where T8 : unmanaged where T9 : unmanaged =>
        linker.DefineFunction(Module, name,
            (Caller caller, T1 a, T2 b, T3 c, T4 d, T5 e, T6 f, T7 g, T8 h, T9 i) => (int)call(System(caller), a, b, c, d, e, f, g, h, i));

    private static WasiSystem System(Caller caller) => (WasiSystem)caller.GetData()!;
}
