using System.IO.Pipelines;
using System.Net;
using Enarx.Protocol;

namespace Enarx.Client;

/// <summary>A workload as a request's body: configuration, module, and standard input for as long as it lasts.</summary>
internal sealed class WorkloadContent(byte[] request, ReadOnlyMemory<byte> module, PipeReader standardInput) : HttpContent
{
    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteFrameAsync(request, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(module, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            ReadResult read = await standardInput.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
                await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
            standardInput.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
