using System.IO.Pipelines;
using Enarx.Channel;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Enarx.Wasmldr;

/// <summary>
/// Connection middleware: puts an attested channel between the transport and HTTP/2. Kestrel sees a connection without
/// TLS, so clients use the http scheme with prior knowledge of HTTP/2 (RFC 9113, section 3.3).
/// </summary>
internal sealed partial class AttestedTlsMiddleware(
    ConnectionDelegate next, KeepCredential credential, TimeSpan? handshakeTimeout, ILogger<AttestedTlsMiddleware> logger)
{
    /// <summary>As much as one record holds.</summary>
    private const int BufferSize = 16 * 1024;

    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: BufferSize, leaveOpen: true, useZeroByteReads: true);
    private static readonly StreamPipeWriterOptions WriterOptions = new(minimumBufferSize: BufferSize, leaveOpen: true);

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        IDuplexPipe transport = connection.Transport;
        AttestedTlsStream channel;
        try
        {
            channel = await AttestedTlsStream.AcceptAsync(
                new DuplexPipeStream(transport), credential, handshakeTimeout, connection.ConnectionClosed);
        }
        catch (Exception e) when (e is AttestedTlsException or OperationCanceledException)
        {
            HandshakeFailed(logger, connection.ConnectionId, e.Message);
            return;
        }

        await using (channel)
        {
            var pipe = new ChannelPipe(PipeReader.Create(channel, ReaderOptions), PipeWriter.Create(channel, WriterOptions));
            connection.Features.Set<IAttestedChannelFeature>(new ChannelFeature(channel.ChannelBinding));
            connection.Transport = pipe;
            try
            {
                await next(connection);
            }
            finally
            {
                connection.Transport = transport;
                await pipe.Input.CompleteAsync();
                await CompleteAsync(pipe.Output);
            }
        }
    }

    /// <summary>Completing the writer sends what is left in it, which fails when the channel is broken already.</summary>
    private static async ValueTask CompleteAsync(PipeWriter output)
    {
        try
        {
            await output.CompleteAsync();
        }
        catch (IOException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Connection {ConnectionId}: no attested channel. {Problem}")]
    private static partial void HandshakeFailed(ILogger logger, string connectionId, string problem);

    private sealed record ChannelFeature(ReadOnlyMemory<byte> ChannelBinding) : IAttestedChannelFeature;

    private sealed record ChannelPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
