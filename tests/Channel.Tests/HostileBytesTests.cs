using System.Net.Sockets;
using CsCheck;

namespace Enarx.Channel.Tests;

/// <summary>Whatever bytes come, each end fails with its one typed error, and neither hangs nor answers with data.</summary>
public sealed class HostileBytesTests
{
    private static readonly Gen<byte[]> Noise = Gen.Byte.Array[0, 600];

    /// <summary>Noise behind a plausible record header, which reaches further into the engine.</summary>
    private static readonly Gen<byte[]> Records = Gen.Select(
        Gen.Byte[20, 23], Gen.Byte.Array[0, 300], (type, body) => (byte[])[type, 3, 3, (byte)(body.Length >> 8), (byte)body.Length, .. body])
        .Array[1, 5].Select(records => records.SelectMany(r => r).ToArray());

    [Fact]
    public Task Random_bytes_before_a_handshake_end_in_a_typed_error_at_the_keep() =>
        Gen.OneOf(Noise, Records).SampleAsync(bytes => FailsAsync(asServer: true, bytes), iter: 200);

    [Fact]
    public Task Random_bytes_before_a_handshake_end_in_a_typed_error_at_the_client() =>
        Gen.OneOf(Noise, Records).SampleAsync(bytes => FailsAsync(asServer: false, bytes), iter: 200);

    [Fact]
    public async Task A_client_hello_with_changed_bytes_ends_in_a_typed_error_at_the_keep()
    {
        byte[] hello = await Peers.ClientHelloAsync();
        await Gen.Select(Gen.Int[0, hello.Length - 1], Gen.Byte).Array[1, 8].SampleAsync(
            changes =>
            {
                byte[] changed = (byte[])hello.Clone();
                foreach ((int at, byte value) in changes)
                    changed[at] = value;
                return FailsAsync(asServer: true, changed);
            },
            iter: 200);
    }

    [Fact]
    public async Task A_client_hello_cut_short_ends_in_a_typed_error_at_the_keep()
    {
        byte[] hello = await Peers.ClientHelloAsync();
        await Gen.Int[0, hello.Length].SampleAsync(length => FailsAsync(asServer: true, hello[..length]), iter: 100);
    }

    [Fact]
    public Task Random_bytes_in_an_open_channel_end_in_a_typed_error() => Gen.OneOf(Noise, Records).SampleAsync(
        async bytes =>
        {
            await using Wire.Channel channel = await Wire.ChannelAsync();
            await channel.ClientWire.WriteAsync(bytes);
            channel.ClientWire.Socket.Shutdown(SocketShutdown.Send);
            await Assert.ThrowsAsync<AttestedTlsException>(() => channel.Server.ReadAsync(new byte[64]).AsTask().WaitAsync(Wire.Patience));
        },
        iter: 60);

    private static async Task FailsAsync(bool asServer, byte[] bytes)
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await Wire.PairAsync();
        (NetworkStream ours, NetworkStream theirs) = asServer ? (server, client) : (client, server);
        Task handshake = asServer
            ? AttestedTlsStream.AcceptAsync(ours, credential, Wire.Patience)
            : AttestedTlsStream.ConnectAsync(ours, new byte[48], Wire.Patience);
        await using (theirs)
        {
            try
            {
                await theirs.WriteAsync(bytes);
                theirs.Socket.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                // Refused already.
            }

            await Assert.ThrowsAsync<AttestedTlsException>(() => handshake.WaitAsync(Wire.Patience));
        }
    }
}
