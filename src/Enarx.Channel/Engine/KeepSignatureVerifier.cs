using System.Security.Cryptography;
using Org.BouncyCastle.Tls.Crypto;

namespace Enarx.Channel;

/// <summary>Verifies CertificateVerify (RFC 8446, section 4.4.3) as ecdsa_secp256r1_sha256. The engine writes what was signed into it.</summary>
internal sealed class KeepSignatureVerifier(byte[] keyInfo) : MemoryStream, Tls13Verifier
{
    public Stream Stream => this;

    public bool VerifySignature(byte[] signature)
    {
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(keyInfo, out _);
        return key.VerifyData(ToArray(), signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
