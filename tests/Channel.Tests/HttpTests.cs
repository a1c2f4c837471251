using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Enarx.Client;
using Enarx.Wasmldr;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Enarx.Channel.Tests;

/// <summary>HTTP/2 through Kestrel and the client's connection.</summary>
public sealed class HttpTests
{
    [Fact]
    public async Task A_request_knows_the_channel_binding_that_the_client_knows()
    {
        await using Keep keep = await Keep.StartAsync();
        await using AttestedConnection first = await keep.ConnectAsync(), second = await keep.ConnectAsync();
        Assert.Equal(first.ChannelBinding.ToArray(), await first.Http.GetByteArrayAsync("/binding"));
        Assert.Equal(second.ChannelBinding.ToArray(), await second.Http.GetByteArrayAsync("/binding"));
        Assert.Equal(first.ChannelBinding.ToArray(), await first.Http.GetByteArrayAsync("/binding"));
        Assert.NotEqual(first.ChannelBinding.ToArray(), second.ChannelBinding.ToArray());
    }

    [Fact]
    public async Task Sixty_four_echoes_at_once_over_one_connection_come_back_unharmed()
    {
        await using Keep keep = await Keep.StartAsync();
        await using AttestedConnection connection = await keep.ConnectAsync();
        await Task.WhenAll(Enumerable.Range(0, 64).Select(EchoAsync)).WaitAsync(Wire.Patience);
        Assert.Equal(1, keep.Connections);

        async Task EchoAsync(int i)
        {
            byte[] sent = RandomNumberGenerator.GetBytes(200_000 + (i * 1000));
            using HttpResponseMessage response = await connection.Http.PostAsync("/echo", new ByteArrayContent(sent));
            byte[] got = await response.Content.ReadAsByteArrayAsync();
            Assert.True(sent.AsSpan().SequenceEqual(got));
        }
    }

