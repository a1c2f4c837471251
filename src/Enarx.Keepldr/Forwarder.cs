using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Enarx.Host;

namespace Enarx.Keepldr;

/// <summary>
/// Takes clients' TCP connections and carries their bytes to the keep and back, unread: TLS ends in the keep.
/// </summary>
internal sealed class Forwarder : IDisposable
{
    private const int MostConnections = 256;
    private const int BufferLength = 64 * 1024;

    private readonly Socket _listener;
    private readonly Func<CancellationToken, Task<Socket>> _connect;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _room = new(MostConnections);

    private Forwarder(Socket listener, Func<CancellationToken, Task<Socket>> connect)
    {
        _listener = listener;
        _connect = connect;
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Endpoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Listens and forwards until disposed.</summary>
    /// <param name="endpoint">Where to listen; port 0 means any that is free.</param>
    /// <param name="connect">Opens a connection into the keep.</param>
    public static Forwarder Start(IPEndPoint endpoint, Func<CancellationToken, Task<Socket>> connect)
    {
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        var forwarder = new Forwarder(listener, connect);
        _ = forwarder.AcceptAsync();
        return forwarder;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _room.WaitAsync(_ending.Token).ConfigureAwait(false);
                Socket client = await _listener.AcceptAsync(_ending.Token).ConfigureAwait(false);
                _ = ForwardAsync(client);
            }
            catch (SocketException e)
            {
                _room.Release();
                HostLog.Write($"accept: {e.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        try
        {
            using (client)
            {
                client.NoDelay = true;
                using Socket keep = await _connect(_ending.Token).ConfigureAwait(false);
                await Task.WhenAll(PumpAsync(client, keep), PumpAsync(keep, client)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Either side may go at any time; the other learns it by its own connection's end.
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[]? buffer = null;
        try
        {
            while (true)
            {
                // An idle connection holds no buffer.
                await from.ReceiveAsync(Memory<byte>.Empty, _ending.Token).ConfigureAwait(false);
                buffer ??= ArrayPool<byte>.Shared.Rent(BufferLength);
                int length = await from.ReceiveAsync(buffer, _ending.Token).ConfigureAwait(false);
                if (length == 0)
                {
                    to.Shutdown(SocketShutdown.Send);
                    return;
                }

                for (int sent = 0; sent < length;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), _ending.Token).ConfigureAwait(false);
                if (from.Available == 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = null;
                }
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // A reset must be passed on as an end, or the other side would wait for ever.
            to.Close();
            from.Close();
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
