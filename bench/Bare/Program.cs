using System.Diagnostics;
using Wasmtime;

// Runs a command module with Wasmtime's own WASI and nothing around it: what the keep is compared with in benchmarks.
// usage: Bare [--time] MODULE [ARGUMENTS...]

bool time = args.FirstOrDefault() == "--time";
string[] command = time ? args[1..] : args;
if (command.Length == 0)
{
    Console.Error.WriteLine("usage: Bare [--time] MODULE [ARGUMENTS...]");
    return 64;
}

long start = Stopwatch.GetTimestamp();
// The compiler is set up as in Enarx.Wasi.WasmEngine, so that only the system interface differs.
using Config config = new Config()
    .WithCompilerStrategy(CompilerStrategy.Cranelift)
    .WithOptimizationLevel(OptimizationLevel.Speed)
    .WithParallelCompilation(true)
    .WithEpochInterruption(true)
    .WithMemoryMayMove(false);
using var engine = new Engine(config);
using var linker = new Linker(engine);
linker.DefineWasi();
using Module module = Module.FromFile(engine, command[0]);
TimeSpan compiled = Stopwatch.GetElapsedTime(start);

start = Stopwatch.GetTimestamp();
using var store = new Store(engine);
store.SetEpochDeadline(ulong.MaxValue / 2);
store.SetWasiConfiguration(new WasiConfiguration()
    .WithArgs([Path.GetFileName(command[0]), .. command[1..]])
    .WithInheritedStandardInput()
    .WithInheritedStandardOutput()
    .WithInheritedStandardError());
int status = 0;
try
{
    Action run = linker.Instantiate(store, module).GetAction("_start") ?? throw new InvalidOperationException("The module has no _start.");
    run();
}
catch (WasmtimeException e) when (e.ExitCode is { } code)
{
    status = code;
}

if (time)
    Console.Error.WriteLine($"compile {compiled.TotalMilliseconds:F1} ms, run {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F1} ms");
return status;
