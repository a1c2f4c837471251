namespace Enarx.Channel;

public sealed partial class AttestedTlsStream
{
    /// <summary>Opens the keep's end of a channel.</summary>
    /// <param name="transport">An ordered byte stream to the client, for asynchronous use; it is closed with the channel, and when this fails.</param>
    /// <param name="credential">The keep's key and certificate.</param>
    /// <param name="handshakeTimeout">Limit for the whole handshake; null for <see cref="ChannelProfile.DefaultHandshakeTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AttestedTlsException">The handshake failed; the reason says why.</exception>
    public static Task<AttestedTlsStream> AcceptAsync(
        Stream transport, KeepCredential credential, TimeSpan? handshakeTimeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(credential);
        return OpenAsync(transport, new TlsEngine(credential), handshakeTimeout, cancellationToken);
    }

    /// <summary>Opens the client's end of a channel. No byte of data can be sent before the keep has proved possession of the attested key.</summary>
    /// <param name="transport">An ordered byte stream to the keep, for asynchronous use; it is closed with the channel, and when this fails.</param>
    /// <param name="keyDigest">SHA-384 of the DER SubjectPublicKeyInfo that appraised evidence attests to, 48 bytes.</param>
    /// <param name="handshakeTimeout">Limit for the whole handshake; null for <see cref="ChannelProfile.DefaultHandshakeTimeout"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="AttestedTlsException">The handshake failed; the reason says why.</exception>
    public static Task<AttestedTlsStream> ConnectAsync(
        Stream transport, ReadOnlyMemory<byte> keyDigest, TimeSpan? handshakeTimeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return keyDigest.Length == ChannelProfile.KeyDigestLength
            ? OpenAsync(transport, new TlsEngine(keyDigest.ToArray()), handshakeTimeout, cancellationToken)
            : throw new ArgumentException($"The digest of the attested key has {ChannelProfile.KeyDigestLength} bytes; there are {keyDigest.Length}.", nameof(keyDigest));
    }

    private static async Task<AttestedTlsStream> OpenAsync(
        Stream transport, TlsEngine engine, TimeSpan? handshakeTimeout, CancellationToken cancellationToken)
    {
        TimeSpan timeout = handshakeTimeout ?? ChannelProfile.DefaultHandshakeTimeout;
        var stream = new AttestedTlsStream(transport, engine);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            limit.CancelAfter(timeout);
            await stream.HandshakeAsync(limit.Token);
            return stream;
        }
        catch (Exception e)
        {
            await stream.DisposeAsync();
            stream.ReleaseInput();
            if (e is OperationCanceledException && limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new AttestedTlsException(
                    AttestedTlsReason.HandshakeTimeout, $"The handshake was not complete after {timeout.TotalSeconds:0.###} seconds; the peer is silent or too slow.", e);
            }

            throw;
        }
    }

    private async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        _engine.Start();
        await SendPendingAsync(cancellationToken);
        while (_engine.ChannelBinding is null)
        {
            await FillAsync(cancellationToken);
            await SendPendingAsync(cancellationToken);
        }
    }
}
