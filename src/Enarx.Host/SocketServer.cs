using System.Net.Sockets;
using System.Runtime.InteropServices;
using Enarx.Protocol;

namespace Enarx.Host;

/// <summary>
/// Serves framed requests on a Unix socket that only its own user may use: the socket has mode 0600, and the kernel's
/// word on who connected is checked besides.
/// </summary>
public sealed class SocketServer : IDisposable
{
    private const int Backlog = 128;
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    private readonly string _path;
    private readonly Socket _listener;
    private int _open;

    private SocketServer(string path, Socket listener)
    {
        _path = path;
        _listener = listener;
    }

    /// <summary>How many connections there are now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>Binds the socket. The caller holds the lock that makes it the path's only server.</summary>
    public static SocketServer Bind(string path)
    {
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            listener.Bind(new UnixDomainSocketEndPoint(path));
            if (OperatingSystem.IsLinux())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(Backlog);
            return new SocketServer(path, listener);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Accepts and serves until cancelled.</summary>
    /// <param name="handler">As for <see cref="Peer.ServeAsync"/>.</param>
    /// <param name="cancellationToken">Ends the serving.</param>
    public async Task RunAsync(Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> handler, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            Socket connection;
            try
            {
                connection = await _listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException e)
            {
                // Out of descriptors, say: later there may be some again.
                HostLog.Write($"accept: {e.Message}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
                continue;
            }

            _ = ServeAsync(connection, handler, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        File.Delete(_path);
    }

    private async Task ServeAsync(Socket connection, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> handler, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using var stream = new NetworkStream(connection, ownsSocket: true);
            uint user = PeerUser(connection);
            if (user != PrivateDirectory.EffectiveUserId() && user != 0)
            {
                HostLog.Write($"refused a connection of user {user}");
                return;
            }

            await Peer.ServeAsync(stream, handler, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ProtocolException or OperationCanceledException or SocketException)
        {
            if (e is ProtocolException)
                HostLog.Write($"ended a connection: {e.Message}");
        }
#pragma warning disable CA1031 // One connection's fault must not end the daemon, and must not go unseen.
        catch (Exception e)
        {
            HostLog.Write($"fault: {e}");
        }
#pragma warning restore CA1031
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private static uint PeerUser(Socket connection)
    {
        // struct ucred { pid_t pid; uid_t uid; gid_t gid; } (unix(7)).
        Span<byte> credentials = stackalloc byte[12];
        int length = connection.GetRawSocketOption(SolSocket, SoPeerCred, credentials);
        return length == credentials.Length ? MemoryMarshal.Read<uint>(credentials[4..]) : uint.MaxValue;
    }
}
