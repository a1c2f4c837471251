using Enarx.Wasi.Preview1;
using Wasmtime;

namespace Enarx.Wasi;

/// <summary>
/// Compiles WebAssembly modules and holds what every program shares: one for each process. Safe for use from several
/// threads at once.
/// </summary>
public sealed class WasmEngine : IDisposable
{
    /// <summary>The largest module that is compiled, in bytes.</summary>
    public const int MaxModuleBytes = 128 * 1024 * 1024;

    /// <summary>
    /// The stack, in bytes, that the thread which calls <see cref="WasiProgram.Run"/> must have: the guest's own share, after which it
    /// traps, and as much again and more for the host's functions.
    /// </summary>
    public const int ThreadStackBytes = 4 * GuestStackBytes;

    private const int GuestStackBytes = 1024 * 1024;

    /// <summary>Starts the compiler.</summary>
    public WasmEngine()
    {
        // Anything that a preview 1 command doesn't need is off: less of the runtime to attack. References other than to functions and
        // externs must be, as Wasmtime's C interface ends the whole process when an import or an export has one in its type.
        // A memory that never moves lets GuestMemory keep its address; it costs address space, not memory.
        using Config config = new Config()
            .WithCompilerStrategy(CompilerStrategy.Cranelift)
            .WithOptimizationLevel(OptimizationLevel.Speed)
            .WithParallelCompilation(true)
            .WithEpochInterruption(true)
            .WithMaximumStackSize(GuestStackBytes)
            .WithMemoryMayMove(false)
            .WithWasmThreads(false)
            .WithMemory64(false)
            .WithMultiMemory(false)
            .WithExceptions(false)
            .WithFunctionReferences(false)
            .WithGc(false)
            .WithComponentModel(false);
        Engine = new Engine(config);
        Linker = new Linker(Engine);
        SystemInterface.Define(Linker);
    }

    internal Engine Engine { get; }

    internal Linker Linker { get; }

    /// <summary>Checks and compiles a command module. Nothing of it runs.</summary>
    /// <param name="module">A module in the binary format (WebAssembly core specification, section 5).</param>
    /// <exception cref="WasmModuleException">The module can't be run; the fault says why.</exception>
    public WasmModule Compile(ReadOnlySpan<byte> module)
    {
        ModuleHeader.Check(module);
        Module compiled;
        try
        {
            compiled = Module.FromBytes(Engine, "workload", module);
        }
        catch (WasmtimeException e)
        {
            throw new WasmModuleException(WasmModuleFault.Invalid, $"The module is not valid: {e.Message}", e);
        }

        try
        {
            CommandShape.Check(this, compiled);
            return new WasmModule(this, compiled);
        }
        catch
        {
            compiled.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Linker.Dispose();
        Engine.Dispose();
    }
}
