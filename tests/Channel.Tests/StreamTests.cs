using System.Net.Sockets;
using System.Security.Cryptography;

namespace Enarx.Channel.Tests;

public sealed class StreamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16384)]
    [InlineData(16385)]
    [InlineData(3 * 16384 + 7)]
    [InlineData(5_000_000)]
    public async Task What_is_written_is_read_at_the_other_end_in_both_directions_at_once(int length)
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        byte[] up = RandomNumberGenerator.GetBytes(length), down = RandomNumberGenerator.GetBytes(length);
        byte[] gotUp = new byte[length], gotDown = new byte[length];
        await Task.WhenAll(
            channel.Client.WriteAsync(up).AsTask(),
            channel.Server.WriteAsync(down).AsTask(),
            channel.Server.ReadExactlyAsync(gotUp).AsTask(),
            channel.Client.ReadExactlyAsync(gotDown).AsTask()).WaitAsync(Wire.Patience);
        Assert.True(up.AsSpan().SequenceEqual(gotUp));
        Assert.True(down.AsSpan().SequenceEqual(gotDown));
    }

    [Fact]
    public async Task Writes_that_are_under_way_together_do_not_mix()
    {
        const int Writers = 16, Length = 100_000;
        await using Wire.Channel channel = await Wire.ChannelAsync();
        Task[] writes = [.. Enumerable.Range(0, Writers).Select(i => channel.Client.WriteAsync(Enumerable.Repeat((byte)i, Length).ToArray()).AsTask())];
        byte[] got = new byte[Length];
        var seen = new HashSet<byte>();
        for (int i = 0; i < Writers; i++)
        {
            await channel.Server.ReadExactlyAsync(got).AsTask().WaitAsync(Wire.Patience);
            Assert.Equal(-1, got.AsSpan().IndexOfAnyExcept(got[0]));
            Assert.True(seen.Add(got[0]));
        }

        await Task.WhenAll(writes);
    }

    [Fact]
    public async Task Closing_ends_the_others_stream_in_order_and_refuses_its_writes()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        await channel.Client.WriteAsync("all"u8.ToArray());
        await channel.Client.DisposeAsync();
        byte[] got = new byte[16];
        Assert.Equal(3, await channel.Server.ReadAtLeastAsync(got, 16, throwOnEndOfStream: false));
        Assert.Equal(0, await channel.Server.ReadAsync(got));
        await Wire.RefusedAsync(channel.Server.WriteAsync(got).AsTask(), AttestedTlsReason.PeerClosed);
    }

    [Fact]
    public async Task An_end_without_close_notify_is_an_error_at_either_end_and_stays_one()
    {
        await using (Wire.Channel channel = await Wire.ChannelAsync())
        {
            await channel.Client.WriteAsync(new byte[3]);
            channel.ClientWire.Socket.Shutdown(SocketShutdown.Send);
            await TruncatedAsync(channel.Server, 3);
        }

        await using (Wire.Channel channel = await Wire.ChannelAsync())
        {
            channel.ServerWire.Socket.Shutdown(SocketShutdown.Send);
            await TruncatedAsync(channel.Client, 0);
        }

        static async Task TruncatedAsync(AttestedTlsStream end, int before)
        {
            byte[] buffer = new byte[16];
            if (before > 0)
                Assert.Equal(before, await end.ReadAsync(buffer));
            await Wire.RefusedAsync(end.ReadAsync(buffer).AsTask(), AttestedTlsReason.Truncated);
            await Wire.RefusedAsync(end.ReadAsync(buffer).AsTask(), AttestedTlsReason.Truncated);
            await Wire.RefusedAsync(end.WriteAsync(buffer).AsTask(), AttestedTlsReason.Truncated);
        }
    }

    [Fact]
    public async Task An_end_in_the_middle_of_a_record_is_truncation()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        await channel.ClientWire.WriteAsync(new byte[] { 23, 3, 3, 1, 0, 9, 9 });
        channel.ClientWire.Socket.Shutdown(SocketShutdown.Send);
        await Wire.RefusedAsync(channel.Server.ReadAsync(new byte[1]).AsTask(), AttestedTlsReason.Truncated);
    }

    [Fact]
    public async Task A_forged_record_ends_the_channel_and_tells_the_peer()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        await channel.ClientWire.WriteAsync((byte[])[23, 3, 3, 0, 32, .. RandomNumberGenerator.GetBytes(32)]);
        AttestedTlsException e = await Wire.RefusedAsync(channel.Server.ReadAsync(new byte[1]).AsTask(), AttestedTlsReason.ProtocolViolation);
        Assert.NotNull(e.InnerException);
        await Wire.RefusedAsync(channel.Client.ReadAsync(new byte[1]).AsTask(), AttestedTlsReason.Alert);
    }

    [Theory]
    [InlineData(new byte[] { 23, 3, 3, 0xFF, 0xFF })]
    [InlineData(new byte[] { 22, 3, 3, 0, 1, 0 })]
    [InlineData(new byte[] { 99, 3, 3, 0, 1, 0 })]
    [InlineData(new byte[] { 23, 3, 3, 0, 0 })]
    public async Task A_record_that_cannot_be_is_refused(byte[] record)
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        await channel.ServerWire.WriteAsync(record);
        await Wire.RefusedAsync(channel.Client.ReadAsync(new byte[1]).AsTask(), AttestedTlsReason.ProtocolViolation);
    }

    [Fact]
    public async Task A_replayed_record_is_refused()
    {
        // One record, sent twice by whoever forwards the bytes.
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream left) = await Wire.PairAsync();
        (NetworkStream right, NetworkStream client) = await Wire.PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Wire.Patience);
        Task<AttestedTlsStream> connected = AttestedTlsStream.ConnectAsync(client, credential.KeyDigest, Wire.Patience);
        using var handshake = new CancellationTokenSource();
        Task up = right.CopyToAsync(left, handshake.Token), down = left.CopyToAsync(right, handshake.Token);
        await using AttestedTlsStream a = await accepted, b = await connected;
        await handshake.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(up, down));

        await b.WriteAsync(new byte[] { 1, 2, 3 });
        byte[] record = new byte[256];
        int length = await right.ReadAsync(record);
        await left.WriteAsync(record.AsMemory(0, length));
        await left.WriteAsync(record.AsMemory(0, length));
        byte[] got = new byte[16];
        Assert.Equal(3, await a.ReadAsync(got));
        await Wire.RefusedAsync(a.ReadAsync(got).AsTask(), AttestedTlsReason.ProtocolViolation);
    }

    [Fact]
    public async Task A_cancelled_read_loses_nothing()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        using var giveUp = new CancellationTokenSource();
        byte[] got = new byte[3];
        Task pending = channel.Server.ReadAsync(got, giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Wire.Patience));
        await channel.Client.WriteAsync(new byte[] { 1, 2, 3 });
        await channel.Server.ReadExactlyAsync(got);
        Assert.Equal([1, 2, 3], got);
    }

    [Fact]
    public async Task A_cancelled_write_ends_the_channel_because_part_of_a_record_may_be_out()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        using var giveUp = new CancellationTokenSource();
        // Nobody reads, so this fills the socket's buffers and waits.
        Task pending = channel.Client.WriteAsync(new byte[64 << 20], giveUp.Token).AsTask();
        Assert.False(pending.IsCompleted);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Wire.Patience));
        await Wire.RefusedAsync(channel.Client.WriteAsync(new byte[1]).AsTask(), AttestedTlsReason.Transport);
    }

    [Fact]
    public async Task Closing_ends_a_pending_read_of_this_end()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        Task pending = channel.Server.ReadAsync(new byte[1]).AsTask();
        await channel.Server.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pending.WaitAsync(Wire.Patience));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.Server.ReadAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => channel.Server.WriteAsync(new byte[1]).AsTask());
        await channel.Server.DisposeAsync();
    }

    [Fact]
    public async Task Closing_does_not_wait_for_a_peer_that_never_reads()
    {
        Wire.Channel channel = await Wire.ChannelAsync();
        Task pending = channel.Client.WriteAsync(new byte[64 << 20]).AsTask();
        await channel.Client.DisposeAsync().AsTask().WaitAsync(Wire.Patience);
        await Assert.ThrowsAnyAsync<Exception>(() => pending.WaitAsync(Wire.Patience));
        await channel.Server.DisposeAsync();
    }

    [Fact]
    public async Task A_synchronous_dispose_says_close_notify_too()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        channel.Client.Dispose();
        Assert.Equal(0, await channel.Server.ReadAsync(new byte[1]).AsTask().WaitAsync(Wire.Patience));
    }

    [Fact]
    public async Task There_is_one_reader_at_a_time()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        Task pending = channel.Server.ReadAsync(new byte[1]).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => channel.Server.ReadAsync(new byte[1]).AsTask());
        await channel.Client.WriteAsync(new byte[1]);
        await pending.WaitAsync(Wire.Patience);
    }

    [Fact]
    public async Task An_empty_read_waits_for_data_and_takes_none()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        Task<int> pending = channel.Server.ReadAsync(Memory<byte>.Empty).AsTask();
        Assert.False(pending.IsCompleted);
        await channel.Client.WriteAsync(new byte[] { 5 });
        Assert.Equal(0, await pending.WaitAsync(Wire.Patience));
        byte[] got = new byte[1];
        Assert.Equal(1, await channel.Server.ReadAsync(got));
        Assert.Equal(5, got[0]);
    }

    [Fact]
    public async Task A_reset_of_the_transport_is_named_as_such()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        channel.ClientWire.Socket.LingerState = new LingerOption(true, 0);
        channel.ClientWire.Socket.Close();
        AttestedTlsException e = await Wire.RefusedAsync(channel.Server.ReadAsync(new byte[1]).AsTask(), AttestedTlsReason.Transport);
        Assert.NotNull(e.InnerException);
    }

    [Fact]
    public async Task Synchronous_reads_and_writes_are_refused()
    {
        await using Wire.Channel channel = await Wire.ChannelAsync();
        Assert.Throws<NotSupportedException>(() => channel.Client.Read(new byte[1], 0, 1));
        Assert.Throws<NotSupportedException>(() => channel.Client.Write(new byte[1], 0, 1));
    }
}
