using System.Numerics;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and a salt of 48 bytes (RFC 4055, section 3.1), by RSA keys of 4096 bits:
/// the only way in which AMD signs certificates and lists.
/// </summary>
internal static class RsaPss
{
    private const string PssOid = "1.2.840.113549.1.1.10";
    private const string Mgf1Oid = "1.2.840.113549.1.1.8";
    private const string Sha384Oid = "2.16.840.1.101.3.4.2.2";
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const int ModulusBits = 4096;

    /// <summary>Whether an AlgorithmIdentifier says exactly this algorithm.</summary>
    public static bool IsAlgorithm(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var whole = new DerReader(encoded);
            DerReader algorithm = whole.Sequence();
            whole.End();
            if (algorithm.Oid() != PssOid)
                return false;
            DerReader parameters = algorithm.Sequence();
            algorithm.End();
            DerReader hash = parameters.Explicit(0), mask = parameters.Explicit(1), salt = parameters.Explicit(2);
            if (!IsSha384(hash))
                return false;
            DerReader generator = mask.Sequence();
            mask.End();
            if (generator.Oid() != Mgf1Oid || !IsSha384(generator) || salt.Integer() != SHA384.HashSizeInBytes)
                return false;
            salt.End();
            // AMD writes the default trailer field in some certificates and leaves it out of others.
            if (!parameters.HasData)
                return true;
            DerReader trailer = parameters.Explicit(3);
            parameters.End();
            BigInteger value = trailer.Integer();
            trailer.End();
            return value == 1;
        }
        catch (DerException)
        {
            return false;
        }
    }

    /// <summary>Whether a SubjectPublicKeyInfo holds an RSA key of 4096 bits with the exponent 65537.</summary>
    public static bool IsKey(ReadOnlyMemory<byte> publicKey) => TryReadKey(publicKey, out _);

    /// <summary>Whether a certificate's signature is good under the key of another.</summary>
    public static bool IsSignedBy(X509Certificate certificate, X509Certificate issuer) =>
        Verify(issuer.PublicKey, certificate.Tbs.Span, certificate.Signature);

    /// <summary>Whether a signature is good; false for every key that is not of the required kind.</summary>
    public static bool Verify(ReadOnlyMemory<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != ModulusBits / 8 || !TryReadKey(publicKey, out RSAParameters parameters))
            return false;
        try
        {
            using var rsa = RSA.Create(parameters);
            return rsa.VerifyData(message, signature, HashAlgorithmName.SHA384, RSASignaturePadding.Pss);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static bool TryReadKey(ReadOnlyMemory<byte> publicKey, out RSAParameters parameters)
    {
        parameters = default;
        try
        {
            var whole = new DerReader(publicKey);
            DerReader info = whole.Sequence();
            whole.End();
            DerReader algorithm = info.Sequence();
            if (algorithm.Oid() != RsaOid)
                return false;
            algorithm.Null();
            algorithm.End();
            var bits = new DerReader(info.BitStringBytes());
            info.End();
            DerReader key = bits.Sequence();
            bits.End();
            BigInteger modulus = key.Integer(), exponent = key.Integer();
            key.End();
            if (modulus.Sign <= 0 || modulus.GetBitLength() != ModulusBits || exponent != 65537)
                return false;
            parameters = new RSAParameters
            {
                Modulus = modulus.ToByteArray(isUnsigned: true, isBigEndian: true),
                Exponent = exponent.ToByteArray(isUnsigned: true, isBigEndian: true),
            };
            return true;
        }
        catch (DerException)
        {
            return false;
        }
    }

    private static bool IsSha384(DerReader reader)
    {
        DerReader hash = reader.Sequence();
        reader.End();
        if (hash.Oid() != Sha384Oid)
            return false;
        if (hash.HasData)
            hash.Null();
        hash.End();
        return true;
    }
}
