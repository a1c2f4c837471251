using Org.BouncyCastle.Tls;

namespace Enarx.Channel;

/// <summary>
/// The TLS state machine, bytes in and bytes out, with no I/O of its own. One lock makes it safe for one reader and
/// any number of writers. After its first failure every call fails with the same reason; what it still has to say to
/// the peer (an alert) is left for <see cref="Drain"/>.
/// </summary>
internal sealed class TlsEngine : IDisposable
{
    /// <summary>Plaintext bytes that one record holds (RFC 8446, section 5.1).</summary>
    public const int RecordPlaintext = 1 << 14;

    /// <summary>Room for one full record with its header and tag, and for a KeyUpdate that the engine may put before it.</summary>
    public const int RecordRoom = RecordPlaintext + 512;

    public const int HeaderLength = RecordFormat.FragmentOffset;

    private readonly Lock _lock = new();
    private readonly DotNetTlsCrypto _crypto = new();
    private readonly byte[] _header = new byte[HeaderLength];
    private readonly TlsProtocol _protocol;
    private readonly IHandshakePeer _peer;
    private readonly Action _start;
    private AttestedTlsException? _failure;

    public TlsEngine(KeepCredential credential)
    {
        var protocol = new TlsServerProtocol();
        var peer = new ServerPeer(_crypto, credential);
        (_protocol, _peer, _start) = (protocol, peer, () => protocol.Accept(peer));
    }

    public TlsEngine(byte[] keyDigest)
    {
        var protocol = new TlsClientProtocol();
        var peer = new ClientPeer(_crypto, keyDigest);
        (_protocol, _peer, _start) = (protocol, peer, () => protocol.Connect(peer));
    }

    /// <summary>The channel binding; null until the handshake is complete.</summary>
    public byte[]? ChannelBinding => _peer.ChannelBinding;

    /// <summary>True once the peer has sent close_notify, or this end has.</summary>
    public bool Closed
    {
        get
        {
            lock (_lock)
                return _protocol.IsClosed;
        }
    }

    /// <summary>Begins the handshake; a client then has its first message to send.</summary>
    public void Start() => Guard(_start);

    /// <summary>Judges a record's header before the record is waited for.</summary>
    /// <returns>Length of the record, header included, bytes.</returns>
    public int Preview(ReadOnlySpan<byte> header)
    {
        int size = 0;
        header[..HeaderLength].CopyTo(_header);
        Guard(() => size = _protocol.PreviewInputRecord(_header).RecordSize);
        return size;
    }

    /// <summary>Takes in one whole record; it is decrypted in place.</summary>
    public void Offer(byte[] buffer, int offset, int length) => Guard(() => _protocol.OfferInput(buffer, offset, length));

    /// <summary>Whether a read can be answered now: with plaintext, or with the end of the stream.</summary>
    public bool TryTake(Span<byte> plaintext, out int taken)
    {
        lock (_lock)
        {
            int available = _protocol.GetAvailableInputBytes();
            taken = available > 0 && plaintext.Length > 0 ? _protocol.ReadApplicationData(plaintext) : 0;
            if (available > 0)
                return true;
            ThrowIfFailed();
            return _protocol.IsClosed;
        }
    }

    /// <summary>Encrypts records into <paramref name="output"/> as long as another full one fits.</summary>
    /// <returns>How much of the plaintext was taken, and how much output there is.</returns>
    public (int Taken, int Length) Encrypt(ReadOnlySpan<byte> plaintext, byte[] output)
    {
        lock (_lock)
        {
            ThrowIfFailed();
            if (_protocol.IsClosed)
                throw new AttestedTlsException(AttestedTlsReason.PeerClosed, "The peer has closed the channel; nothing more can be sent.");

            int taken = 0, length = 0;
            while (taken < plaintext.Length && output.Length - length >= RecordRoom)
            {
                int chunk = Math.Min(RecordPlaintext, plaintext.Length - taken);
                try
                {
                    _protocol.WriteApplicationData(plaintext.Slice(taken, chunk));
                }
                catch (Exception e)
                {
                    throw Fail(Explain(e));
                }

                length += _protocol.ReadOutput(output, length, output.Length - length);
                taken += chunk;
            }

            return (taken, length);
        }
    }

    /// <summary>Moves what the engine has to send into <paramref name="output"/>; to be repeated until it is 0.</summary>
    public int Drain(byte[] output)
    {
        lock (_lock)
            return _protocol.ReadOutput(output, 0, output.Length);
    }

    /// <summary>Records a failure that happened outside of the engine.</summary>
    /// <returns>The exception to throw: the first failure's.</returns>
    public AttestedTlsException Fail(AttestedTlsException failure)
    {
        lock (_lock)
            return _failure ??= failure;
    }

    /// <summary>Closes this end; close_notify is then left to drain, unless the engine has failed.</summary>
    public void Close()
    {
        lock (_lock)
        {
            if (_failure is null && _peer.ChannelBinding is not null)
                _protocol.Close();
        }
    }

    /// <summary>Gives up the record keys. Nothing but <see cref="Drain"/> may be called afterwards.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _failure ??= new AttestedTlsException(AttestedTlsReason.PeerClosed, "The channel is closed.");
            _crypto.Dispose();
        }
    }

    private void Guard(Action step)
    {
        lock (_lock)
        {
            ThrowIfFailed();
            try
            {
                step();
            }
            catch (Exception e)
            {
                // Whatever the engine throws while it looks at a stranger's bytes is the end of this one connection.
                throw Fail(Explain(e));
            }
        }
    }

    private void ThrowIfFailed()
    {
        if (_failure is { } first)
            throw new AttestedTlsException(first.Reason, first.Message, first);
    }

    private static AttestedTlsException Explain(Exception e) => e switch
    {
        AttestedTlsException own => own,
        TlsFatalAlert { InnerException: AttestedTlsException own } => own,
        TlsFatalAlertReceived { AlertDescription: AlertDescription.protocol_version } =>
            new(AttestedTlsReason.ProtocolVersion, "The peer refused TLS 1.3.", e),
        TlsFatalAlertReceived { AlertDescription: AlertDescription.no_application_protocol } =>
            new(AttestedTlsReason.NoApplicationProtocol, "The peer refused the application protocol h2.", e),
        TlsFatalAlertReceived alert =>
            new(AttestedTlsReason.Alert, $"The peer ended the connection with the alert {AlertDescription.GetText(alert.AlertDescription)}.", e),
        TlsFatalAlert { AlertDescription: AlertDescription.protocol_version } =>
            new(AttestedTlsReason.ProtocolVersion, "The peer does not offer TLS 1.3.", e),
        TlsFatalAlert { AlertDescription: AlertDescription.no_application_protocol } =>
            new(AttestedTlsReason.NoApplicationProtocol, "The peer does not offer the application protocol h2.", e),
        TlsFatalAlert { AlertDescription: AlertDescription.bad_record_mac } =>
            new(AttestedTlsReason.ProtocolViolation, "A record does not authenticate: it was changed on its way, or is not the peer's.", e),
        TlsFatalAlert alert =>
            new(AttestedTlsReason.ProtocolViolation, $"The peer's bytes are not valid TLS 1.3 ({AlertDescription.GetText(alert.AlertDescription)}).", e),
        _ => new(AttestedTlsReason.ProtocolViolation, "The peer's bytes are not valid TLS 1.3.", e),
    };
}
