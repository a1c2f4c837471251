namespace Enarx.Protocol;

/// <summary>The two sides of a request over framed messages: who asks, and who answers.</summary>
public static class Peer
{
    /// <summary>Sends a request and reads its reply.</summary>
    /// <returns>The encoded body of the reply.</returns>
    /// <exception cref="KeepException">The other side answered with an error; its id and text are passed on.</exception>
    /// <exception cref="ProtocolException">The reply does not follow the protocol.</exception>
    /// <exception cref="EndOfStreamException">The other side closed the connection.</exception>
    public static async Task<ReadOnlyMemory<byte>> RequestAsync(this Stream stream, string operation, byte[]? body, CancellationToken cancellationToken)
    {
        await stream.WriteFrameAsync(new Request(operation, body).Encode(), cancellationToken).ConfigureAwait(false);
        byte[] answer = await stream.ReadFrameAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new EndOfStreamException($"The connection was closed instead of an answer to '{operation}'.");
        Reply reply = Reply.Decode(answer);
        return reply.Error is { } error ? throw new KeepException(error.Id, error.Message) : reply.Body;
    }

    /// <summary>
    /// Answers requests until the other side closes the stream. A request that fails with a <see cref="KeepException"/>
    /// is answered with its id and text, one whose body does not follow its rule with ProtocolViolation; a message that
    /// is no request at all ends the connection. A handler that fails in any
    /// other way is a fault of ours: the other side hears that there was one and not what, and the caller gets it.
    /// </summary>
    /// <param name="stream">The connection.</param>
    /// <param name="handler">Takes the operation and its encoded body, gives the encoded body of the reply.</param>
    /// <param name="cancellationToken">Ends the serving.</param>
    /// <exception cref="InvalidOperationException">The handler failed; the inner exception says how.</exception>
    /// <exception cref="ProtocolException">The other side sent no frame of an allowed length.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task ServeAsync(
        Stream stream, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> handler, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(handler);
        while (await stream.ReadFrameAsync(cancellationToken).ConfigureAwait(false) is { } message)
        {
            Request request;
            try
            {
                request = Request.Decode(message);
            }
            catch (ProtocolException e)
            {
                await stream.WriteFrameAsync(Violation(e).Encode(), cancellationToken).ConfigureAwait(false);
                return;
            }

            Reply reply;
            try
            {
                reply = new Reply(await handler(request.Operation, request.Body, cancellationToken).ConfigureAwait(false), null);
            }
            catch (KeepException e)
            {
                reply = new Reply(null, new ErrorMessage(e.ErrorId, e.Message));
            }
            catch (ProtocolException e)
            {
                // What is wrong in a body may be a third party's doing, which whoever asks here only carries.
                reply = Violation(e);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await ReportFaultAsync(stream, cancellationToken).ConfigureAwait(false);
                // Wrapped, so that a handler's own IOException is not taken for the end of the connection.
                throw new InvalidOperationException("A request could not be answered.", e);
            }

            await stream.WriteFrameAsync(reply.Encode(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static Reply Violation(ProtocolException e) => new(null, new ErrorMessage(KeepErrorId.ProtocolViolation, e.Message));

    // The fault's text may hold what the other side must not know, so it is for this side's log alone.
    private static async Task ReportFaultAsync(Stream stream, CancellationToken cancellationToken)
    {
        var error = new ErrorMessage(KeepErrorId.InternalError, "A fault of the program that was asked kept it from answering; its log has the reason.");
        try
        {
            await stream.WriteFrameAsync(new Reply(null, error).Encode(), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Nobody is there to hear it. The fault itself is what the caller must learn.
        }
    }
}
