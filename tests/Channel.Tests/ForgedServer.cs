using System.Security.Cryptography;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;
using HashAlgorithm = Org.BouncyCastle.Tls.HashAlgorithm;

namespace Enarx.Channel.Tests;

/// <summary>A server that shows whatever certificates it is told to, signs with whatever key it has, and counts what it gets.</summary>
internal sealed class ForgedServer(ECDsa key, params byte[][] certificates) : DefaultTlsServer(new BcTlsCrypto(new SecureRandom())), TlsCredentialedSigner
{
    public Certificate Certificate => new([], [.. certificates.Select(der => new CertificateEntry(Crypto.CreateCertificate(der), null))]);

    public SignatureAndHashAlgorithm SignatureAndHashAlgorithm =>
        SignatureAndHashAlgorithm.GetInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa);

    /// <summary>Serves one connection until the client ends it.</summary>
    /// <returns>How many bytes of application data came.</returns>
    public async Task<int> ServeAsync(Stream transport) => await Task.Run(() =>
    {
        var protocol = new TlsServerProtocol(transport);
        int received = 0;
        try
        {
            protocol.Accept(this);
            byte[] buffer = new byte[1024];
            while (protocol.Stream.Read(buffer, 0, buffer.Length) is > 0 and int read)
                received += read;
        }
        catch (IOException)
        {
            // The client refuses.
        }

        return received;
    });

    public override TlsCredentials GetCredentials() => this;

    public byte[] GenerateRawSignature(byte[] hash) => key.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);

    public Org.BouncyCastle.Tls.Crypto.TlsStreamSigner? GetStreamSigner() => null;

    public override int[] GetSupportedGroups() => [NamedGroup.X25519MLKEM768];

    protected override ProtocolVersion[] GetSupportedVersions() => ProtocolVersion.TLSv13.Only();

    protected override IList<ProtocolName> GetProtocolNames() => [ProtocolName.Http_2_Tls];
}
