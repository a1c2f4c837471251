using Enarx.Channel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ConfiguredOptions = Microsoft.Extensions.Options.Options;

namespace Enarx.Wasmldr.Http;

/// <summary>
/// Kestrel on the inherited listening socket, with nothing of the web host around it: no configuration, no logging of
/// requests, no file system. An idle keep should be small.
/// </summary>
internal sealed class KeepServer : IAsyncDisposable
{
    private const int MostConnections = 64;
    private const int MostStreams = 100;

    private readonly KestrelServer _server;

    private KeepServer(KestrelServer server) => _server = server;

    /// <summary>Starts to serve.</summary>
    public static async Task<KeepServer> StartAsync(int listener, KeepCredential credential, KeepApplication application)
    {
        var options = new KestrelServerOptions
        {
            ApplicationServices = new ServiceCollection().AddSingleton(typeof(ILogger<>), typeof(NullLogger<>)).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).BuildServiceProvider(),
            AddServerHeader = false,
        };
        options.Limits.MaxConcurrentConnections = MostConnections;
        options.Limits.MaxRequestBodySize = null;
        options.Limits.Http2.MaxStreamsPerConnection = MostStreams;
        // A program may think for a long time before it reads or writes; its client's streams stay open meanwhile.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.ListenHandle((ulong)listener, listen => listen.UseAttestedTls(credential));

        var server = new KestrelServer(ConfiguredOptions.Create(options), new SocketTransportFactory(ConfiguredOptions.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
        await server.StartAsync(application, CancellationToken.None).ConfigureAwait(false);
        return new KeepServer(server);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        _server.Dispose();
    }
}
