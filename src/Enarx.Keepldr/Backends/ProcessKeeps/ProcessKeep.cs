using System.Diagnostics;
using System.Net.Sockets;
using Enarx.Host;
using Enarx.Protocol;

namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>A keep that is an ordinary process in a sandbox, with a simulated TEE beside it.</summary>
internal sealed class ProcessKeep : IAsyncDisposable
{
    /// <summary>Name of this backend.</summary>
    public const string Name = "process";

    private const int MostLogCharacters = 64 * 1024;

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    private readonly string _directory;
    private readonly Socket _guest;
    private readonly SocketPair _control;
    private readonly SocketPair _teeDevice;
    private readonly SimulatedTee _tee;
    private readonly TaskCompletionSource _ended;
    private readonly SemaphoreSlim _oneQuestion = new(1);
    private readonly Process _process;

    private ProcessKeep(
        string directory, Socket guest, SocketPair control, SocketPair teeDevice, SimulatedTee tee, TaskCompletionSource ended,
        Process process, IReadOnlyList<SandboxMeasure> sandbox)
    {
        _directory = directory;
        _guest = guest;
        _control = control;
        _teeDevice = teeDevice;
        _tee = tee;
        _ended = ended;
        _process = process;
        Walls = sandbox;
    }

    /// <summary>Completes when the keep's process has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Every wall of the sandbox, standing or not.</summary>
    public IReadOnlyList<SandboxMeasure> Walls { get; }

    /// <summary>Starts wasmldr and waits until it answers.</summary>
    /// <exception cref="KeepException">It could not be started (id KeepStartFailed).</exception>
    public static async Task<ProcessKeep> StartAsync(Options options, CancellationToken cancellationToken)
    {
        string programs = AppContext.BaseDirectory.TrimEnd('/');
        string[] parameters = ["--evidence", "simulated"];
        // It stays open here too: closing it would delete its path.
        Socket guest = Listen(LocalPlaces.GuestSocket(options.Directory));
        SocketPair control = SocketPair.Create(), teeDevice = SocketPair.Create();
        int listener = (int)guest.SafeHandle.DangerousGetHandle();
        foreach (int descriptor in new[] { control.TheirDescriptor, teeDevice.TheirDescriptor, listener })
            SocketPair.LetChildInherit(descriptor);

        string rootMountPoint = Path.Combine(options.Directory, "root");
        Directory.CreateDirectory(rootMountPoint);
        SimulatedTee tee = SimulatedTee.Launch(options, programs, parameters);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        (Process process, IReadOnlyList<SandboxMeasure> sandbox) = Sandbox.Start(
            new SandboxPlan(programs, rootMountPoint),
            visible => StartInfo(visible, [.. parameters, "--control-fd", $"{control.TheirDescriptor}", "--tee-fd", $"{teeDevice.TheirDescriptor}", "--listen-fd", $"{listener}"]),
            () => ended.TrySetResult());
        control.CloseTheirs();
        teeDevice.CloseTheirs();

        var keep = new ProcessKeep(options.Directory, guest, control, teeDevice, tee, ended, process, sandbox);
        _ = keep.LogErrorsAsync();
        _ = tee.ServeAsync(teeDevice.Ours, CancellationToken.None);
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(StartPatience);
            await keep.AskAsync(Operations.Describe, null, limit.Token).ConfigureAwait(false);
            return keep;
        }
        catch (Exception e)
        {
            await keep.DisposeAsync().ConfigureAwait(false);
            if (e is KeepException { ErrorId: KeepErrorId.KeepLost } or OperationCanceledException)
                throw new KeepException(KeepErrorId.KeepStartFailed, $"wasmldr did not get ready{(process.HasExited ? $"; it ended with status {process.ExitCode}" : "")}. The keep manager's host has the log.", e);
            throw;
        }
    }

    /// <summary>Opens a connection to the keep for one client's bytes.</summary>
    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(LocalPlaces.GuestSocket(_directory)), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands a client's question in and its answer out, both unread.</summary>
    public async Task<byte[]> AttestAsync(byte[] question, CancellationToken cancellationToken) =>
        Payload.Decode(await AskAsync(Operations.Attest, Payload.Encode(question), cancellationToken).ConfigureAwait(false));

    /// <summary>Ends the process and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }

        await Ended.ConfigureAwait(false);
        _guest.Dispose();
        _control.Dispose();
        _teeDevice.Dispose();
        _tee.Dispose();
        _process.Dispose();
        _oneQuestion.Dispose();
    }

    private static ProcessStartInfo StartInfo(string visibleDirectory, string[] arguments)
    {
        var start = new ProcessStartInfo(visibleDirectory + "/wasmldr", arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The host's environment is none of the keep's business.
        start.Environment.Clear();
        return start;
    }

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        return listener;
    }

    // The control stream carries one question at a time. An answer that never came would be taken for the next one's,
    // so a question that is given up ends the keep's usefulness; its client is told and the keep is ended.
    private async Task<ReadOnlyMemory<byte>> AskAsync(string operation, byte[]? body, CancellationToken cancellationToken)
    {
        await _oneQuestion.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await _control.Ours.RequestAsync(operation, body, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or ProtocolException)
        {
            throw new KeepException(KeepErrorId.KeepLost, $"The keep ended, or broke the protocol, before it answered '{operation}'.", e);
        }
        catch (OperationCanceledException)
        {
            _control.Ours.Dispose();
            throw;
        }
        finally
        {
            _oneQuestion.Release();
        }
    }

    // What the keep writes to its error stream is the keep's word, bounded so that it cannot fill the host's disk.
    private async Task LogErrorsAsync()
    {
        int left = MostLogCharacters;
        try
        {
            while (await _process.StandardError.ReadLineAsync().ConfigureAwait(false) is { } line)
            {
                if (left > 0)
                    HostLog.Write($"wasmldr: {line[..Math.Min(line.Length, Math.Min(left, 1024))]}");
                left -= line.Length;
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The stream ends with the process.
        }
    }
}
