namespace Enarx.Protocol.Tests;

public sealed class PeerTests
{
    private static readonly byte[] Body = Payload.Encode([1, 2, 3]);

    [Fact]
    public async Task A_request_arrives_with_its_body_and_its_reply_comes_back()
    {
        await using Session session = new(async (operation, body, _) =>
        {
            await Task.Yield();
            Assert.Equal("attest", operation);
            Assert.Equal(Body, body.ToArray());
            return Payload.Encode([9]);
        });
        Assert.Equal(Payload.Encode([9]), (await session.RequestAsync("attest", Body)).ToArray());
    }

    [Fact]
    public async Task An_operation_without_a_body_has_none_on_either_way()
    {
        await using Session session = new((_, body, _) =>
        {
            Assert.True(body.IsEmpty);
            return Task.FromResult<byte[]?>(null);
        });
        Assert.True((await session.RequestAsync("stop", null)).IsEmpty);
    }

    [Fact]
    public async Task A_failure_is_passed_on_with_its_id_and_text_and_the_connection_goes_on()
    {
        await using Session session = new((operation, _, _) => operation == "good"
            ? Task.FromResult<byte[]?>(Body)
            : throw new KeepException(KeepErrorId.KeepNotFound, "There is no such keep."));
        for (int i = 0; i < 3; i++)
        {
            var e = await Assert.ThrowsAsync<KeepException>(() => session.RequestAsync("bad", null));
            Assert.Equal((KeepErrorId.KeepNotFound, "There is no such keep."), (e.ErrorId, e.Message));
            Assert.Equal(Body, (await session.RequestAsync("good", null)).ToArray());
        }
    }

