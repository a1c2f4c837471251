using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using Enarx.Protocol;
using Enarx.Wasmldr.Workloads;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Enarx.Wasmldr.Http;

/// <summary>The keep's HTTP interface: docs/protocol.md, "Inside the attested channel".</summary>
internal sealed class KeepApplication(WorkloadStore workloads, TimeProvider clock) : IHttpApplication<HttpContext>, IDisposable
{
    // Clients that have not been told apart yet share the memory that modules take on their way in.
    private const int MostUploads = 4;

    // Those who dawdle must not keep everybody else out for ever.
    private const int LeastUploadRate = 16 * 1024;
    private static readonly TimeSpan UploadGrace = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _uploads = new(MostUploads);

    /// <inheritdoc/>
    public void Dispose() => _uploads.Dispose();

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // A request holds nothing of its own.
    }

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context).ConfigureAwait(false);
        }
        catch (KeepException e)
        {
            await RefuseAsync(context, e.ErrorId is KeepErrorId.WorkloadNotFound ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity, e.ErrorId, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ProtocolException or EndOfStreamException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, KeepErrorId.ProtocolViolation, e.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away.
            context.Abort();
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Split('/');
        string method = context.Request.Method;
        if (path is ["", "workloads"])
            return method == HttpMethods.Post ? RunAsync(context) : NotAllowedAsync(context);
        if (path is not ["", "workloads", var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return RefuseAsync(context, StatusCodes.Status404NotFound, KeepErrorId.ProtocolViolation, "A keep has no such resource.");

        Workload workload = workloads.Find(id);
        return path[3..] is not ["stop"] ? RefuseAsync(context, StatusCodes.Status404NotFound, KeepErrorId.ProtocolViolation, "A workload has no such resource.")
            : method == HttpMethods.Post ? StopAsync(context, workload)
            : NotAllowedAsync(context);
    }

    // One request is one workload: its body brings configuration, module and standard input, its response takes the
    // output away while the input still comes. A client that goes takes its workload with it.
    private async Task RunAsync(HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        Stream body = context.Request.Body;
        byte[] encoded = await body.ReadFrameAsync(gone).ConfigureAwait(false) ?? throw new EndOfStreamException("The request has no configuration.");
        WorkloadRequest request = WorkloadRequest.Decode(encoded);
        Workload workload;
        await _uploads.WaitAsync(gone).ConfigureAwait(false);
        try
        {
            ReadOnlyMemory<byte> module = await ReceiveModuleAsync(body, request.ModuleLength, gone).ConfigureAwait(false);
            workload = await Task.Run(() => workloads.Accept(request, encoded, module.Span), gone).ConfigureAwait(false);
        }
        finally
        {
            _uploads.Release();
        }

        using CancellationTokenRegistration stop = gone.UnsafeRegister(static state => ((Workload)state!).Stop(), workload);
        Task input = GiveInputAsync(context, workload);
        await SendOutputAsync(context, workload).ConfigureAwait(false);
        // The program has ended; whatever input still comes has no reader.
        context.Request.BodyReader.CancelPendingRead();
        await input.ConfigureAwait(false);
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveModuleAsync(Stream body, int length, CancellationToken gone)
    {
        TimeSpan patience = UploadGrace + TimeSpan.FromSeconds((double)length / LeastUploadRate);
        using var late = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, late.Token);
        try
        {
            return await ReadModuleAsync(body, length, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested)
        {
            throw new KeepException(KeepErrorId.OperationTimedOut, $"The module of {length} bytes did not arrive within {patience.TotalSeconds:F0} s.", e);
        }
    }

    // Memory is taken as bytes arrive: a length that is only announced costs nothing.
    private static async Task<ReadOnlyMemory<byte>> ReadModuleAsync(Stream body, int length, CancellationToken gone)
    {
        var module = new ArrayBufferWriter<byte>();
        while (module.WrittenCount < length)
        {
            Memory<byte> room = module.GetMemory();
            int read = await body.ReadAsync(room[..Math.Min(room.Length, length - module.WrittenCount)], gone).ConfigureAwait(false);
            if (read == 0)
                throw new EndOfStreamException($"The module has {length} bytes; {module.WrittenCount} came.");
            module.Advance(read);
        }

        return module.WrittenMemory;
    }

    private static async Task GiveInputAsync(HttpContext context, Workload workload)
    {
        PipeWriter input = workload.StandardInput;
        PipeReader body = context.Request.BodyReader;
        try
        {
            while (true)
            {
                ReadResult read = await body.ReadAsync(context.RequestAborted).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                {
                    // A program may end without reading all of its input.
                    if ((await input.WriteAsync(segment, context.RequestAborted).ConfigureAwait(false)).IsCompleted)
                        return;
                }

                body.AdvanceTo(read.Buffer.End);
                if (read.IsCanceled)
                    return;
                if (read.IsCompleted)
                    break;
            }

            await input.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or BadHttpRequestException)
        {
            // A program must not take half of its input for all of it.
            await input.CompleteAsync(new IOException("The client's connection broke before the end of the input.", e)).ConfigureAwait(false);
        }
    }

    private static async Task SendOutputAsync(HttpContext context, Workload workload)
    {
        CancellationToken gone = context.RequestAborted;
        Stream body = context.Response.Body;
        context.Response.ContentType = "application/vnd.enarx.output+cbor-seq";
        await body.WriteFrameAsync(new OutputFrame { Begin = workload.Status }.Encode(), gone).ConfigureAwait(false);
        while (await workload.Output.TakeAsync(gone).ConfigureAwait(false) is { } piece)
        {
            byte[] data = piece.Buffer.AsSpan(0, piece.Length).ToArray();
            piece.Return();
            var frame = piece.Channel == OutputChannel.StandardOutput ? new OutputFrame { StandardOutput = data } : new OutputFrame { StandardError = data };
            await body.WriteFrameAsync(frame.Encode(), gone).ConfigureAwait(false);
        }

        await body.WriteFrameAsync(new OutputFrame { End = workload.Status }.Encode(), gone).ConfigureAwait(false);
    }

    private static async Task StopAsync(HttpContext context, Workload workload)
    {
        if (await context.Request.Body.ReadAsync(new byte[1], context.RequestAborted).ConfigureAwait(false) > 0)
            throw new ProtocolException("stop", null, 0, "a workload is stopped without a body.");
        workload.Stop();
        await AnswerAsync(context, workload.Status.Encode()).ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, byte[] body)
    {
        context.Response.ContentType = "application/cbor";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static Task NotAllowedAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, KeepErrorId.ProtocolViolation, "The resource is there and does not have that method.");

    private static Task RefuseAsync(HttpContext context, int status, string id, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.StatusCode = status;
        return AnswerAsync(context, new ErrorMessage(id, message).Encode());
    }
}
