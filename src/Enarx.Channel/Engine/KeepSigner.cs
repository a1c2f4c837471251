using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Enarx.Channel;

/// <summary>Lets the engine sign with the keep's key without having it.</summary>
internal sealed class KeepSigner : TlsCredentialedSigner
{
    private readonly KeepCredential _credential;

    public KeepSigner(KeepCredential credential)
    {
        _credential = credential;
        Certificate = new Certificate([], [new CertificateEntry(credential.Current, null)]);
    }

    public Certificate Certificate { get; }

    public SignatureAndHashAlgorithm SignatureAndHashAlgorithm => ChannelProfile.Signature;

    public byte[] GenerateRawSignature(byte[] hash) => _credential.Sign(hash);

    /// <summary>None: the engine then hashes by itself and asks for a signature over the hash.</summary>
    public TlsStreamSigner? GetStreamSigner() => null;
}
