namespace Enarx.Channel;

/// <summary>Why an attested channel could not be opened, or broke.</summary>
public enum AttestedTlsReason
{
    /// <summary>The handshake did not complete in the time that this end allows.</summary>
    HandshakeTimeout = 1,

    /// <summary>The peer proved possession of another key than the attested one.</summary>
    PeerKeyMismatch,

    /// <summary>The peer does not speak TLS 1.3.</summary>
    ProtocolVersion,

    /// <summary>The peer did not agree on the application protocol <c>h2</c> (ALPN, RFC 7301).</summary>
    NoApplicationProtocol,

    /// <summary>The peer's certificate list is not one X.509 certificate with a P-256 key within the size limit.</summary>
    CertificateUnusable,

    /// <summary>The peer's bytes ended without close_notify, so data may have been cut off (RFC 8446, section 6.1).</summary>
    Truncated,

    /// <summary>The peer closed the channel, or gave up during the handshake; nothing more can be sent.</summary>
    PeerClosed,

    /// <summary>The peer sent a fatal alert.</summary>
    Alert,

    /// <summary>The peer's bytes are not valid TLS 1.3, or a record was changed on its way.</summary>
    ProtocolViolation,

    /// <summary>The transport below TLS failed; the inner exception says how.</summary>
    Transport,
}
