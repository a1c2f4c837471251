using Enarx.Host;
using Enarx.Keepldr.Backends.ProcessKeeps;
using Enarx.Protocol;

namespace Enarx.Keepldr;

/// <summary>The life of one keep: start, answer keepmgr, end.</summary>
internal sealed class Loader(Options options, CancellationTokenSource ending) : IAsyncDisposable
{
    private readonly TaskCompletionSource<ProcessKeep> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DateTimeOffset _createdAt = DateTimeOffset.UtcNow;
    private Forwarder? _forwarder;

    /// <summary>Starts the keep and returns when it has ended or was told to.</summary>
    public async Task RunAsync()
    {
        ProcessKeep keep;
        try
        {
            keep = await ProcessKeep.StartAsync(options, ending.Token).ConfigureAwait(false);
            _forwarder = Forwarder.Start(options.Listen, keep.ConnectAsync);
            _started.SetResult(keep);
        }
        catch (Exception e) when (e is KeepException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            HostLog.Write($"the keep could not be started: {e.Message}");
            _started.SetException(e is KeepException ? e : new KeepException(KeepErrorId.KeepStartFailed, e.Message, e));
            // keepmgr is about to ask how the keep is, and should hear why there is none.
            await Task.Delay(TimeSpan.FromSeconds(2), ending.Token).ContinueWith(static _ => { }, TaskScheduler.Default).ConfigureAwait(false);
            return;
        }

        Task ended = await Task.WhenAny(keep.Ended, Task.Delay(Timeout.Infinite, ending.Token)).ConfigureAwait(false);
        HostLog.Write(ended == keep.Ended ? "the keep ended by itself" : "the keep is ended");
    }

    /// <summary>Answers one request of keepmgr.</summary>
    public async Task<byte[]?> HandleAsync(string operation, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        switch (operation)
        {
            case Operations.Describe:
                Request.ExpectNoBody(body);
                ProcessKeep keep = await _started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                return KeepMessage.Encode(Describe(keep));
            case Operations.Attest:
                keep = await _started.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                return Payload.Encode(await keep.AttestAsync(Payload.Decode(body, KeepRequest.MaximumPayload), cancellationToken).ConfigureAwait(false));
            case Operations.Stop:
                Request.ExpectNoBody(body);
                await ending.CancelAsync().ConfigureAwait(false);
                return null;
            default:
                throw new KeepException(KeepErrorId.ProtocolViolation, $"keepldr has no operation '{operation}'.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _forwarder?.Dispose();
        if (_started.Task.IsCompletedSuccessfully)
            await _started.Task.Result.DisposeAsync().ConfigureAwait(false);
    }

    private Keep Describe(ProcessKeep keep) => new()
    {
        Id = options.Id,
        Name = options.Name,
        Backend = ProcessKeep.Name,
        Tee = options.Kind.Tee,
        Product = options.Kind.Product,
        IsSimulated = true,
        State = KeepState.Ready,
        Endpoint = _forwarder!.Endpoint.ToString(),
        ProcessId = Environment.ProcessId,
        CreatedAt = _createdAt,
        Sandbox = keep.Walls,
    };
}
