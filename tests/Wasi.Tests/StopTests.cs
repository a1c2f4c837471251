using System.IO.Pipelines;

namespace Enarx.Wasi.Tests;

public sealed class StopTests
{
    [Theory]
    [InlineData("(loop (br 0))")]
    [InlineData("(loop (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 60000))) (br 0))")]
    [InlineData("(loop (drop (call $poll (i32.const 1000) (i32.const 2000) (i32.const 1) (i32.const 60000))) (br 0))")]
    [InlineData("(loop (drop (call $poll (i32.const 1100) (i32.const 2000) (i32.const 1) (i32.const 60000))) (br 0))")]
    [InlineData("(loop (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 60000))) (br 0))")]
    [InlineData("(loop (drop (call $random (i32.const 0) (i32.const 65536))) (br 0))")]
    public async Task A_stop_ends_a_program_wherever_it_is(string loop)
    {
        using WasmModule module = Programs.FromText($"""
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\20\03\00\00\64\00\00\00")
              (data (i32.const 1016) "\01\00\00\00\00\00\00\00\ff\ff\ff\ff\ff\ff\ff\0f")
              (data (i32.const 1108) "\01")
              (func (export "_start") (drop (call $write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 60000))) {loop}))
            """);
        using var stop = new CancellationTokenSource();
        var error = new Pipe();
        Task<WasiResult> run = Programs.Start(module, Programs.Quiet with
        {
            StandardInput = new Pipe().Reader,
            StandardOutput = new Pipe().Writer,
            StandardError = error.Writer,
        }, stop.Token);
        await error.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(new WasiResult.Stopped(), await run.WaitAsync(Programs.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_program_that_is_stopped_before_it_starts_does_nothing()
    {
        using WasmModule module = Programs.FromText("(module (func (export \"_start\") unreachable))");
        Assert.Equal(new WasiResult.Stopped(), await Programs.Start(module, Programs.Quiet, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_stop_of_one_program_leaves_the_others_running()
    {
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        Task<WasiResult> first = Programs.Start(Programs.Probe, Spin, one.Token);
        Task<WasiResult> second = Programs.Start(Programs.Probe, Spin, other.Token);
        await one.CancelAsync();
        Assert.Equal(new WasiResult.Stopped(), await first.WaitAsync(Programs.Patience, TestContext.Current.CancellationToken));
        Assert.False(second.IsCompleted);
        await other.CancelAsync();
        Assert.Equal(new WasiResult.Stopped(), await second.WaitAsync(Programs.Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stop_ends_a_sleep_in_C()
    {
        using var stop = new CancellationTokenSource();
        Task<WasiResult> run = Programs.Start(Programs.Probe, Programs.Quiet with { Arguments = ["probe", "sleep", "1000000"] }, stop.Token);
        await stop.CancelAsync();
        Assert.Equal(new WasiResult.Stopped(), await run.WaitAsync(Programs.Patience, TestContext.Current.CancellationToken));
    }

    private static WasiOptions Spin => Programs.Quiet with { Arguments = ["probe", "spin"] };
}
