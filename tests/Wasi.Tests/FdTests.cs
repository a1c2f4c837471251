using System.IO.Pipelines;
using System.Text;
using CsCheck;
using Enarx.Wasi.Preview1;

namespace Enarx.Wasi.Tests;

public sealed class FdTests
{
    private const int Table = 100;
    private const int Result = 200;

    [Fact]
    public void A_read_fills_the_buffers_in_order()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (1000, 3), (2000, 0), (3000, 100))
            .Call("fd_read", 0, Table, 3, Result).Call("fd_read", 0, Table, 3, Result + 4).Run(Input("abcdefgh"));
        Assert.Equal([Errno.Success, Errno.Success], outcome.Errnos);
        Assert.Equal("abc", outcome.Text(1000, 3));
        Assert.Equal("defgh\0", outcome.Text(3000, 6));
        Assert.Equal((8u, 0u), (outcome.Word(Result), outcome.Word(Result + 4)));
    }

    [Fact]
    public void A_read_into_no_room_takes_nothing()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (1000, 0)).PutVectors(Table + 8, (1000, 9))
            .Call("fd_read", 0, Table, 1, Result).Call("fd_read", 0, Table, 0, Result).Call("fd_read", 0, Table + 8, 1, Result).Run(Input("ab"));
        Assert.Equal([Errno.Success, Errno.Success, Errno.Success], outcome.Errnos);
        Assert.Equal("ab", outcome.Text(1000, 2));
    }

    [Fact]
    public void Input_in_pieces_is_read_as_it_is()
    {
        byte[] input = new byte[200_000];
        new Random(1).NextBytes(input);
        var pipe = new Pipe();
        Task feed = Task.Run(async () =>
        {
            for (int i = 0; i < input.Length; i += 777)
                await pipe.Writer.WriteAsync(input.AsMemory(i, Math.Min(777, input.Length - i)));
            await pipe.Writer.CompleteAsync();
        }, TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        WasiResult result = Programs.Run(Programs.Probe, Programs.Quiet with
        {
            Arguments = ["probe", "copy"],
            StandardInput = pipe.Reader,
            StandardOutput = PipeWriter.Create(output),
        });
        Assert.Equal(new WasiResult.Exited(0), result);
        Assert.Equal(input, output.ToArray());
        Assert.True(feed.IsCompletedSuccessfully);
    }

    [Fact]
    public void A_write_takes_the_buffers_in_order()
    {
        using var output = new MemoryStream();
        Script.Outcome outcome = new Script().Put(1000, "hello, "u8).Put(2000, "world"u8).PutVectors(Table, (1000, 7), (0, 0), (2000, 5))
            .Call("fd_write", 1, Table, 3, Result).Run(Programs.Quiet with { StandardOutput = PipeWriter.Create(output) });
        Assert.Equal(Errno.Success, outcome.Errno);
        Assert.Equal(12u, outcome.Word(Result));
        Assert.Equal("hello, world", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void The_same_buffer_may_be_written_over_and_over()
    {
        using var output = new MemoryStream();
        var vectors = Enumerable.Repeat((0, Script.End), 1024).ToArray();
        Script.Outcome outcome = new Script().PutVectors(8192, vectors).Call("fd_write", 1, 8192, 1024, Result)
            .Run(Programs.Quiet with { StandardOutput = PipeWriter.Create(output) });
        Assert.Equal(Errno.Success, outcome.Errno);
        Assert.Equal(64u * 1024 * 1024, outcome.Word(Result));
        Assert.Equal(64 * 1024 * 1024, output.Length);
    }

    [Fact]
    public void A_read_that_writes_over_its_own_table_stays_in_the_memory()
    {
        // The first buffer is the table: its input points the second buffer far outside.
        byte[] input = [.. new byte[8], .. BitConverter.GetBytes(-100), .. BitConverter.GetBytes(50), .. new byte[50]];
        Script.Outcome outcome = new Script().PutVectors(Table, (Table, 16), (1000, 50)).Call("fd_read", 0, Table, 2, Result)
            .Run(Programs.Quiet with { StandardInput = PipeReader.Create(new MemoryStream(input)) });
        Assert.Equal(Errno.Success, outcome.Errno);
        Assert.Equal(16u, outcome.Word(Result));
    }

    [Theory]
    [InlineData("fd_read", 0)]
    [InlineData("fd_write", 1)]
    public void Addresses_out_of_range_are_EFAULT_and_nothing_is_lost(string call, int fd)
    {
        using var output = new MemoryStream();
        Script.Outcome outcome = new Script()
            .PutVectors(Table, (1000, 2), (Script.End - 1, 2)).PutVectors(300, (1000, 2)).PutVectors(400, (-1, 1)).PutVectors(500, (0, int.MaxValue))
            .Call(call, fd, Table, 2, Result)
            .Call(call, fd, Script.End - 7, 1, Result)
            .Call(call, fd, -8, 1, Result)
            .Call(call, fd, 300, 1, Script.End - 3)
            .Call(call, fd, 300, 1, -4)
            .Call(call, fd, 400, 1, Result)
            .Call(call, fd, 500, 1, Result)
            .Call(call, fd, 300, 1, Result)
            .Run(Input("xy") with { StandardOutput = PipeWriter.Create(output) });
        Assert.All(outcome.Errnos[..^1], e => Assert.Equal(Errno.Fault, e));
        Assert.Equal(Errno.Success, outcome.Errnos[^1]);
        Assert.Equal(2u, outcome.Word(Result));
        Assert.Equal(fd == 0 ? "xy" : "\0\0", outcome.Text(1000, 2));
        Assert.Equal(fd == 0 ? 0 : 2, output.Length);
    }

    [Theory]
    [InlineData("fd_read", 0)]
    [InlineData("fd_write", 1)]
    public void Too_many_buffers_or_bytes_are_EINVAL(string call, int fd)
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, int.MinValue)).PutVectors(300, (0, Script.End), (0, int.MaxValue))
            .Call(call, fd, 0, 1025, Result)
            .Call(call, fd, 0, -1, Result)
            .Call(call, fd, 0, 0x20000001, Result)
            .Call(call, fd, Table, 1, Result)
            .Call(call, fd, 300, 2, Result)
            .Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Inval, e));
    }

    [Fact]
    public void Random_tables_end_in_an_answer() =>
        Gen.Select(Gen.Int[0, 3], Gen.OneOf(Gen.Int[0, 40], Gen.Int), Gen.OneOf(Gen.Int[0, Script.End], Gen.Int), Gen.Byte.Array[0, 64]).Sample((fd, count, table, bytes) =>
        {
            Script.Outcome outcome = new Script().Put(Table, bytes)
                .Call("fd_read", fd, Table, count, Result).Call("fd_write", fd == 2 ? 1 : fd, Table, count, Result)
                .Call("fd_read", fd, table, count, Result).Call("poll_oneoff", table, table, Math.Max(count, 1025), Result)
                .Run(Input("some input"));
            Assert.All(outcome.Errnos, e => Assert.True(Enum.IsDefined(e)));
        }, iter: 60, threads: 1);

    [Fact]
    public void Streams_go_one_way()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1))
            .Call("fd_write", 0, Table, 1, Result).Call("fd_read", 1, Table, 1, Result).Call("fd_read", 2, Table, 1, Result).Run();
        Assert.Equal([Errno.BadF, Errno.BadF, Errno.BadF], outcome.Errnos);
    }

    [Fact]
    public void Nobody_reading_any_more_is_EPIPE()
    {
        var pipe = new Pipe();
        pipe.Reader.Complete();
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1)).Call("fd_write", 1, Table, 1, Result)
            .Run(Programs.Quiet with { StandardOutput = pipe.Writer });
        Assert.Equal(Errno.Pipe, outcome.Errno);
    }

    [Fact]
    public void A_broken_input_is_EIO()
    {
        var pipe = new Pipe();
        pipe.Writer.Complete(new IOException("The connection was lost."));
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1)).Call("fd_read", 0, Table, 1, Result)
            .Run(Programs.Quiet with { StandardInput = pipe.Reader });
        Assert.Equal(Errno.Io, outcome.Errno);
    }

    [Fact]
    public void Input_that_does_not_wait_is_EAGAIN()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1)).Call("fd_fdstat_set_flags", 0, 4).Call("fd_read", 0, Table, 1, Result)
            .Call("fd_fdstat_get", 0, 1000).Run(Programs.Quiet with { StandardInput = new Pipe().Reader });
        Assert.Equal([Errno.Success, Errno.Again, Errno.Success], outcome.Errnos);
        Assert.Equal((ushort)FdFlags.NonBlock, BitConverter.ToUInt16(outcome.Memory, 1002));
    }

    [Theory]
    [InlineData(0, 2, Errno.NotSup)]
    [InlineData(0, 16, Errno.NotSup)]
    [InlineData(0, 32, Errno.Inval)]
    [InlineData(0, -1, Errno.Inval)]
    [InlineData(1, 4, Errno.NotSup)]
    [InlineData(1, 1, Errno.Success)]
    [InlineData(3, 0, Errno.BadF)]
    internal void Flags_that_would_not_hold_are_refused(int fd, int flags, Errno expected) =>
        Assert.Equal(expected, new Script().Call("fd_fdstat_set_flags", fd, flags).Run().Errno);

    [Fact]
    public void Status_tells_type_flags_and_rights()
    {
        Script.Outcome outcome = new Script().Put(0, [.. Enumerable.Repeat((byte)0xff, 200)])
            .Call("fd_fdstat_get", 0, 0).Call("fd_fdstat_get", 1, 24).Call("fd_filestat_get", 0, 100).Run();
        Assert.Equal([Errno.Success, Errno.Success, Errno.Success], outcome.Errnos);
        Assert.Equal((0ul, 1ul << 1 | 1ul << 3 | 1ul << 21 | 1ul << 27, 0ul), (outcome.Long(0), outcome.Long(8), outcome.Long(16)));
        Assert.Equal((0ul, 1ul << 6 | 1ul << 3 | 1ul << 21 | 1ul << 27, 0ul), (outcome.Long(24), outcome.Long(32), outcome.Long(40)));
        Assert.Equal(new byte[64], outcome.Memory[100..164]);
        Assert.Equal(0xff, outcome.Memory[164]);
    }

    [Theory]
    [InlineData("fd_fdstat_get", Script.End - 23)]
    [InlineData("fd_fdstat_get", -1)]
    [InlineData("fd_filestat_get", Script.End - 63)]
    [InlineData("fd_filestat_get", -1)]
    [InlineData("fd_tell", Script.End - 7)]
    public void A_status_out_of_range_is_EFAULT(string call, int address) =>
        Assert.Equal(Errno.Fault, new Script().Call(call, 0, address).Run().Errno);

    [Fact]
    public void A_right_given_up_does_not_come_back()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1))
            .Call("fd_fdstat_set_rights", 0, 1L << 27, 0L)
            .Call("fd_read", 0, Table, 1, Result)
            .Call("fd_filestat_get", 0, 1000)
            .Call("fd_fdstat_set_flags", 0, 0)
            .Call("fd_fdstat_set_rights", 0, 1L << 1, 0L)
            .Call("fd_fdstat_set_rights", 1, 1L << 1, 0L)
            .Call("fd_fdstat_set_rights", 1, 1L << 6, 1L)
            .Call("fd_fdstat_set_rights", 7, 0L, 0L)
            .Call("fd_fdstat_get", 0, 2000)
            .Run(Input("x"));
        Assert.Equal(
            [
                Errno.Success, Errno.NotCapable, Errno.NotCapable, Errno.NotCapable, Errno.NotCapable, Errno.NotCapable, Errno.NotCapable, Errno.BadF,
                Errno.Success,
            ],
            outcome.Errnos);
        Assert.Equal(1ul << 27, outcome.Long(2008));
    }

    [Fact]
    public void Closing_and_renumbering_move_descriptors()
    {
        using var output = new MemoryStream();
        Script.Outcome outcome = new Script().Put(0, "x"u8).PutVectors(Table, (0, 1))
            .Call("fd_renumber", 1, 0)
            .Call("fd_write", 1, Table, 1, Result)
            .Call("fd_write", 0, Table, 1, Result)
            .Call("fd_renumber", 0, 0)
            .Call("fd_renumber", 0, 1)
            .Call("fd_renumber", 0, 3)
            .Call("fd_close", 0)
            .Call("fd_close", 0)
            .Call("fd_close", -1)
            .Run(Programs.Quiet with { StandardOutput = PipeWriter.Create(output) });
        Assert.Equal(
            [
                Errno.Success, Errno.BadF, Errno.Success, Errno.Success, Errno.BadF, Errno.BadF, Errno.Success, Errno.BadF, Errno.BadF,
            ],
            outcome.Errnos);
        Assert.Equal("x", Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void What_only_files_can_do_has_the_errors_of_a_pipe()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1))
            .Call("fd_seek", 0, 0L, 0, Result).Call("fd_tell", 1, Result)
            .Call("fd_pread", 0, Table, 1, 0L, Result).Call("fd_pwrite", 1, Table, 1, 0L, Result)
            .Call("fd_advise", 0, 0L, 0L, 0).Call("fd_allocate", 1, 0L, 1L)
            .Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.SPipe, e));
        Script.Outcome others = new Script().Call("fd_sync", 1).Call("fd_datasync", 1).Call("fd_filestat_set_size", 1, 0L)
            .Call("fd_seek", 0, 0L, 3, Result).Call("fd_advise", 0, 0L, 0L, 6).Run();
        Assert.All(others.Errnos, e => Assert.Equal(Errno.Inval, e));
        Assert.Equal([Errno.NotSup, Errno.NotDir], new Script().Call("fd_filestat_set_times", 0, 0L, 0L, 0).Call("fd_readdir", 0, 0, 10, 0L, 20).Run().Errnos);
    }

    [Fact]
    public void Other_addresses_out_of_range_are_EFAULT()
    {
        Script.Outcome outcome = new Script().PutVectors(Table, (0, 1)).PutVectors(300, (Script.End, 1))
            .Call("fd_seek", 0, 0L, 0, Script.End - 7)
            .Call("fd_pread", 0, 300, 1, 0L, Result).Call("fd_pread", 0, Table, 1, 0L, Script.End)
            .Call("fd_pwrite", 1, 300, 1, 0L, Result).Call("fd_pwrite", 1, Table, 1, 0L, Script.End)
            .Call("fd_readdir", 0, Script.End, 1, 0L, 0).Call("fd_readdir", 0, 0, 1, 0L, Script.End)
            .Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.Fault, e));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1024)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_descriptor_that_is_not_open_is_EBADF(int fd)
    {
        Script.Outcome outcome = new Script()
            .Call("fd_read", fd, 0, 0, 0).Call("fd_write", fd, 0, 0, 0).Call("fd_pread", fd, 0, 0, 0L, 0).Call("fd_pwrite", fd, 0, 0, 0L, 0)
            .Call("fd_seek", fd, 0L, 0, 0).Call("fd_tell", fd, 0).Call("fd_close", fd).Call("fd_renumber", fd, 0).Call("fd_renumber", 0, fd)
            .Call("fd_fdstat_get", fd, 0).Call("fd_fdstat_set_flags", fd, 0).Call("fd_fdstat_set_rights", fd, 0L, 0L).Call("fd_filestat_get", fd, 0)
            .Call("fd_advise", fd, 0L, 0L, 0).Call("fd_allocate", fd, 0L, 0L).Call("fd_datasync", fd).Call("fd_sync", fd)
            .Call("fd_filestat_set_size", fd, 0L).Call("fd_filestat_set_times", fd, 0L, 0L, 0).Call("fd_readdir", fd, 0, 0, 0L, 0)
            .Call("fd_prestat_get", fd, 0).Call("fd_prestat_dir_name", fd, 0, 0)
            .Run();
        Assert.All(outcome.Errnos, e => Assert.Equal(Errno.BadF, e));
    }

    private static WasiOptions Input(string text) =>
        Programs.Quiet with { StandardInput = PipeReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(text))) };
}
