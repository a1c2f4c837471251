using System.Diagnostics;
using System.IO.Pipelines;
using Enarx.Protocol;
using Enarx.Wasi;

namespace Enarx.Wasmldr.Workloads;

/// <summary>One program that the keep runs, with its streams. It runs on a thread of its own.</summary>
internal sealed class Workload : IDisposable
{
    private const string ProgramName = "main.wasm";
    private const long MemoryLimit = 1L << 30;
    private const int MostStandardInput = 1024 * 1024;

    private readonly CancellationTokenSource _stop = new();
    private readonly Pipe _standardInput = new(new PipeOptions(
        pauseWriterThreshold: MostStandardInput, resumeWriterThreshold: MostStandardInput / 2, useSynchronizationContext: false));
    private readonly OutputQueue _output = new();
    private readonly WasmModule _module;
    private readonly WasiProgram _program;
    private readonly OutputWriter _standardOutput;
    private readonly OutputWriter _standardError;
    private readonly Thread _thread;
    private volatile WorkloadStatus _status;

    /// <summary>Compiles the module and makes it ready.</summary>
    /// <exception cref="KeepException">The module or its configuration cannot be used.</exception>
    public Workload(int id, WasmEngine engine, WorkloadRequest request, ReadOnlySpan<byte> module)
    {
        long begun = Stopwatch.GetTimestamp();
        _module = Compile(engine, module);
        _standardOutput = new OutputWriter(_output, OutputChannel.StandardOutput);
        _standardError = new OutputWriter(_output, OutputChannel.StandardError);
        try
        {
            _program = new WasiProgram(_module, new WasiOptions
            {
                Arguments = [ProgramName, .. request.Arguments],
                Environment = [.. request.Environment],
                StandardInput = _standardInput.Reader,
                StandardOutput = _standardOutput,
                StandardError = _standardError,
                MemoryLimit = MemoryLimit,
            });
        }
        catch (ArgumentException e)
        {
            Dispose();
            throw new KeepException(KeepErrorId.WorkloadConfigInvalid, e.Message, e);
        }

        _status = new WorkloadStatus
        {
            Id = id,
            State = WorkloadState.Running,
            CompileTime = (ulong)Stopwatch.GetElapsedTime(begun).TotalMicroseconds,
        };
        _thread = new Thread(Run, WasmEngine.ThreadStackBytes) { IsBackground = true, Name = $"workload {id}" };
    }

    /// <summary>How it stands.</summary>
    public WorkloadStatus Status => _status;

    /// <summary>Starts the program.</summary>
    public void Start() => _thread.Start();

    /// <summary>Ends the program, whatever it does.</summary>
    public void Stop()
    {
        if (_status.State == WorkloadState.Running)
            _stop.Cancel();
    }

    /// <summary>The program's standard input.</summary>
    public PipeWriter StandardInput => _standardInput.Writer;

    /// <summary>What the program writes.</summary>
    public OutputQueue Output => _output;

    /// <inheritdoc/>
    public void Dispose()
    {
        _module.Dispose();
        _standardOutput.Dispose();
        _standardError.Dispose();
        _stop.Dispose();
        _output.Dispose();
    }

    private void Run()
    {
        WorkloadStatus status = _status;
        try
        {
            status = _program.Run(_stop.Token) switch
            {
                WasiResult.Exited exited => status with { State = WorkloadState.Exited, ExitStatus = exited.Status },
                WasiResult.Trapped trapped => Failed(KeepErrorId.WorkloadTrapped, string.Join('\n', [trapped.Trap.Message, .. trapped.Trap.Backtrace])),
                _ => status with { State = WorkloadState.Stopped },
            };
        }
        catch (WasmModuleException e)
        {
            status = Failed(IdOf(e.Fault), e.Message);
        }
#pragma warning disable CA1031 // Whatever went wrong here belongs to this workload; the keep and its others go on.
        catch (Exception e)
        {
            status = Failed(KeepErrorId.WorkloadFailed, e.Message);
        }
#pragma warning restore CA1031

        _status = status;
        _standardInput.Reader.Complete();
        _output.End();

        WorkloadStatus Failed(string id, string message) => status with { State = WorkloadState.Failed, Error = new ErrorMessage(id, message) };
    }

    private static WasmModule Compile(WasmEngine engine, ReadOnlySpan<byte> module)
    {
        try
        {
            return engine.Compile(module);
        }
        catch (WasmModuleException e)
        {
            throw new KeepException(IdOf(e.Fault), e.Message, e);
        }
    }

    private static string IdOf(WasmModuleFault fault) => fault switch
    {
        WasmModuleFault.NotWasm => KeepErrorId.ModuleNotWasm,
        WasmModuleFault.Component => KeepErrorId.ModuleIsComponent,
        WasmModuleFault.TooLarge => KeepErrorId.ModuleTooLarge,
        WasmModuleFault.MissingImport => KeepErrorId.ModuleImportMissing,
        WasmModuleFault.NoStart => KeepErrorId.ModuleHasNoStart,
        WasmModuleFault.OverLimit => KeepErrorId.ModuleOverLimit,
        _ => KeepErrorId.ModuleInvalid,
    };
}
