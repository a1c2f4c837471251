using System.IO.Pipelines;
using Wasmtime;

namespace Enarx.Wasi.Tests;

/// <summary>The engine of all tests, and running programs on threads with the stack that they need.</summary>
internal static class Programs
{
    // Long enough for the slowest machine: a test that comes near it hangs.
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static readonly WasmEngine Engine = new();

    private static readonly Lazy<WasmModule> LazyReport = new(() => Workload("report.wasm"));
    private static readonly Lazy<WasmModule> LazyProbe = new(() => Workload("probe.wasm"));

    public static WasmModule Report => LazyReport.Value;

    public static WasmModule Probe => LazyProbe.Value;

    public static string WorkloadDirectory => Path.Combine(Root, "tests", "workloads");

    private static string Root
    {
        get
        {
            string? directory = AppContext.BaseDirectory;
            while (directory is not null && !File.Exists(Path.Combine(directory, "EnarxPS.psd1")))
                directory = Path.GetDirectoryName(directory);
            return directory ?? throw new InvalidOperationException("The project's root is not above the tests.");
        }
    }

    public static WasmModule FromText(string text) => Engine.Compile(Module.ConvertText(text));

    /// <summary>Options with an empty input and outputs that nobody looks at.</summary>
    public static WasiOptions Quiet => new()
    {
        StandardInput = PipeReader.Create(Stream.Null),
        StandardOutput = PipeWriter.Create(Stream.Null),
        StandardError = PipeWriter.Create(Stream.Null),
        MemoryLimit = 64 * 1024 * 1024,
    };

    public static WasiResult Run(WasmModule module, WasiOptions? options = null) =>
        Start(module, options ?? Quiet, TestContext.Current.CancellationToken).WaitAsync(Patience).GetAwaiter().GetResult();

    public static Task<WasiResult> Start(WasmModule module, WasiOptions options, CancellationToken stop)
    {
        var program = new WasiProgram(module, options);
        var result = new TaskCompletionSource<WasiResult>();
        var thread = new Thread(() =>
        {
            try
            {
                result.SetResult(program.Run(stop));
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        }, WasmEngine.ThreadStackBytes)
        {
            IsBackground = true,
        };
        thread.Start();
        return result.Task;
    }

    /// <summary>Runs a program over the given input and gives what it wrote.</summary>
    public static (WasiResult Result, byte[] Output, string Error) RunOver(WasmModule module, byte[] input, params string[] arguments)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        WasiResult result = Run(module, Quiet with
        {
            Arguments = ["program", .. arguments],
            StandardInput = PipeReader.Create(new MemoryStream(input)),
            StandardOutput = PipeWriter.Create(output),
            StandardError = PipeWriter.Create(error),
        });
        return (result, output.ToArray(), System.Text.Encoding.UTF8.GetString(error.ToArray()));
    }

    private static WasmModule Workload(string name) => Engine.Compile(File.ReadAllBytes(Path.Combine(WorkloadDirectory, name)));
}
