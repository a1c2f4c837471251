using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace Enarx.Channel;

/// <summary>
/// The engine's cryptography for one connection, with record protection, certificates and random numbers taken from
/// .NET: its AEADs use the processor's instructions, are constant in time, and give up their keys when disposed of.
/// </summary>
internal sealed class DotNetTlsCrypto() : BcTlsCrypto(SystemRandom), IDisposable
{
    private static readonly SecureRandom SystemRandom = new(new CryptoApiRandomGenerator());

    private readonly List<DotNetAead> _ciphers = [];

    public override TlsCertificate CreateCertificate(short type, byte[] encoding)
    {
        if (type != CertificateType.X509)
            throw ChannelProfile.Refuse(AlertDescription.unsupported_certificate, AttestedTlsReason.CertificateUnusable, "The certificate is not an X.509 certificate.");
        try
        {
            return KeepCertificate.Read(encoding);
        }
        catch (AttestedTlsException e)
        {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
        }
    }

    public void Dispose() => _ciphers.ForEach(cipher => cipher.Dispose());

    protected override TlsAeadCipher CreateCipher_Aes_Gcm(TlsCryptoParameters cryptoParams, int cipherKeySize, int macSize) =>
        new(cryptoParams, Keep(new DotNetAesGcm(true)), Keep(new DotNetAesGcm(false)), cipherKeySize, macSize, TlsAeadCipher.AEAD_GCM);

    protected override TlsCipher CreateChaCha20Poly1305(TlsCryptoParameters cryptoParams) => new TlsAeadCipher(
        cryptoParams,
        Keep(new DotNetChaCha20(true)),
        Keep(new DotNetChaCha20(false)),
        32,
        DotNetAead.TagLength,
        TlsAeadCipher.AEAD_CHACHA20_POLY1305);

    private DotNetAead Keep(DotNetAead cipher)
    {
        _ciphers.Add(cipher);
        return cipher;
    }
}
