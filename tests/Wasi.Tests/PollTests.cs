using System.Buffers.Binary;
using System.IO.Pipelines;
using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class PollTests
{
    private const int In = 0;
    private const int Out = 4096;
    private const int Result = 8192;
    private const ulong Hour = 3_600_000_000_000;

    [Fact]
    public void A_clock_comes_due()
    {
        Script.Outcome outcome = new Script().Put(In, Clock(7, 1, 20_000_000)).Call("clock_time_get", 1, 0L, 9000)
            .Call("poll_oneoff", In, Out, 1, Result).Call("clock_time_get", 1, 0L, 9008).Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Success, e));
        Assert.Equal(1u, outcome.Word(Result));
        Assert.Equal((7ul, 0ul, 0ul, 0ul), (outcome.Long(Out), outcome.Long(Out + 8), outcome.Long(Out + 16), outcome.Long(Out + 24)));
        Assert.True(outcome.Long(9008) - outcome.Long(9000) >= 20_000_000);
    }

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 0)]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1_000_000)]
    public void A_time_that_has_passed_is_due_at_once(int id, ushort flags, ulong timeout)
    {
        Script.Outcome outcome = new Script().Put(In, [.. Clock(1, 1, Hour), .. Clock(2, id, timeout, flags)]).Call("poll_oneoff", In, Out, 2, Result).Run();
        Assert.Equal((Errno.Success, 1u, 2ul), (outcome.Errno, outcome.Word(Result), outcome.Long(Out)));
    }

    [Fact]
    public void Input_that_is_there_comes_before_a_clock()
    {
        Script.Outcome outcome = new Script().Put(In, [.. Clock(1, 1, Hour), .. Stream(2, 1, 0)]).Call("poll_oneoff", In, Out, 2, Result)
            .Run(Programs.Quiet with { StandardInput = PipeReader.Create(new MemoryStream(new byte[5])) });
        Assert.Equal((Errno.Success, 1u, 2ul), (outcome.Errno, outcome.Word(Result), outcome.Long(Out)));
        Assert.Equal((1, 5ul), (outcome.Memory[Out + 10], outcome.Long(Out + 16)));
    }

    [Theory]
    [InlineData(Hour, 2)]
    [InlineData(5_000_000, 1)]
    public async Task Input_that_comes_late_ends_the_wait_or_the_next_read(ulong timeout, int expected)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        var pipe = new Pipe();
        using var dump = new MemoryStream();
        using WasmModule module = new Script().Put(In, [.. Stream(2, 1, 0), .. Clock(1, 1, timeout)]).PutVectors(9000, (9100, 8))
            .Call("poll_oneoff", In, Out, 2, Result).Call("fd_read", 0, 9000, 1, 9200).Compile();
        Task<WasiResult> run = Programs.Start(
            module, Programs.Quiet with { StandardInput = pipe.Reader, StandardError = PipeWriter.Create(dump) }, cancel);
        await Task.Delay(200, cancel);
        Assert.False(run.IsCompleted);
        await pipe.Writer.WriteAsync("input"u8.ToArray(), cancel);
        Assert.Equal(new WasiResult.Exited(0), await run.WaitAsync(Programs.Patience, cancel));
        byte[] memory = dump.ToArray();
        Assert.Equal(expected, memory[Out]);
        Assert.Equal("input"u8, memory.AsSpan(9100, 5));
    }

    [Fact]
    public void The_end_of_input_is_a_hangup()
    {
        Script.Outcome outcome = new Script().Put(In, Stream(2, 1, 0)).Call("poll_oneoff", In, Out, 1, Result).Run();
        Assert.Equal((Errno.Success, 0ul, 1ul), (outcome.Errno, outcome.Long(Out + 16), outcome.Long(Out + 24)));
    }

    [Theory]
    [InlineData(2, 1, Errno.Success)]
    [InlineData(2, 2, Errno.Success)]
    [InlineData(2, 0, Errno.BadF)]
    [InlineData(1, 1, Errno.BadF)]
    [InlineData(1, 3, Errno.BadF)]
    [InlineData(2, -1, Errno.BadF)]
    internal void A_stream_has_its_own_event(byte tag, int fd, Errno expected)
    {
        Script.Outcome outcome = new Script().Put(In, [.. Clock(1, 1, Hour), .. Stream(9, tag, fd)]).Call("poll_oneoff", In, Out, 2, Result).Run();
        Assert.Equal((Errno.Success, 1u, 9ul), (outcome.Errno, outcome.Word(Result), outcome.Long(Out)));
        Assert.Equal((expected, tag), ((Errno)BitConverter.ToUInt16(outcome.Memory, Out + 8), outcome.Memory[Out + 10]));
    }

    [Fact]
    public void A_clock_that_there_is_not_is_an_event_too()
    {
        Script.Outcome outcome = new Script().Put(In, Clock(9, 2, 0)).Call("poll_oneoff", In, Out, 1, Result).Run();
        Assert.Equal((Errno.Success, Errno.Inval), (outcome.Errno, (Errno)BitConverter.ToUInt16(outcome.Memory, Out + 8)));
    }

    [Fact]
    public void A_right_to_poll_given_up_is_gone()
    {
        Script.Outcome outcome = new Script().Put(In, Stream(9, 1, 0)).Call("fd_fdstat_set_rights", 0, 2L, 0L).Call("poll_oneoff", In, Out, 1, Result).Run();
        Assert.Equal(Errno.NotCapable, (Errno)BitConverter.ToUInt16(outcome.Memory, Out + 8));
    }

    [Fact]
    public void What_makes_no_sense_is_EINVAL()
    {
        Script.Outcome outcome = new Script().Put(In, Stream(9, 3, 0)).Put(1000, Clock(1, 1, 0, 2))
            .Call("poll_oneoff", In, Out, 0, Result).Call("poll_oneoff", In, Out, 1025, Result).Call("poll_oneoff", In, Out, -1, Result)
            .Call("poll_oneoff", In, Out, 1, Result).Call("poll_oneoff", 1000, Out, 1, Result).Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Inval, e));
    }

    [Theory]
    [InlineData(Script.End - 47, Out, Result)]
    [InlineData(In, Script.End - 31, Result)]
    [InlineData(In, Out, Script.End - 3)]
    [InlineData(-1, Out, Result)]
    [InlineData(In, -1, Result)]
    [InlineData(In, Out, -1)]
    public void An_address_out_of_range_is_EFAULT(int subscriptions, int events, int result) =>
        Assert.Equal(Errno.Fault, new Script().Put(In, Clock(1, 1, 0)).Call("poll_oneoff", subscriptions, events, 1, result).Run().Errno);

    [Fact]
    public void Events_may_be_written_over_the_subscriptions()
    {
        Script.Outcome outcome = new Script().Put(In, [.. Clock(1, 1, 0), .. Clock(2, 1, 0), .. Clock(3, 1, 0)]).Call("poll_oneoff", In, In, 3, Result).Run();
        Assert.Equal((3u, 1ul, 2ul, 3ul), (outcome.Word(Result), outcome.Long(0), outcome.Long(32), outcome.Long(64)));
    }

    private static byte[] Clock(ulong userData, int id, ulong timeout, ushort flags = 0)
    {
        byte[] bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), id);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), timeout);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(40), flags);
        return bytes;
    }

    private static byte[] Stream(ulong userData, byte tag, int fd)
    {
        byte[] bytes = new byte[48];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, userData);
        bytes[8] = tag;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), fd);
        return bytes;
    }
}
