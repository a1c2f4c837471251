using System.Net.Sockets;
using Enarx.Protocol;

namespace Enarx.Keepmgr.Keeps;

/// <summary>Connections to one keep loader. Each request has its own, so a slow one does not hold up another.</summary>
internal static class LoaderConnection
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);

    /// <summary>Sends one request to the loader of a keep's folder.</summary>
    /// <exception cref="KeepException">The loader answered with an error, or is gone (id KeepLost), or too slow (OperationTimedOut).</exception>
    public static async Task<ReadOnlyMemory<byte>> RequestAsync(string keepDirectory, string operation, byte[]? body, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using NetworkStream stream = await ConnectAsync(keepDirectory, limit.Token).ConfigureAwait(false);
            return await stream.RequestAsync(operation, body, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeepException(KeepErrorId.OperationTimedOut, $"The keep's loader did not answer '{operation}' within {patience.TotalSeconds} seconds.");
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new KeepException(KeepErrorId.KeepLost, $"The keep ended before it answered '{operation}'.", e);
        }
    }

    /// <summary>Connects, and tries again while the loader is still about to bind its socket.</summary>
    public static async Task<NetworkStream> ConnectAsync(string keepDirectory, CancellationToken cancellationToken, bool waitForBinding = false)
    {
        var endpoint = new UnixDomainSocketEndPoint(LocalPlaces.LoaderSocket(keepDirectory));
        DateTime deadline = DateTime.UtcNow + ConnectPatience;
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (waitForBinding && DateTime.UtcNow < deadline)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken).ConfigureAwait(false);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
