using CsCheck;

namespace Enarx.Protocol.Tests;

public sealed class FramesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(Frames.MaximumLength + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(uint.MaxValue)]
    public async Task A_length_of_nothing_or_over_the_limit_is_refused_before_anything_is_allocated(uint length)
    {
        var stream = new MemoryStream([(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 1, 2, 3]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var e = await Assert.ThrowsAsync<ProtocolException>(() => stream.ReadFrameAsync(default).AsTask());
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
        Assert.Equal(("frame", "length"), (e.Rule, e.Field));
        Assert.Equal(4, stream.Position);
    }

    [Fact]
    public async Task The_longest_message_passes()
    {
        byte[] longest = new byte[Frames.MaximumLength];
        var stream = new MemoryStream();
        await stream.WriteFrameAsync(longest, default);
        Assert.Equal([0, 0x10, 0, 0], stream.ToArray()[..4]);
        stream.Position = 0;
        Assert.Equal(longest, await stream.ReadFrameAsync(default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Frames.MaximumLength + 1)]
    public async Task A_message_that_no_reader_would_take_is_not_written(int length)
    {
        var stream = new MemoryStream();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stream.WriteFrameAsync(new byte[length], default).AsTask());
        Assert.Equal(0, stream.Length);
    }

    [Fact]
    public async Task A_stream_that_ends_between_messages_gives_none() => Assert.Null(await new MemoryStream().ReadFrameAsync(default));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public async Task A_stream_that_ends_inside_of_a_message_is_an_error(int length)
    {
        byte[] frame = [0, 0, 0, 5, 1, 2, 3, 4, 5];
        await Assert.ThrowsAsync<EndOfStreamException>(() => new MemoryStream(frame[..length]).ReadFrameAsync(default).AsTask());
    }

    [Fact]
    public Task Messages_back_to_back_come_out_as_they_went_in_however_reads_are_split() =>
        Gen.Select(Gen.Byte.Array[1, 300].Array[0, 8], Gen.OneOf(Gen.Const(1), Gen.Int[2, 50])).SampleAsync(
            async (messages, mostAtOnce) =>
            {
                (Duplex here, Duplex there) = Duplex.Pair(mostAtOnce);
                foreach (byte[] message in messages)
                    await here.WriteFrameAsync(message, default);
                here.Dispose();
                foreach (byte[] message in messages)
                    Assert.Equal(message, await there.ReadFrameAsync(default).AsTask().WaitAsync(Duplex.Patience));
                Assert.Null(await there.ReadFrameAsync(default).AsTask().WaitAsync(Duplex.Patience));
            },
            iter: 100);

    [Fact]
    public async Task A_wait_for_a_message_can_be_given_up()
    {
        (_, Duplex there) = Duplex.Pair();
        using var given = new CancellationTokenSource();
        Task<byte[]?> read = there.ReadFrameAsync(given.Token).AsTask();
        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(Duplex.Patience));
    }
}
