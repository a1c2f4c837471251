using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;

namespace Enarx.Wasi.Tests;

/// <summary>The C workload, and both workloads' builds.</summary>
public sealed class ProbeTests
{
    private const int ToolchainIsAbsent = 77;

    [Fact]
    public void A_C_program_sees_what_it_is_given()
    {
        using var output = new MemoryStream();
        WasiResult result = Programs.Run(Programs.Probe, Programs.Quiet with
        {
            Arguments = ["probe", "show", "größe"],
            Environment = [new("HOME", "/nowhere"), new("EMPTY", "")],
            StandardOutput = PipeWriter.Create(output),
        });
        Assert.Equal(new WasiResult.Exited(0), result);
        string text = Encoding.UTF8.GetString(output.ToArray());
        Assert.StartsWith("argument 0: probe\nargument 1: show\nargument 2: größe\nenvironment: HOME=/nowhere\nenvironment: EMPTY=\n", text, StringComparison.Ordinal);
        Assert.Contains("went back: 0 times\n", text, StringComparison.Ordinal);
        Assert.EndsWith("random numbers differ: yes\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_C_program_copies_its_input()
    {
        byte[] input = new byte[3_000_001];
        new Random(1).NextBytes(input);
        (WasiResult result, byte[] output, string error) = Programs.RunOver(Programs.Probe, input, "copy");
        Assert.Equal((new WasiResult.Exited(0), "copied 3000001 bytes\n"), (result, error));
        Assert.Equal(input, output);
    }

    [Fact]
    public void Much_output_arrives_whole()
    {
        (WasiResult result, byte[] output, _) = Programs.RunOver(Programs.Probe, [], "write", "32");
        Assert.Equal(new WasiResult.Exited(0), result);
        Assert.Equal(32 * 1024 * 1024, output.AsSpan().Count((byte)'x'));
    }

    [Theory]
    [InlineData("exit", 0)]
    [InlineData("exit", 1)]
    [InlineData("exit", 7)]
    [InlineData("exit", 255)]
    public void An_exit_status_of_C_is_kept(string command, int status) =>
        Assert.Equal(new WasiResult.Exited(status), Programs.RunOver(Programs.Probe, [], command, $"{status}").Result);

    [Theory]
    [InlineData("trap", WasmTrapKind.Unreachable)]
    [InlineData("recurse", WasmTrapKind.StackOverflow)]
    public void A_trap_of_C_is_told(string command, WasmTrapKind kind) =>
        Assert.Equal(kind, Assert.IsType<WasiResult.Trapped>(Programs.RunOver(Programs.Probe, [], command).Result).Trap.Kind);

    [Fact]
    public void Sleeping_and_reading_the_clock_work_in_C()
    {
        Assert.Equal(new WasiResult.Exited(0), Programs.RunOver(Programs.Probe, [], "sleep", "20").Result);
        Assert.Equal(new WasiResult.Exited(0), Programs.RunOver(Programs.Probe, [], "clock", "100000").Result);
    }

    [Theory]
    [InlineData("clock_time_get", "(i32.const 1) (i64.const 0) (i32.const 8)", "i32 i64 i32")]
    [InlineData("random_get", "(i32.const 0) (i32.const 16)", "i32 i32")]
    [InlineData("fd_read", "(i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64)", "i32 i32 i32 i32")]
    [InlineData("fd_write", "(i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)", "i32 i32 i32 i32")]
    public void A_frequent_call_takes_no_memory_of_the_host(string name, string arguments, string type)
    {
        const int Calls = 100_000;
        long few = Allocated(1000);
        long many = Allocated(Calls);

        // The smallest object has 24 bytes; what a pipe holds for its other end is a byte a call here.
        Assert.True(many - few < 8 * Calls, $"{Calls} calls took {many - few} bytes more than 1000.");

        long Allocated(int calls)
        {
            using WasmModule module = Programs.FromText($"""
                (module (import "wasi_snapshot_preview1" "{name}" (func $call (param {type}) (result i32)))
                  (memory (export "memory") 1) (data (i32.const 0) "\40\00\00\00\01\00\00\00")
                  (func (export "_start") (local $left i32) (local.set $left (i32.const {calls}))
                    (loop (if (call $call {arguments}) (then unreachable))
                      (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))))
                """);
            var input = new Pipe();
            input.Writer.GetSpan(Calls)[..Calls].Clear();
            input.Writer.Advance(Calls);
            _ = input.Writer.FlushAsync(TestContext.Current.CancellationToken).AsTask();
            var output = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
            var program = new WasiProgram(module, Programs.Quiet with { StandardInput = input.Reader, StandardOutput = output.Writer });
            long allocated = 0;
            WasiResult? result = null;
            var thread = new Thread(() =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                result = program.Run(TestContext.Current.CancellationToken);
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            }, WasmEngine.ThreadStackBytes);
            thread.Start();
            thread.Join();
            Assert.Equal(new WasiResult.Exited(0), result);
            return allocated;
        }
    }

    [Fact]
    public async Task The_workloads_are_what_their_sources_build()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The workloads are built on Linux.");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("workloads-");
        try
        {
            using Process build = Process.Start(new ProcessStartInfo("sh", [Path.Combine(Programs.WorkloadDirectory, "build.sh"), directory.FullName])
            {
                RedirectStandardError = true,
            })!;
            string error = await build.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await build.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.SkipWhen(build.ExitCode == ToolchainIsAbsent, error);
            Assert.True(build.ExitCode == 0, error);
            foreach (string name in (string[])["report.wasm", "probe.wasm"])
            {
                Assert.Equal(
                    await File.ReadAllBytesAsync(Path.Combine(Programs.WorkloadDirectory, name), TestContext.Current.CancellationToken),
                    await File.ReadAllBytesAsync(Path.Combine(directory.FullName, name), TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
