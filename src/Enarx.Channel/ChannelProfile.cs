using Org.BouncyCastle.Tls;

namespace Enarx.Channel;

/// <summary>What both ends of an attested channel insist on. There is nothing to configure, so nothing to downgrade.</summary>
public static class ChannelProfile
{
    /// <summary>Length of the SHA-384 by which a client knows the keep's key, bytes.</summary>
    public const int KeyDigestLength = 48;

    /// <summary>Length of a tls-exporter channel binding, bytes (RFC 9266, section 2).</summary>
    public const int ChannelBindingLength = 32;

    /// <summary>The longest certificate that either end accepts, bytes of DER.</summary>
    public const int MaximumCertificateLength = 24 * 1024;

    /// <summary>How long a handshake may take from its first byte to its last, unless the caller sets another limit.</summary>
    public static readonly TimeSpan DefaultHandshakeTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The longest handshake message that is read: a certificate of the greatest length, and its frame.</summary>
    internal const int MaximumHandshakeMessage = 32 * 1024;

    internal static readonly int[] CipherSuites =
    [
        CipherSuite.TLS_AES_128_GCM_SHA256,
        CipherSuite.TLS_AES_256_GCM_SHA384,
        CipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    /// <summary>In order of preference: a recorded handshake should not be readable with a later quantum computer.</summary>
    internal static readonly int[] Groups = [NamedGroup.X25519MLKEM768, NamedGroup.x25519, NamedGroup.secp256r1];

    internal static readonly IList<ProtocolName> ApplicationProtocols = [ProtocolName.Http_2_Tls];

    internal static readonly SignatureAndHashAlgorithm Signature =
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    /// <summary>
    /// Checks what was negotiated and takes the channel binding. The engine derives exporters only while it reports
    /// that the handshake is complete, so this is the one moment for it.
    /// </summary>
    internal static byte[] Complete(TlsContext context)
    {
        SecurityParameters parameters = context.SecurityParameters;
        if (!ProtocolVersion.TLSv13.Equals(parameters.NegotiatedVersion))
            throw Refuse(AlertDescription.protocol_version, AttestedTlsReason.ProtocolVersion, "The peer negotiated another version than TLS 1.3.");
        if (!ProtocolName.Http_2_Tls.Equals(parameters.ApplicationProtocol))
            throw Refuse(AlertDescription.no_application_protocol, AttestedTlsReason.NoApplicationProtocol, "The peer did not agree on the application protocol h2.");
        byte[]? binding = context.ExportChannelBinding(ChannelBinding.tls_exporter);
        return binding is { Length: ChannelBindingLength }
            ? binding
            : throw Refuse(AlertDescription.internal_error, AttestedTlsReason.ProtocolViolation, "The TLS engine gave no tls-exporter channel binding.");
    }

    /// <summary>A refusal of our own: the alert for the peer, and the error for our caller.</summary>
    internal static TlsFatalAlert Refuse(short alert, AttestedTlsReason reason, string message) =>
        new(alert, new AttestedTlsException(reason, message));
}
