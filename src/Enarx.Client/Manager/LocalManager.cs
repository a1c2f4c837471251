using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Enarx.Protocol;

namespace Enarx.Client;

/// <summary>The per-user keep manager: found at its socket, and started when it is not there.</summary>
internal static class LocalManager
{
    private const int MostErrorText = 4096;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>Connects, starting keepmgr if nobody answers.</summary>
    /// <exception cref="KeepException">ManagerUnavailable, HostProgramMissing, UnsafeDirectory.</exception>
    public static async Task<NetworkStream> ConnectAsync(LocalPlaces places, Action<string> verbose, CancellationToken cancellationToken)
    {
        // Of several that are started at once one serves, and may need a moment after the others have made way.
        var time = Stopwatch.StartNew();
        TimeSpan? startedAt = null;
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(places.ManagerSocket), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e) when (time.Elapsed < StartPatience)
            {
                socket.Dispose();
                if (startedAt is { } before && time.Elapsed - before < StartAgainAfter)
                {
                    await Task.Delay(LookAgainAfter, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                verbose($"No keep manager at {places.ManagerSocket} ({e.SocketErrorCode}); starting one.");
                await StartAsync(places, cancellationToken).ConfigureAwait(false);
                startedAt = time.Elapsed;
            }
            catch (SocketException e)
            {
                socket.Dispose();
                throw new KeepException(KeepErrorId.ManagerUnavailable, $"The keep manager at '{places.ManagerSocket}' does not answer: {e.Message}. Its log is '{places.ManagerLog}'.", e);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    // keepmgr lets go of its error stream when it serves; if it ends instead, the stream says why.
    private static async Task StartAsync(LocalPlaces places, CancellationToken cancellationToken)
    {
        string program = HostPrograms.Find("keepmgr");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartPatience);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["--runtime-directory", places.RuntimeDirectory, "--state-directory", places.StateDirectory])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = "/",
            })!;
            process.StandardInput.Close();
            char[] errors = new char[MostErrorText];
            int length = await process.StandardError.ReadBlockAsync(errors, limit.Token).ConfigureAwait(false);
            if (length > 0)
                throw new KeepException(KeepErrorId.ManagerUnavailable, $"The keep manager could not be started. {new string(errors, 0, length).Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new KeepException(KeepErrorId.ManagerUnavailable, $"'{program}' could not be started: {e.Message}.", e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new KeepException(KeepErrorId.ManagerUnavailable, $"The keep manager did not get ready within {StartPatience.TotalSeconds} seconds. Its log is '{places.ManagerLog}'.");
        }
    }
}
