using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class ClockTests
{
    [Fact]
    public void The_realtime_clock_is_the_hosts()
    {
        DateTime before = DateTime.UtcNow;
        Script.Outcome outcome = new Script().Call("clock_time_get", 0, 1L, 0).Run();
        DateTime time = DateTime.UnixEpoch.AddTicks((long)(outcome.Long(0) / 100));
        Assert.Equal(Errno.Success, outcome.Errno);
        Assert.InRange(time, before, DateTime.UtcNow);
    }

    [Fact]
    public void The_monotonic_clock_does_not_go_back()
    {
        var script = new Script();
        for (int i = 0; i < 100; i++)
            script.Call("clock_time_get", 1, 0L, 8 * i);
        Script.Outcome outcome = script.Run();
        ulong[] times = [.. Enumerable.Range(0, 100).Select(i => outcome.Long(8 * i))];
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Success, e));
        Assert.Equal(times.Order(), times);
        Assert.True(times[^1] > times[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_clock_has_a_resolution(int id)
    {
        Script.Outcome outcome = new Script().Call("clock_res_get", id, 0).Run();
        Assert.Equal(Errno.Success, outcome.Errno);
        Assert.InRange(outcome.Long(0), 1ul, 1_000_000ul);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(-1)]
    public void There_is_no_other_clock(int id) =>
        Assert.Equal([Errno.Inval, Errno.Inval], new Script().Call("clock_res_get", id, 0).Call("clock_time_get", id, 0L, 0).Run().Errnos);

    [Theory]
    [InlineData(Script.End - 7)]
    [InlineData(Script.End)]
    [InlineData(-8)]
    public void An_address_out_of_range_is_EFAULT(int address) =>
        Assert.Equal([Errno.Fault, Errno.Fault], new Script().Call("clock_res_get", 0, address).Call("clock_time_get", 1, 0L, address).Run().Errnos);
}
