using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Enarx.Channel;
using Enarx.Protocol;

namespace Enarx.Client;

/// <summary>The client's side of one running workload: its connection to the keep, its input and its output.</summary>
public sealed class WorkloadRun : IDisposable
{
    private const int MostStandardInput = 4 * 1024 * 1024;
    private const int MostErrorBody = 64 * 1024;

    private static readonly ConditionalWeakTable<KeepWorkload, WorkloadRun> Runs = [];
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly AttestedConnection _connection;
    private readonly Pipe _standardInput = new(new PipeOptions(
        pauseWriterThreshold: MostStandardInput, resumeWriterThreshold: MostStandardInput / 2, useSynchronizationContext: false));
    private readonly OutputBuffer _output = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private int _number;

    private WorkloadRun(AttestedConnection connection, KeepWorkload workload)
    {
        _connection = connection;
        Workload = workload;
    }

    /// <summary>What users see of it.</summary>
    public KeepWorkload Workload { get; }

    /// <summary>The program's standard input; it ends when this is completed.</summary>
    public PipeWriter StandardInput => _standardInput.Writer;

    /// <summary>Completes when the workload has ended, however it ended; it never fails.</summary>
    public Task Ended => _running;

    /// <summary>True while the program is held up because its output is not received.</summary>
    public bool IsHeldUp => _output.IsFull;

    /// <summary>Finds the run of a workload that this process started.</summary>
    /// <exception cref="KeepException">It was started elsewhere (id WorkloadNotFound).</exception>
    public static WorkloadRun Of(KeepWorkload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Runs.TryGetValue(workload, out WorkloadRun? run)
            ? run
            : throw new KeepException(KeepErrorId.WorkloadNotFound, $"The workload '{workload.Name}' was not started in this session; its output went to the session that started it.");
    }

    /// <summary>
    /// Connects to the keep of a passed appraisal, with the attested key pinned, and sends the workload. Before the
    /// handshake has proven the key, not one byte of the workload leaves.
    /// </summary>
    /// <exception cref="KeepException">
    /// AppraisalNotPassed, AppraisalHasNoKeep, KeepNotFound, ChannelKeyMismatch, ChannelFailed, KeepLost, and whatever
    /// the keep says of the module.
    /// </exception>
    public static async Task<WorkloadRun> StartAsync(
        KeepAppraisal appraisal, string name, byte[] module, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment,
        Action<string> verbose, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(appraisal);
        ArgumentNullException.ThrowIfNull(module);
        if (!appraisal.Passed)
            throw new KeepException(KeepErrorId.AppraisalNotPassed, $"The evidence was {appraisal}; a workload goes only to a keep whose evidence passed.");
        if (appraisal.Keep is not { Endpoint: { } endpoint } keep || appraisal.AttestedKey is not { } key)
            throw new KeepException(KeepErrorId.AppraisalHasNoKeep, "The evidence that was appraised is not of a keep that a workload can be sent to.");

        // What cannot be sent is told before anybody is called.
        byte[] digest = SHA384.HashData(module);
        byte[] request = new WorkloadRequest { Arguments = arguments, Environment = environment, ModuleLength = module.Length, ModuleDigest = digest }.Encode();
        verbose($"Connecting to keep '{keep.Name}' at {endpoint}, with its attested key pinned.");
        AttestedConnection connection = await ConnectAsync(keep, endpoint, key, cancellationToken).ConfigureAwait(false);
        var workload = new KeepWorkload
        {
            Name = name,
            Keep = keep,
            Appraisal = appraisal,
            ModuleDigest = Convert.ToHexStringLower(digest),
            StartedAt = DateTimeOffset.UtcNow,
        };
        var run = new WorkloadRun(connection, workload);
        verbose($"Sending '{name}', {module.Length} bytes, to keep '{keep.Name}'.");
        run._running = run.RunAsync(new WorkloadContent(request, module, run._standardInput.Reader));
        try
        {
            await run._begun.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            run.Abandon();
            throw;
        }

        Runs.Add(workload, run);
        return run;
    }

    /// <summary>Lines of standard output, across all who receive it in turn.</summary>
    public LineReader StandardOutputLines { get; } = new();

    /// <summary>Lines of standard error, likewise.</summary>
    public LineReader StandardErrorLines { get; } = new();

    /// <summary>Takes a piece of output if one is there.</summary>
    public bool TryTakeOutput(out WorkloadOutput output)
    {
        bool taken = _output.TryTake(out output);
        Workload.OutputWaiting = _output.Waiting;
        return taken;
    }

    /// <summary>Waits for output.</summary>
    /// <returns>False when there will be none any more.</returns>
    public Task<bool> WaitForOutputAsync(CancellationToken cancellationToken) => _output.WaitAsync().WaitAsync(cancellationToken);