    [Fact]
    public async Task A_failure_with_a_text_that_is_too_long_or_has_control_characters_still_arrives()
    {
        await using Session session = new((_, _, _) => throw new KeepException(KeepErrorId.KeepLost, "\u001b[2J\uD800 a\r\nb" + new string('\u20ac', 20_000)));
        var e = await Assert.ThrowsAsync<KeepException>(() => session.RequestAsync("x", null));
        Assert.StartsWith("\uFFFD[2J\uFFFD a\nb\u20ac", e.Message, StringComparison.Ordinal);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(e.Message), 16 * 1024 - 3, 16 * 1024);
    }

    [Fact]
    public async Task A_body_that_breaks_its_rule_is_answered_and_does_not_end_the_connection()
    {
        await using Session session = new((operation, body, _) => Task.FromResult<byte[]?>(Payload.Encode(Payload.Decode(body))));
        var e = await Assert.ThrowsAsync<KeepException>(() => session.RequestAsync("attest", new AttestRequest("p", new byte[32]).Encode()));
        Assert.Equal(KeepErrorId.ProtocolViolation, e.ErrorId);
        Assert.Equal(Body, (await session.RequestAsync("attest", Body)).ToArray());
    }

    [Fact]
    public async Task A_body_where_an_operation_has_none_is_answered_and_does_not_end_the_connection()
    {
        await using Session session = new((_, body, _) =>
        {
            Request.ExpectNoBody(body);
            return Task.FromResult<byte[]?>(null);
        });
        var e = await Assert.ThrowsAsync<KeepException>(() => session.RequestAsync("list", Body));
        Assert.Equal(KeepErrorId.ProtocolViolation, e.ErrorId);
        Assert.Contains("no body", e.Message, StringComparison.Ordinal);
        Assert.True((await session.RequestAsync("list", null)).IsEmpty);
    }

    [Fact]
    public async Task A_message_that_is_no_request_is_answered_and_ends_the_connection()
    {
        await using Session session = new((_, _, _) => throw new UnreachableHandlerException());
        await session.Client.WriteFrameAsync(new byte[] { 0xA0 }, default);
        Assert.Equal(KeepErrorId.ProtocolViolation, Reply.Decode((await session.Client.ReadFrameAsync(default))!).Error!.Id);
        await session.Serving.WaitAsync(Duplex.Patience);
    }

    [Fact]
    public async Task A_request_of_another_version_is_answered_with_the_version_that_is_spoken()
    {
        await using Session session = new((_, _, _) => throw new UnreachableHandlerException());
        await session.Client.WriteFrameAsync(RawMap.Of(new Request("list", default).Encode()).With("version", [2]).Encode(), default);
        ErrorMessage error = Reply.Decode((await session.Client.ReadFrameAsync(default))!).Error!;
        Assert.Equal(KeepErrorId.ProtocolViolation, error.Id);
        Assert.Contains("version 1 is spoken here, not 2", error.Message, StringComparison.Ordinal);
        await session.Serving.WaitAsync(Duplex.Patience);
    }

    [Fact]
    public async Task A_length_over_the_limit_ends_the_serving_with_a_typed_error()
    {
        await using Session session = new((_, _, _) => throw new UnreachableHandlerException());
        await session.Client.WriteAsync(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF });
        await session.Client.FlushAsync(default);
        await Assert.ThrowsAsync<ProtocolException>(() => session.Serving.WaitAsync(Duplex.Patience));
    }

    [Theory]
    [InlineData(typeof(InvalidCastException))]
    [InlineData(typeof(IOException))]
    public async Task A_fault_of_a_handler_is_told_without_its_text_and_given_to_the_server(Type kind)
    {
        var fault = (Exception)Activator.CreateInstance(kind, "the secret")!;
        await using Session session = new((_, _, _) => throw fault);
        var e = await Assert.ThrowsAsync<KeepException>(() => session.RequestAsync("x", null));
        Assert.Equal(KeepErrorId.InternalError, e.ErrorId);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        var seen = await Assert.ThrowsAsync<InvalidOperationException>(() => session.Serving.WaitAsync(Duplex.Patience));
        Assert.Same(fault, seen.InnerException);
    }

    [Fact]
    public async Task Serving_ends_when_the_other_side_closes()
    {
        await using Session session = new((_, _, _) => throw new UnreachableHandlerException());
        session.Client.Dispose();
        await session.Serving.WaitAsync(Duplex.Patience);
    }

    [Fact]
    public async Task A_connection_that_closes_instead_of_answering_is_an_error()
    {
        (Duplex client, Duplex server) = Duplex.Pair();
        Task<ReadOnlyMemory<byte>> answer = client.RequestAsync("list", null, default);
        await server.ReadFrameAsync(default);
        server.Dispose();
        await Assert.ThrowsAsync<EndOfStreamException>(() => answer.WaitAsync(Duplex.Patience));
    }

    [Theory]
    [InlineData("A0")]
    [InlineData("A164626F647900")]
    [InlineData("FF")]
    [InlineData("A2")]
    public async Task An_answer_that_is_no_reply_is_a_typed_error(string answer)
    {
        (Duplex client, Duplex server) = Duplex.Pair();
        await server.WriteFrameAsync(Convert.FromHexString(answer), default);
        Task<ReadOnlyMemory<byte>> asking = client.RequestAsync("list", null, default);
        if (answer == "A0")
            Assert.True((await asking).IsEmpty);
        else
            await Assert.ThrowsAsync<ProtocolException>(() => asking.WaitAsync(Duplex.Patience));
    }

    /// <summary>A handler that a test expects never to be called.</summary>
    private sealed class UnreachableHandlerException : Exception;

    /// <summary>A client and a server that serves it.</summary>
    private sealed class Session : IAsyncDisposable
    {
        private readonly Duplex _server;

        public Session(Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<byte[]?>> handler)
        {
            (Client, _server) = Duplex.Pair();
            Serving = Peer.ServeAsync(_server, handler, default);
        }

        public Duplex Client { get; }

        public Task Serving { get; }

        public Task<ReadOnlyMemory<byte>> RequestAsync(string operation, byte[]? body) => Client.RequestAsync(operation, body, default).WaitAsync(Duplex.Patience);

        public async ValueTask DisposeAsync()
        {
            await Client.DisposeAsync();
            await Serving.ContinueWith(static _ => { }, TaskScheduler.Default).WaitAsync(Duplex.Patience);
            await _server.DisposeAsync();
        }
    }
}
