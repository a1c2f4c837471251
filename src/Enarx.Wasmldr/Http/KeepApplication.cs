using System.Globalization;
using Enarx.Protocol;
using Enarx.Wasmldr.Workloads;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Enarx.Wasmldr.Http;

/// <summary>The keep's HTTP interface: docs/protocol.md, "Inside the attested channel".</summary>
internal sealed class KeepApplication(WorkloadStore workloads) : IHttpApplication<HttpContext>
{
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
        string[] path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        string method = context.Request.Method;
        if (path is ["workloads"])
            return method == HttpMethods.Post ? AcceptAsync(context) : NotAllowedAsync(context);
        if (path is not ["workloads", var number, ..] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            return RefuseAsync(context, StatusCodes.Status404NotFound, KeepErrorId.ProtocolViolation, "A keep has no such resource.");

        Workload workload = workloads.Find(id);
        return path[2..] switch
        {
            [] when method == HttpMethods.Get => AnswerAsync(context, workload.Status.Encode()),
            ["stdin"] when method == HttpMethods.Put => CopyInputAsync(context, workload),
            ["output"] when method == HttpMethods.Get => SendOutputAsync(context, workload),
            ["stop"] when method == HttpMethods.Post => StopAsync(context, workload),
            [] or ["stdin"] or ["output"] or ["stop"] => NotAllowedAsync(context),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, KeepErrorId.ProtocolViolation, "A workload has no such resource."),
        };
    }

    private async Task AcceptAsync(HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        Stream body = context.Request.Body;
        byte[] encoded = await body.ReadFrameAsync(gone).ConfigureAwait(false) ?? throw new EndOfStreamException("The request has no configuration.");
        WorkloadRequest request = WorkloadRequest.Decode(encoded);
        byte[] module = new byte[request.ModuleLength];
        await body.ReadExactlyAsync(module, gone).ConfigureAwait(false);
        if (await body.ReadAsync(new byte[1], gone).ConfigureAwait(false) != 0)
            throw new ProtocolException("workload-request", "length", 0, "more bytes follow than the module's length.");

        Workload workload = await Task.Run(() => workloads.Accept(request, encoded, module), gone).ConfigureAwait(false);
        await AnswerAsync(context, workload.Status.Encode()).ConfigureAwait(false);
    }

    private static async Task CopyInputAsync(HttpContext context, Workload workload)
    {
        var input = workload.TakeStandardInput();
        try
        {
            while (true)
            {
                var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                {
                    if ((await input.WriteAsync(segment, context.RequestAborted).ConfigureAwait(false)).IsCompleted)
                    {
                        // The program ended without reading all of it, which is its right.
                        await AnswerAsync(context, workload.Status.Encode()).ConfigureAwait(false);
                        return;
                    }
                }

                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    break;
            }

            await input.CompleteAsync().ConfigureAwait(false);
            await AnswerAsync(context, workload.Status.Encode()).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // A program must not take half of its input for all of it.
            await input.CompleteAsync(new IOException("The client's connection broke before the end of the input.", e)).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task SendOutputAsync(HttpContext context, Workload workload)
    {
        OutputQueue output = workload.TakeOutput();
        Stream body = context.Response.Body;
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        await body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        while (await output.TakeAsync(context.RequestAborted).ConfigureAwait(false) is { } piece)
        {
            byte[] data = piece.Buffer.AsSpan(0, piece.Length).ToArray();
            piece.Return();
            var frame = piece.Channel == OutputChannel.StandardOutput ? new OutputFrame { StandardOutput = data } : new OutputFrame { StandardError = data };
            await body.WriteFrameAsync(frame.Encode(), context.RequestAborted).ConfigureAwait(false);
        }

        await body.WriteFrameAsync(new OutputFrame { End = workload.Status }.Encode(), context.RequestAborted).ConfigureAwait(false);
    }

    private static Task StopAsync(HttpContext context, Workload workload)
    {
        workload.Stop();
        return AnswerAsync(context, workload.Status.Encode());
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
