using System.IO.Pipelines;
using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class ProgramTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(126, 126)]
    [InlineData(255, 255)]
    [InlineData(256, 255)]
    [InlineData(-1, 255)]
    public void An_exit_status_is_kept_and_never_becomes_success(int status, int expected)
    {
        using WasmModule module = Programs.FromText($"""
            (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "_start") (call $exit (i32.const {status})) unreachable))
            """);
        Assert.Equal(new WasiResult.Exited(expected), Programs.Run(module));
    }

    [Fact]
    public void Raising_a_signal_is_ENOSYS_and_yielding_works() =>
        Assert.Equal([Errno.NoSys, Errno.Success], new Script().Call("proc_raise", 6).Call("sched_yield").Run().Errnos);

    [Theory]
    [InlineData("unreachable", WasmTrapKind.Unreachable)]
    [InlineData("(call $deep)", WasmTrapKind.StackOverflow)]
    [InlineData("(drop (i32.load (i32.const 65536)))", WasmTrapKind.MemoryOutOfBounds)]
    [InlineData("(drop (i32.div_s (i32.const 1) (i32.const 0)))", WasmTrapKind.IntegerDivisionByZero)]
    [InlineData("(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))", WasmTrapKind.IntegerOverflow)]
    [InlineData("(drop (i32.trunc_f32_s (f32.const nan)))", WasmTrapKind.BadConversionToInteger)]
    [InlineData("(call_indirect (i32.const 0))", WasmTrapKind.IndirectCallToNull)]
    [InlineData("(call_indirect (param i32) (i32.const 1) (i32.const 1))", WasmTrapKind.BadSignature)]
    [InlineData("(call_indirect (i32.const 9))", WasmTrapKind.TableOutOfBounds)]
    public void A_trap_tells_what_and_where(string instruction, WasmTrapKind kind)
    {
        using WasmModule module = Programs.FromText($"""
            (module (memory (export "memory") 1) (table 2 funcref) (elem (i32.const 1) $deep)
              (func $deep (call $deep))
              (func $culprit {instruction})
              (func (export "_start") (call $culprit)))
            """);
        WasmTrap trap = Assert.IsType<WasiResult.Trapped>(Programs.Run(module)).Trap;
        Assert.Equal(kind, trap.Kind);
        Assert.NotEmpty(trap.Message);
        Assert.DoesNotContain('\n', trap.Message);
        Assert.InRange(trap.Backtrace.Count, 2, 64);
        Assert.Contains(kind == WasmTrapKind.StackOverflow ? "deep" : "culprit", trap.Backtrace[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_stack_lasts_for_host_functions_at_its_end()
    {
        using WasmModule module = Programs.FromText("""
            (module (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func $deep (drop (call $poll (i32.const 0) (i32.const 4096) (i32.const 16) (i32.const 60000))) (call $deep))
              (func (export "_start") (call $deep)))
            """);
        Assert.Equal(WasmTrapKind.StackOverflow, Assert.IsType<WasiResult.Trapped>(Programs.Run(module)).Trap.Kind);
    }

    [Fact]
    public void A_name_in_a_backtrace_has_no_control_characters()
    {
        using WasmModule module = Programs.FromText("(module (func $\"a\\1b[2Jb\" unreachable) (func (export \"_start\") (call 0)))");
        WasmTrap trap = Assert.IsType<WasiResult.Trapped>(Programs.Run(module)).Trap;
        Assert.Contains("a?[2Jb", trap.Backtrace[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_trap_while_the_module_is_set_up_is_a_trap()
    {
        using WasmModule data = Programs.FromText("""(module (memory 1) (data (i32.const 65536) "x") (func (export "_start")))""");
        Assert.IsType<WasiResult.Trapped>(Programs.Run(data));
        using WasmModule start = Programs.FromText("(module (func $s unreachable) (start $s) (func (export \"_start\")))");
        Assert.IsType<WasiResult.Trapped>(Programs.Run(start));
    }

    [Fact]
    public void A_program_without_memory_gets_EFAULT()
    {
        using WasmModule module = Programs.FromText("""
            (module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (func (export "_start") (call $exit (call $random (i32.const 0) (i32.const 4)))))
            """);
        Assert.Equal(new WasiResult.Exited((int)Errno.Fault), Programs.Run(module));
    }

    [Fact]
    public void Memory_that_grew_is_seen_at_once()
    {
        using WasmModule module = Programs.FromText("""
            (module (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $random (i32.const 0) (i32.const 65536)))
                (if (i32.ne (call $random (i32.const 65536) (i32.const 4)) (i32.const 21)) (then unreachable))
                (drop (memory.grow (i32.const 100)))
                (call $exit (call $random (i32.const 65536) (i32.const 6553600)))))
            """);
        Assert.Equal(new WasiResult.Exited(0), Programs.Run(module));
    }

    [Fact]
    public void Memory_grows_to_the_limit_and_no_further()
    {
        using var output = new MemoryStream();
        WasiResult result = Programs.Run(Programs.Probe, Programs.Quiet with
        {
            Arguments = ["probe", "grow"],
            MemoryLimit = 8 * 1024 * 1024,
            StandardOutput = PipeWriter.Create(output),
        });
        Assert.Equal(new WasiResult.Exited(0), result);
        int kibibytes = int.Parse(System.Text.Encoding.UTF8.GetString(output.ToArray()).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(kibibytes, 7 * 1024, 8 * 1024);
    }

    [Theory]
    [InlineData("(memory (export \"memory\") 17)")]
    [InlineData("(memory 17)")]
    [InlineData("(table 2000000 funcref)")]
    [InlineData("(table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref) (table 1 funcref)")]
    public void A_module_that_needs_more_than_it_may_have_does_not_start(string item)
    {
        using WasmModule module = Programs.FromText($"(module {item} (func (export \"_start\")))");
        var e = Assert.Throws<WasmModuleException>(() => Programs.Run(module, Programs.Quiet with { MemoryLimit = 1024 * 1024 }));
        Assert.Equal(WasmModuleFault.OverLimit, e.Fault);
    }

    [Fact]
    public void A_fault_of_the_host_is_not_a_trap_of_the_guest()
    {
        WasmModule module = new Script().PutVectors(0, (0, 1)).Call("fd_write", 1, 0, 1, 100).Compile();
        var e = Assert.Throws<WasiHostException>(() => Programs.Run(module, Programs.Quiet with { StandardOutput = new BrokenWriter() }));
        Assert.IsType<InvalidTimeZoneException>(e.InnerException);
    }

    [Fact]
    public void A_program_runs_any_number_of_times_each_with_its_own_memory()
    {
        using WasmModule module = Programs.FromText("""
            (module (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (i32.store (i32.const 0) (i32.add (i32.load (i32.const 0)) (i32.const 1)))
                (call $exit (i32.load (i32.const 0)))))
            """);
        Parallel.For(0, 64, _ => Assert.Equal(new WasiResult.Exited(1), Programs.Run(module)));
    }

    private sealed class BrokenWriter : PipeWriter
    {
        public override void Advance(int bytes) => throw new InvalidTimeZoneException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new InvalidTimeZoneException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new InvalidTimeZoneException();

        public override void CancelPendingFlush()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new InvalidTimeZoneException();
    }
}
