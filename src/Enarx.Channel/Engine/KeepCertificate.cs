using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;

namespace Enarx.Channel;

/// <summary>
/// A certificate as the engine needs it: the bytes and the P-256 key in it, read and used through .NET. Issuer, validity
/// and extensions play no part here: evidence vouches for the key, and the certificate only carries it.
/// </summary>
internal sealed class KeepCertificate : TlsCertificate
{
    private readonly byte[] _der;

    private KeepCertificate(byte[] der, byte[] keyInfo)
    {
        _der = der;
        KeyInfo = keyInfo;
    }

    /// <summary>SubjectPublicKeyInfo of an uncompressed P-256 point up to that point (RFC 5480, section 2).</summary>
    private static ReadOnlySpan<byte> KeyInfoPrefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01,
        0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    private const int KeyInfoLength = 91;

    /// <summary>The DER SubjectPublicKeyInfo.</summary>
    public byte[] KeyInfo { get; }

    public BigInteger SerialNumber => throw NotUsed();

    public string SigAlgOid => throw NotUsed();

    /// <summary>Reads a certificate.</summary>
    /// <exception cref="AttestedTlsException"><see cref="AttestedTlsReason.CertificateUnusable"/>.</exception>
    public static KeepCertificate Read(byte[] der)
    {
        if (der.Length > ChannelProfile.MaximumCertificateLength)
            throw Unusable($"The certificate has {der.Length} bytes; at most {ChannelProfile.MaximumCertificateLength} are accepted.");
        try
        {
            using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
            // The loader takes PEM too, and ignores what follows a certificate; the wire may carry neither.
            if (!der.AsSpan().SequenceEqual(certificate.RawDataMemory.Span))
                throw Unusable("The certificate is not in DER, or other bytes follow it.");
            byte[] keyInfo = certificate.PublicKey.ExportSubjectPublicKeyInfo();
            return keyInfo.Length == KeyInfoLength && keyInfo.AsSpan().StartsWith(KeyInfoPrefix)
                ? new KeepCertificate(der, keyInfo)
                : throw Unusable("The certificate's key is not an uncompressed point on P-256 (secp256r1).");
        }
        catch (CryptographicException e)
        {
            throw Unusable("The certificate is not an X.509 certificate in DER.", e);
        }
    }

    public byte[] GetEncoded() => _der;

    public Tls13Verifier CreateVerifier(int signatureScheme) => signatureScheme == SignatureScheme.ecdsa_secp256r1_sha256
        ? new KeepSignatureVerifier(KeyInfo)
        : throw new TlsFatalAlert(AlertDescription.illegal_parameter);

    /// <summary>No extension changes how the channel behaves.</summary>
    public byte[]? GetExtension(DerObjectIdentifier extensionOid) => null;

    public bool SupportsSignatureAlgorithm(short signatureAlgorithm) => signatureAlgorithm == SignatureAlgorithm.ecdsa;

    public bool SupportsSignatureAlgorithmCA(short signatureAlgorithm) => false;

    // What follows is asked for in TLS 1.2 only.
    public TlsEncryptor CreateEncryptor(int tlsCertificateRole) => throw NotUsed();

    public TlsVerifier CreateVerifier(short signatureAlgorithm) => throw NotUsed();

    public Asn1Encodable GetSigAlgParams() => throw NotUsed();

    public short GetLegacySignatureAlgorithm() => throw NotUsed();

    public TlsCertificate CheckUsageInRole(int tlsCertificateRole) => throw NotUsed();

    private static AttestedTlsException Unusable(string message, Exception? inner = null) =>
        new(AttestedTlsReason.CertificateUnusable, message, inner);

    private static TlsFatalAlert NotUsed() => new(AlertDescription.internal_error);
}
