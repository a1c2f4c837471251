using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Enarx.Channel;

/// <summary>The client's part in a handshake. The engine trusts any certificate; the attested key is all that counts.</summary>
internal sealed class ClientPeer(TlsCrypto crypto, byte[] keyDigest) : AbstractTlsClient(crypto), TlsAuthentication, IHandshakePeer
{
    public byte[]? ChannelBinding { get; private set; }

    public override int GetMaxHandshakeMessageSize() => ChannelProfile.MaximumHandshakeMessage;

    public override IList<int> GetEarlyKeyShareGroups() => [ChannelProfile.Groups[0]];

    /// <summary>The certificate's own signature is not looked at: its key is pinned.</summary>
    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public override TlsAuthentication GetAuthentication() => this;

    /// <summary>The client shows no certificate.</summary>
    public TlsCredentials? GetClientCredentials(CertificateRequest certificateRequest) => null;

    public void NotifyServerCertificate(TlsServerCertificate serverCertificate)
    {
        Certificate list = serverCertificate.Certificate;
        if (list.Length != 1)
        {
            throw ChannelProfile.Refuse(
                AlertDescription.bad_certificate, AttestedTlsReason.CertificateUnusable, $"The server sent {list.Length} certificates; a keep sends exactly one.");
        }

        byte[] keyInfo = ((KeepCertificate)list.GetCertificateAt(0)).KeyInfo;
        if (!CryptographicOperations.FixedTimeEquals(SHA384.HashData(keyInfo), keyDigest))
        {
            throw ChannelProfile.Refuse(
                AlertDescription.bad_certificate,
                AttestedTlsReason.PeerKeyMismatch,
                "The server's key is not the one that the evidence attests to. Nothing was sent. Something between here and the keep may have answered in its place: attest again.");
        }
    }

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        ChannelBinding = ChannelProfile.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.Only();

    protected override int[] GetSupportedCipherSuites() => ChannelProfile.CipherSuites;

    protected override IList<ProtocolName> GetProtocolNames() => ChannelProfile.ApplicationProtocols;

    protected override IList<int> GetSupportedGroups(IList<int> namedGroupRoles) => ChannelProfile.Groups;

    protected override IList<SignatureAndHashAlgorithm> GetSupportedSignatureAlgorithms() => [ChannelProfile.Signature];

    /// <summary>OCSP has no part in this.</summary>
    protected override CertificateStatusRequest? GetCertificateStatusRequest() => null;
}
