using System.Net;
using System.Net.Sockets;
using Enarx.Channel;

namespace Enarx.Client;

/// <summary>
/// One connection to a keep, and an HTTP/2 client that uses this connection and never another one: what was attested
/// to in it (its channel binding) would say nothing about a second connection. When it breaks, requests fail; connect
/// and attest again.
/// </summary>
public sealed class AttestedConnection : IAsyncDisposable, IDisposable
{
    /// <summary>How long making the TCP connection may take, unless the caller sets another limit.</summary>
    public static readonly TimeSpan DefaultConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Response bytes that the keep may have under way at first; the handler widens this as it measures the path.</summary>
    private const int StreamWindow = 2 * 1024 * 1024;

    private readonly AttestedTlsStream _channel;
    private int _taken;

    private AttestedConnection(AttestedTlsStream channel)
    {
        _channel = channel;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = TakeChannelAsync,
            EnableMultipleHttp2Connections = false,
            InitialHttp2StreamWindowSize = StreamWindow,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            // Whoever forwards the bytes may drop them in silence; pings find out.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        };
        Http = new HttpClient(handler, disposeHandler: true)
        {
            // The name means nothing: no other connection than this one is ever made. The scheme is http because the
            // channel is below HTTP and the handler would put a second TLS into it for https.
            BaseAddress = new Uri("http://keep/"),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>The tls-exporter channel binding of this connection, 32 bytes (RFC 9266).</summary>
    public ReadOnlyMemory<byte> ChannelBinding => _channel.ChannelBinding;

    /// <summary>
    /// Sends requests through this connection; addresses are relative to the keep. It has no timeout of its own: use
    /// cancellation tokens. A request made by hand must have version 2.0 and <see cref="HttpVersionPolicy.RequestVersionExact"/>.
    /// </summary>
    public HttpClient Http { get; }

    /// <summary>Connects to a keep and opens an attested channel with it.</summary>
    /// <param name="keep">Where the keep's port is forwarded to: a <see cref="DnsEndPoint"/>, <see cref="IPEndPoint"/> or <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="keyDigest">SHA-384 of the DER SubjectPublicKeyInfo that appraised evidence attests to, 48 bytes.</param>
    /// <param name="connectTimeout">Limit for connecting; null for <see cref="DefaultConnectTimeout"/>.</param>
    /// <param name="handshakeTimeout">Limit for the handshake after that; null for <see cref="ChannelProfile.DefaultHandshakeTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SocketException">There is no connection to that address.</exception>
    /// <exception cref="AttestedTlsException">There is one, but not to the keep that was attested, or not a usable one.</exception>
    public static async Task<AttestedConnection> ConnectAsync(
        EndPoint keep,
        ReadOnlyMemory<byte> keyDigest,
        TimeSpan? connectTimeout = null,
        TimeSpan? handshakeTimeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(keep);
        Socket socket = await ConnectSocketAsync(keep, connectTimeout ?? DefaultConnectTimeout, cancellationToken);
        var transport = new NetworkStream(socket, ownsSocket: true);
        return new AttestedConnection(await AttestedTlsStream.ConnectAsync(transport, keyDigest, handshakeTimeout, cancellationToken));
    }

    /// <summary>
    /// The failure of the connection that made a request fail: an <see cref="AttestedTlsException"/> or
    /// <see cref="SocketException"/> from within the HTTP client's own exceptions; the given one when there is none.
    /// </summary>
    public static Exception Unwrap(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            if (e is AttestedTlsException or SocketException)
                return e;
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Http.Dispose();
        _channel.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _channel.DisposeAsync();
    }

    private static async Task<Socket> ConnectSocketAsync(EndPoint keep, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var socket = keep is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            limit.CancelAfter(timeout);
            await socket.ConnectAsync(keep, limit.Token);
            return socket;
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
                throw new SocketException((int)SocketError.TimedOut);
            throw;
        }
    }

    private ValueTask<Stream> TakeChannelAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        Interlocked.Exchange(ref _taken, 1) == 0
            ? ValueTask.FromResult<Stream>(_channel)
            : throw new AttestedTlsException(
                AttestedTlsReason.PeerClosed, "The connection to the keep has ended. Another one would not be the attested one: connect and attest again.");
}
