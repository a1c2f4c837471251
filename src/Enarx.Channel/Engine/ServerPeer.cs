using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Enarx.Channel;

/// <summary>The keep's part in a handshake.</summary>
internal sealed class ServerPeer(TlsCrypto crypto, KeepCredential credential) : AbstractTlsServer(crypto), IHandshakePeer
{
    public byte[]? ChannelBinding { get; private set; }

    public override int GetMaxHandshakeMessageSize() => ChannelProfile.MaximumHandshakeMessage;

    public override int[] GetSupportedGroups() => ChannelProfile.Groups;

    public override bool PreferLocalSupportedGroups() => true;

    /// <summary>
    /// Of the client's extensions that the engine leaves to us only ALPN has a meaning here. The others are dropped
    /// unread: some hold ASN.1, which a stranger's first bytes should not make the keep parse.
    /// </summary>
    public override void ProcessClientExtensions(IDictionary<int, byte[]>? clientExtensions)
    {
        if (clientExtensions is null || !clientExtensions.TryGetValue(ExtensionType.application_layer_protocol_negotiation, out byte[]? names))
            throw NoProtocol("offered no application protocol");
        base.ProcessClientExtensions(new Dictionary<int, byte[]> { [ExtensionType.application_layer_protocol_negotiation] = names });
    }

    public override TlsCredentials GetCredentials() =>
        m_context.SecurityParameters.ClientSigAlgs?.Contains(ChannelProfile.Signature) == true
            ? new KeepSigner(credential)
            : throw ChannelProfile.Refuse(
                AlertDescription.handshake_failure, AttestedTlsReason.CertificateUnusable, "The client does not accept ecdsa_secp256r1_sha256 signatures.");

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        ChannelBinding = ChannelProfile.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.Only();

    protected override int[] GetSupportedCipherSuites() => ChannelProfile.CipherSuites;

    protected override IList<ProtocolName> GetProtocolNames() => ChannelProfile.ApplicationProtocols;

    protected override ProtocolName SelectProtocolName(IList<ProtocolName> clientProtocolNames, IList<ProtocolName> serverProtocolNames) =>
        base.SelectProtocolName(clientProtocolNames, serverProtocolNames) ?? throw NoProtocol("offered other application protocols only");

    private static TlsFatalAlert NoProtocol(string what) => ChannelProfile.Refuse(
        AlertDescription.no_application_protocol, AttestedTlsReason.NoApplicationProtocol, $"The client {what}; it must offer h2 (ALPN, RFC 7301).");
}
