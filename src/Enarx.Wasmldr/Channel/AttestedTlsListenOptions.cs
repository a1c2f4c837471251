using Enarx.Channel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enarx.Wasmldr;

/// <summary>Makes a Kestrel end point serve HTTP/2 over attested channels.</summary>
public static class AttestedTlsListenOptions
{
    /// <summary>Body bytes that a client may have under way in one request. At 100 ms of round trip this is 20 MB/s.</summary>
    private const int StreamWindow = 2 * 1024 * 1024;

    /// <summary>Body bytes that a client may have under way in all requests: a bound for the keep's memory.</summary>
    private const int ConnectionWindow = 4 * 1024 * 1024;

    /// <summary>
    /// Serves nothing but HTTP/2 over attested channels at this end point. Requests have an
    /// <see cref="IAttestedChannelFeature"/>. The flow-control windows that this sets are the server's, and so hold for
    /// its other end points too.
    /// </summary>
    /// <param name="options">The end point.</param>
    /// <param name="credential">The keep's key, and the certificate that a connection gets that begins now.</param>
    /// <param name="handshakeTimeout">Limit for a whole handshake; null for <see cref="ChannelProfile.DefaultHandshakeTimeout"/>.</param>
    public static ListenOptions UseAttestedTls(this ListenOptions options, KeepCredential credential, TimeSpan? handshakeTimeout = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(credential);
        options.Protocols = HttpProtocols.Http2;
        Http2Limits limits = options.KestrelServerOptions.Limits.Http2;
        limits.InitialStreamWindowSize = StreamWindow;
        limits.InitialConnectionWindowSize = ConnectionWindow;

        var logger = options.ApplicationServices.GetRequiredService<ILogger<AttestedTlsMiddleware>>();
        options.Use(next => new AttestedTlsMiddleware(next, credential, handshakeTimeout, logger).OnConnectionAsync);
        return options;
    }
}
