using System.Net;
using System.Net.Sockets;

namespace Enarx.Channel.Tests;

/// <summary>Two ends of a TCP connection through the loopback interface.</summary>
internal static class Wire
{
    /// <summary>Far longer than any test needs: it turns a hang into a failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For handshakes that are meant to run out of time.</summary>
    public static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    public static async Task<(NetworkStream Server, NetworkStream Client)> PairAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task connected = client.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        server.NoDelay = true;
        await connected;
        return (new NetworkStream(server, ownsSocket: true), new NetworkStream(client, ownsSocket: true));
    }

    /// <summary>An open channel, with the transports below it for interference.</summary>
    public static async Task<Channel> ChannelAsync()
    {
        (_, KeepCredential credential) = TestKeys.Keep();
        (NetworkStream server, NetworkStream client) = await PairAsync();
        Task<AttestedTlsStream> accepted = AttestedTlsStream.AcceptAsync(server, credential, Patience);
        AttestedTlsStream connected = await AttestedTlsStream.ConnectAsync(client, credential.KeyDigest, Patience);
        return new Channel(await accepted, connected, server, client);
    }

    public static async Task<AttestedTlsException> RefusedAsync(Task handshake, AttestedTlsReason reason)
    {
        AttestedTlsException e = await Assert.ThrowsAsync<AttestedTlsException>(() => handshake.WaitAsync(Patience));
        Assert.Equal(reason, e.Reason);
        return e;
    }

    internal sealed record Channel(AttestedTlsStream Server, AttestedTlsStream Client, NetworkStream ServerWire, NetworkStream ClientWire) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Server.DisposeAsync();
        }
    }
}
