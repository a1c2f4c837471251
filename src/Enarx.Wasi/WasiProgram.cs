using Enarx.Wasi.Preview1;
using Wasmtime;

namespace Enarx.Wasi;

/// <summary>One command module with what it is given, ready to be run.</summary>
public sealed class WasiProgram
{
    // A memory is bounded by the caller; tables and their entries (8 bytes each) by these, far above what compilers make.
    private const uint MaxTableEntries = 1_000_000;
    private const long MaxTables = 4;

    private readonly WasmModule _module;
    private readonly WasiOptions _options;
    private readonly StringTable _arguments;
    private readonly StringTable _environment;

    /// <summary>Checks what the program is given.</summary>
    /// <exception cref="ArgumentException">
    /// A string has a NUL or an unpaired surrogate in it; a variable's name is empty, has a <c>=</c> in it or is given twice;
    /// arguments or environment are larger than 1 MiB (counted as in Linux: UTF-8, a NUL and a pointer each).
    /// </exception>
    public WasiProgram(WasmModule module, WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(options.MemoryLimit, nameof(options));
        _module = module;
        _options = options;
        _arguments = StringTable.OfArguments(options.Arguments);
        _environment = StringTable.OfEnvironment(options.Environment);
    }

    /// <summary>
    /// Runs the program to its end, on the calling thread, which needs a stack of <see cref="WasmEngine.ThreadStackBytes"/>.
    /// Each call is a new instance with a new memory.
    /// </summary>
    /// <param name="stop">Ends the program, whether it computes, reads, writes or sleeps.</param>
    /// <exception cref="WasmModuleException">The module needs more to start than it may have.</exception>
    /// <exception cref="WasiHostException">The keep's own software failed.</exception>
    public WasiResult Run(CancellationToken stop)
    {
        Engine engine = _module.Engine.Engine;
        var system = new WasiSystem(_arguments, _environment, FdTable.Of(_options), stop);
        using var store = new Store(engine, system);
        store.SetLimits(_options.MemoryLimit, MaxTableEntries, instances: 1, MaxTables, memories: 1);

        // The epoch is the engine's: it moves for every program in it, and each asks whether the stop was meant for it.
        store.SetEpochDeadline(1);
        store.SetEpochDeadlineCallback(_ =>
        {
            stop.ThrowIfCancellationRequested();
            return 1;
        });
        using CancellationTokenRegistration registration = stop.UnsafeRegister(static e => ((Engine)e!).IncrementEpoch(), engine);

        try
        {
            Start(system, store);
            return new WasiResult.Exited(0);
        }
        catch (WasmtimeException e)
        {
            return ResultOf(e, stop);
        }
        finally
        {
            system.Memory.Detach();
        }
    }

    private void Start(WasiSystem system, Store store)
    {
        Instance instance;
        try
        {
            instance = _module.Engine.Linker.Instantiate(store, _module.Compiled);
        }
        catch (WasmtimeException e) when (e is not TrapException && e.InnerException is null)
        {
            throw new WasmModuleException(WasmModuleFault.OverLimit, $"The module can't be started within its limits: {e.Message}", e);
        }

        system.Memory.Attach(instance.GetMemory(CommandShape.Memory));
        Action start = instance.GetAction(CommandShape.Start) ?? throw new InvalidOperationException($"{CommandShape.Start} is gone.");
        start();
    }

    // The runtime passes on what a host function threw as the inner exception of whatever it throws itself.
    private static WasiResult ResultOf(WasmtimeException e, CancellationToken stop) => e.InnerException switch
    {
        ProcExitException exit => new WasiResult.Exited(exit.Status),
        OperationCanceledException when stop.IsCancellationRequested => new WasiResult.Stopped(),
        { } inner => throw new WasiHostException(inner),
        null when e is TrapException trap => new WasiResult.Trapped(WasmTrap.From(trap)),
        null => throw new WasiHostException(e),
    };
}