    /// <summary>Has the keep end the program. Output that it wrote before is still received.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running.IsCompleted)
            return;
        try
        {
            using HttpResponseMessage answer = await _connection.Http.PostAsync(new Uri($"workloads/{_number}/stop", UriKind.Relative), null, cancellationToken).ConfigureAwait(false);
            await _running.WaitAsync(StopPatience, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is (HttpRequestException or TimeoutException or ObjectDisposedException or OperationCanceledException))
        {
            // The program's end took the connection away before the answer, or unreceived output holds the program up;
            // that one ends when its connection does.
        }

        Abandon();
    }

    /// <summary>Breaks the connection; the keep ends a workload whose client is gone.</summary>
    public void Abandon() => _abandoned.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Abandon();
        _connection.Dispose();
    }

    private static async Task<AttestedConnection> ConnectAsync(Keep keep, string endpoint, byte[] key, CancellationToken cancellationToken)
    {
        if (!IPEndPoint.TryParse(endpoint, out IPEndPoint? address))
            throw new KeepException(KeepErrorId.ProtocolViolation, $"The manager gave '{endpoint}' as the endpoint of keep '{keep.Name}', which is no address and port.");
        try
        {
            return await AttestedConnection.ConnectAsync(address, key, cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            throw new KeepException(KeepErrorId.KeepNotFound, $"Nobody answers for keep '{keep.Name}' at {endpoint}: {e.Message}. The keep has ended, or its host cannot be reached.", e);
        }
        catch (AttestedTlsException e) when (e.Reason == AttestedTlsReason.PeerKeyMismatch)
        {
            throw new KeepException(KeepErrorId.ChannelKeyMismatch, $"Whoever answers at {endpoint} does not hold the key that keep '{keep.Name}' attested to. Nothing was sent.", e);
        }
        catch (AttestedTlsException e)
        {
            throw new KeepException(KeepErrorId.ChannelFailed, $"The attested channel to keep '{keep.Name}' at {endpoint} could not be set up. {e.Message}", e);
        }
    }

    private async Task RunAsync(WorkloadContent content)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "workloads") { Content = content, Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using HttpResponseMessage response = await _connection.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _abandoned.Token).ConfigureAwait(false);
            using Stream body = await response.Content.ReadAsStreamAsync(_abandoned.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw await ReadErrorAsync(body).ConfigureAwait(false);

            while (true)
            {
                byte[] message = await body.ReadFrameAsync(_abandoned.Token).ConfigureAwait(false) ?? throw new EndOfStreamException("The keep's output ended without an end.");
                if (await TakeAsync(OutputFrame.Decode(message)).ConfigureAwait(false))
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            End(WorkloadState.Stopped, null);
        }
        catch (KeepException e)
        {
            End(WorkloadState.Failed, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ProtocolException or SocketException or ObjectDisposedException)
        {
            string what = AttestedConnection.Unwrap(e).Message;
            End(WorkloadState.Lost, new KeepException(KeepErrorId.KeepLost, $"The connection to keep '{Workload.Keep.Name}' broke: {what} What became of the workload is not known.", e));
        }
        finally
        {
            _begun.TrySetException(new KeepException(KeepErrorId.InternalError, $"The workload '{Workload.Name}' was not begun."));
            await _standardInput.Reader.CompleteAsync().ConfigureAwait(false);
            _output.Complete();
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<bool> TakeAsync(OutputFrame frame)
    {
        if (frame.Begin is null == _number is 0)
            throw new ProtocolException("output", "begin", 0, "the beginning is the first frame and only that.");
        if (frame.Begin is { } begin)
        {
            _number = begin.Id;
            Workload.CompileTime = TimeSpan.FromMicroseconds(begin.CompileTime);
            Workload.State = WorkloadState.Running;
            _begun.TrySetResult();
        }
        else if (frame.End is { } end)
        {
            Workload.ExitStatus = end.ExitStatus;
            End(end.State, end.Error is { } error ? new KeepException(error.Id, $"The workload '{Workload.Name}' failed. {error.Message}") : null);
            return true;
        }
        else
        {
            bool isError = frame.StandardError is not null;
            await _output.AddAsync(new WorkloadOutput(isError, isError ? frame.StandardError! : frame.StandardOutput!)).WaitAsync(_abandoned.Token).ConfigureAwait(false);
            Workload.OutputWaiting = _output.Waiting;
        }

        return false;
    }

    private void End(WorkloadState state, KeepException? error)
    {
        Workload.EndedAt = DateTimeOffset.UtcNow;
        Workload.Error = error;
        Workload.State = state;
        if (error is not null)
            _begun.TrySetException(error);
        else
            _begun.TrySetResult();
    }

    private async Task<KeepException> ReadErrorAsync(Stream body)
    {
        byte[] text = new byte[MostErrorBody];
        int length = await body.ReadAtLeastAsync(text, text.Length, throwOnEndOfStream: false, _abandoned.Token).ConfigureAwait(false);
        ErrorMessage error = ErrorMessage.Decode(text.AsMemory(0, length));
        return new KeepException(error.Id, error.Message);
    }
}