    [Fact]
    public async Task A_connection_that_ended_is_not_replaced_by_another_one()
    {
        await using Keep keep = await Keep.StartAsync();
        await using AttestedConnection connection = await keep.ConnectAsync();
        await connection.Http.GetByteArrayAsync("/binding");
        await keep.StopAsync();
        var e = await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            // The first request may still find the old connection going away.
            for (int i = 0; i < 3; i++)
                await connection.Http.GetByteArrayAsync("/binding");
        });
        Assert.Equal(AttestedTlsReason.PeerClosed, Assert.IsType<AttestedTlsException>(AttestedConnection.Unwrap(e)).Reason);
    }

    [Fact]
    public async Task A_forwarder_that_cuts_the_connection_makes_the_request_fail_with_the_reason()
    {
        await using Keep keep = await Keep.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task<Socket> accepted = listener.AcceptSocketAsync();
        Task<AttestedConnection> connected = AttestedConnection.ConnectAsync(listener.LocalEndpoint, keep.Credential.KeyDigest);
        await using var client = new NetworkStream(await accepted, ownsSocket: true);
        using var onward = new TcpClient();
        await onward.ConnectAsync((IPEndPoint)keep.Address);
        NetworkStream server = onward.GetStream();
        using var cut = new CancellationTokenSource();
        Task up = client.CopyToAsync(server, cut.Token), down = server.CopyToAsync(client, cut.Token);

        await using AttestedConnection connection = await connected;
        Task<HttpResponseMessage> pending = connection.Http.GetAsync("/forever");
        await keep.ForeverReached.WaitAsync(Wire.Patience);
        await cut.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(up, down));
        client.Socket.Shutdown(SocketShutdown.Send);
        var e = await Assert.ThrowsAnyAsync<HttpRequestException>(() => pending.WaitAsync(Wire.Patience));
        Assert.Equal(AttestedTlsReason.Truncated, Assert.IsType<AttestedTlsException>(AttestedConnection.Unwrap(e)).Reason);
    }

    [Fact]
    public async Task A_wrong_key_is_refused_before_any_request_is_made()
    {
        await using Keep keep = await Keep.StartAsync();
        await Wire.RefusedAsync(AttestedConnection.ConnectAsync(keep.Address, new byte[48]), AttestedTlsReason.PeerKeyMismatch);
        Assert.Equal(0, keep.Connections);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_a_socket_error()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => AttestedConnection.ConnectAsync(taken.LocalEndPoint!, new byte[48]));
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
    }

    [Fact]
    public void An_exception_without_a_failure_of_the_connection_in_it_is_given_back()
    {
        var e = new HttpRequestException("x", new InvalidOperationException());
        Assert.Same(e, AttestedConnection.Unwrap(e));
    }

    [Fact]
    public async Task The_keep_serves_a_Unix_socket_that_it_inherited_as_a_listening_descriptor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Descriptors are inherited on Unix only.");
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        try
        {
            await using Keep keep = await Keep.StartAsync(listener);
            await using AttestedConnection connection = await AttestedConnection.ConnectAsync(new UnixDomainSocketEndPoint(path), keep.Credential.KeyDigest);
            Assert.Equal(connection.ChannelBinding.ToArray(), await connection.Http.GetByteArrayAsync("/binding"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_client_that_says_nothing_does_not_keep_others_out()
    {
        await using Keep keep = await Keep.StartAsync();
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await silent.ConnectAsync(keep.Address);
        await using AttestedConnection connection = await keep.ConnectAsync();
        Assert.Equal(ChannelProfile.ChannelBindingLength, (await connection.Http.GetByteArrayAsync("/binding")).Length);
        // The keep then closes the silent one.
        Assert.Equal(0, await silent.ReceiveAsync(new byte[1]).WaitAsync(Wire.Patience));
    }

    [Fact]
    public async Task A_request_can_be_cancelled_and_the_connection_goes_on()
    {
        await using Keep keep = await Keep.StartAsync();
        await using AttestedConnection connection = await keep.ConnectAsync();
        using var giveUp = new CancellationTokenSource();
        Task pending = connection.Http.GetAsync("/forever", giveUp.Token);
        await keep.ForeverReached.WaitAsync(Wire.Patience);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(Wire.Patience));
        Assert.Equal(connection.ChannelBinding.ToArray(), await connection.Http.GetByteArrayAsync("/binding"));
        Assert.Equal(1, keep.Connections);
    }

    private sealed class Keep : IAsyncDisposable
    {
        private readonly WebApplication _app;
        private readonly HashSet<string> _seen = [];
        private readonly TaskCompletionSource _forever = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Keep(Socket? inherited)
        {
            (_, Credential) = TestKeys.Keep();
            WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.Logging.ClearProviders();
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            {
                if (inherited is null)
                    kestrel.Listen(IPAddress.Loopback, 0, Attested);
                else
                    kestrel.ListenHandle((ulong)inherited.Handle, Attested);
            });
            _app = builder.Build();
            _app.Run(ServeAsync);
        }

        public KeepCredential Credential { get; }

        public Task ForeverReached => _forever.Task;

        public int Connections
        {
            get
            {
                lock (_seen)
                    return _seen.Count;
            }
        }

        public EndPoint Address => IPEndPoint.Parse(_app.Urls.Single()["http://".Length..]);

        public static async Task<Keep> StartAsync(Socket? inherited = null)
        {
            var keep = new Keep(inherited);
            await keep._app.StartAsync();
            return keep;
        }

        public Task<AttestedConnection> ConnectAsync() => AttestedConnection.ConnectAsync(Address, Credential.KeyDigest);

        public Task StopAsync() => _app.StopAsync();

        public ValueTask DisposeAsync() => _app.DisposeAsync();

        private void Attested(ListenOptions options) => options.UseAttestedTls(Credential, TimeSpan.FromSeconds(5));

        private async Task ServeAsync(HttpContext context)
        {
            lock (_seen)
                _seen.Add(context.Connection.Id);
            switch (context.Request.Path.Value)
            {
                case "/binding":
                    await context.Response.BodyWriter.WriteAsync(context.Features.GetRequiredFeature<IAttestedChannelFeature>().ChannelBinding);
                    break;
                case "/echo":
                    await context.Request.Body.CopyToAsync(context.Response.Body);
                    break;
                case "/forever":
                    _forever.SetResult();
                    await Task.Delay(Timeout.Infinite, context.RequestAborted);
                    break;
                default:
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    break;
            }
        }
    }
}
