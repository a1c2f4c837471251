using System.Security.Cryptography;

namespace Enarx.Channel;

/// <summary>
/// The one-use key of a keep with its current certificate: what the keep shows in the handshake. The certificate may be
/// replaced while the keep runs, the key may not. Safe for use by several connections at once.
/// </summary>
public sealed class KeepCredential
{
    private readonly ECDsa _key;
    private readonly Lock _signing = new();
    private readonly byte[] _keyInfo;
    private volatile KeepCertificate _certificate;

    /// <summary>Takes the key and a certificate for it.</summary>
    /// <param name="key">P-256 key, used in place and never exported; it stays the caller's to dispose.</param>
    /// <param name="certificate">X.509 certificate for that key, DER.</param>
    /// <exception cref="AttestedTlsException">
    /// <see cref="AttestedTlsReason.CertificateUnusable"/>: it is not a certificate with a P-256 key, or longer than
    /// <see cref="ChannelProfile.MaximumCertificateLength"/>.
    /// </exception>
    /// <exception cref="ArgumentException">The certificate is for another key.</exception>
    public KeepCredential(ECDsa key, byte[] certificate)
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _keyInfo = key.ExportSubjectPublicKeyInfo();
        _certificate = Read(certificate);
    }

    /// <summary>SHA-384 of the DER SubjectPublicKeyInfo, 48 bytes: what evidence attests to and clients pin.</summary>
    public byte[] KeyDigest => SHA384.HashData(_keyInfo);

    /// <summary>The certificate that new connections get, DER.</summary>
    public byte[] Certificate => (byte[])_certificate.GetEncoded().Clone();

    /// <summary>Gives new connections another certificate for the same key; open ones keep what they have.</summary>
    /// <exception cref="AttestedTlsException">As for the constructor.</exception>
    /// <exception cref="ArgumentException">The certificate is for another key.</exception>
    public void Replace(byte[] certificate) => _certificate = Read(certificate);

    internal KeepCertificate Current => _certificate;

    internal byte[] Sign(byte[] hash)
    {
        // An ECDsa instance promises nothing about concurrent use.
        lock (_signing)
            return _key.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence);
    }

    private KeepCertificate Read(byte[] certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        var read = KeepCertificate.Read((byte[])certificate.Clone());
        return CryptographicOperations.FixedTimeEquals(read.KeyInfo, _keyInfo)
            ? read
            : throw new ArgumentException("The certificate is for another key than this keep's.", nameof(certificate));
    }
}
