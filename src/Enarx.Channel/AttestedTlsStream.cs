using System.Buffers;

namespace Enarx.Channel;

/// <summary>
/// An attested channel: TLS 1.3 (RFC 8446) between a client and a keep, full duplex, asynchronous only. Any number of
/// writes may be pending, and one read. <see cref="ReadAsync(Memory{byte}, CancellationToken)"/> gives 0 only after the
/// peer's close_notify; every other end of the bytes is an <see cref="AttestedTlsException"/>.
/// </summary>
public sealed partial class AttestedTlsStream : Stream
{
    /// <summary>Holds the longest record that TLS allows, twice over.</summary>
    private const int InputSize = 32 * 1024;

    /// <summary>Three full records, one system call.</summary>
    private const int OutputSize = 64 * 1024;

    /// <summary>How long closing waits for a peer that does not read.</summary>
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);

    private readonly Stream _transport;
    private readonly TlsEngine _engine;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte[]? _input;
    private int _start, _end, _recordSize;
    private int _reading, _disposed;

    private AttestedTlsStream(Stream transport, TlsEngine engine)
    {
        _transport = transport;
        _engine = engine;
    }

    /// <summary>
    /// The <c>tls-exporter</c> channel binding (RFC 9266), 32 bytes: equal at both ends of one connection, and different
    /// for every connection.
    /// </summary>
    public ReadOnlyMemory<byte> ChannelBinding => _engine.ChannelBinding;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads what has arrived, at least one byte; with an empty buffer, waits until there is something to read.</summary>
    /// <returns>How many bytes were read; 0 when the peer has closed the channel in order.</returns>
    /// <exception cref="AttestedTlsException">The channel broke.</exception>
    /// <exception cref="InvalidOperationException">Another read is pending.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _reading, 1) == 1)
            throw new InvalidOperationException("Another read is pending; a channel has one reader.");
        try
        {
            ThrowIfDisposed();
            int taken;
            while (!_engine.TryTake(buffer.Span, out taken))
            {
                await FillAsync(cancellationToken);
                if (_engine.Closed)
                    await SendLastWordsAsync();
            }

            return taken;
        }
        catch (AttestedTlsException e) when (e.Reason != AttestedTlsReason.Transport)
        {
            await SendLastWordsAsync();
            ThrowIfDisposed();
            throw;
        }
        finally
        {
            if (_start == _end || Volatile.Read(ref _disposed) == 1)
                ReleaseInput();
            Volatile.Write(ref _reading, 0);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        if (buffer.IsEmpty)
            return;
        await _writing.WaitAsync(cancellationToken);
        byte[] output = ArrayPool<byte>.Shared.Rent(OutputSize);
        try
        {
            while (!buffer.IsEmpty)
            {
                ThrowIfDisposed();
                (int taken, int length) = _engine.Encrypt(buffer.Span, output);
                await SendAsync(output.AsMemory(0, length), cancellationToken);
                buffer = buffer[taken..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _transport.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Sends close_notify, waiting at most two seconds for a peer that does not read, and closes the transport.</summary>
    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await base.DisposeAsync();
    }

    /// <summary>As <see cref="DisposeAsync"/>, but what would block goes on in the background.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _ = CloseAsync();
        base.Dispose(disposing);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <summary>Not supported: a channel is asynchronous.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw Synchronous();

    /// <summary>Not supported: a channel is asynchronous.</summary>
    public override void Write(byte[] buffer, int offset, int count) => throw Synchronous();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    private static NotSupportedException Synchronous() => new("An attested channel can be read and written asynchronously only.");

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);

    private async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        _engine.Close();
        await SendLastWordsAsync();
        _engine.Dispose();
        await _transport.DisposeAsync();
    }

    /// <summary>Reads one record from the transport and gives it to the engine.</summary>
    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        while (!HasRecord())
        {
            _input ??= ArrayPool<byte>.Shared.Rent(InputSize);
            if (_start > 0)
            {
                _input.AsSpan(_start, _end - _start).CopyTo(_input);
                (_start, _end) = (0, _end - _start);
            }

            int read;
            try
            {
                read = await _transport.ReadAsync(_input.AsMemory(_end, InputSize - _end), cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                ThrowIfDisposed();
                throw _engine.Fail(new AttestedTlsException(AttestedTlsReason.Transport, $"The connection broke while it was read: {e.Message}", e));
            }

            if (read == 0)
                throw _engine.Fail(EndOfTransport());
            _end += read;
        }

        int record = _start, size = _recordSize;
        (_start, _recordSize) = (_start + size, 0);
        try
        {
            _engine.Offer(_input!, record, size);
        }
        finally
        {
            // The record was decrypted in place, and the buffer goes back to a pool.
            _input.AsSpan(record, size).Clear();
        }
    }

    /// <summary>Whether a whole record lies at the start of the input. Its header is judged once, as soon as it is there.</summary>
    private bool HasRecord()
    {
        if (_recordSize == 0 && _end - _start >= TlsEngine.HeaderLength)
            _recordSize = _engine.Preview(_input.AsSpan(_start));
        return _recordSize > 0 && _end - _start >= _recordSize;
    }

    private AttestedTlsException EndOfTransport() => _engine.ChannelBinding is null
        ? new(AttestedTlsReason.PeerClosed, "The peer closed the connection before the handshake was complete.")
        : new(AttestedTlsReason.Truncated, "The connection ended without the peer's close_notify: what was sent last may be missing.");

    private void ReleaseInput()
    {
        if (_input is not { } input)
            return;
        _input = null;
        _start = _end = 0;
        ArrayPool<byte>.Shared.Return(input);
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> records, CancellationToken cancellationToken)
    {
        try
        {
            await _transport.WriteAsync(records, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Part of a record may be out; another one must not follow it.
            _engine.Fail(new AttestedTlsException(AttestedTlsReason.Transport, "A write was cancelled in the middle of a record."));
            throw;
        }
        catch (Exception e)
        {
            // Not recorded as the channel's failure: an alert that says more may still wait to be read.
            ThrowIfDisposed();
            throw new AttestedTlsException(AttestedTlsReason.Transport, $"The connection broke while it was written: {e.Message}", e);
        }
    }

    /// <summary>Sends what the engine has ready: handshake messages, an alert, close_notify.</summary>
    private async ValueTask SendPendingAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        byte[] output = ArrayPool<byte>.Shared.Rent(OutputSize);
        try
        {
            while (_engine.Drain(output) is > 0 and int length)
                await SendAsync(output.AsMemory(0, length), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
            _writing.Release();
        }
    }

    /// <summary>
    /// Tells the peer why the channel ends, if it still listens. There is nobody to report a failure of that to: the
    /// caller learns the real reason.
    /// </summary>
    private async ValueTask SendLastWordsAsync()
    {
        using var limit = new CancellationTokenSource(CloseTimeout);
        try
        {
            await SendPendingAsync(limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
