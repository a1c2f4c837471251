using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A signature algorithm as an AlgorithmIdentifier names it: ECDSA (RFC 5758), RSASSA-PKCS1-v1_5 (RFC 4055, section 5)
/// or RSASSA-PSS with one hash for all and a salt of its length (RFC 4055, section 3.1), with SHA-256, -384 or -512.
/// </summary>
/// <param name="Family">What makes the signature.</param>
/// <param name="Hash">The hash.</param>
internal readonly record struct SignatureAlgorithm(SignatureFamily Family, HashAlgorithmName Hash)
{
    private const string PssOid = "1.2.840.113549.1.1.10";
    private const string Mgf1Oid = "1.2.840.113549.1.1.8";

    /// <summary>Reads an AlgorithmIdentifier; null when it is malformed or of any other algorithm.</summary>
    public static SignatureAlgorithm? Read(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var whole = new DerReader(encoded);
            DerReader algorithm = whole.Sequence();
            whole.End();
            string oid = algorithm.Oid();
            if (oid == PssOid)
                return ReadPss(algorithm);
            SignatureAlgorithm? named = oid switch
            {
                "1.2.840.10045.4.3.2" => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA256),
                "1.2.840.10045.4.3.3" => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA384),
                "1.2.840.10045.4.3.4" => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA512),
                "1.2.840.113549.1.1.11" => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA256),
                "1.2.840.113549.1.1.12" => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA384),
                "1.2.840.113549.1.1.13" => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA512),
                _ => null,
            };
            if (named is { Family: SignatureFamily.RsaPkcs1 })
                algorithm.Null();
            algorithm.End();
            return named;
        }
        catch (DerException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Family} with {Hash.Name}";

    private static SignatureAlgorithm? ReadPss(DerReader algorithm)
    {
        DerReader parameters = algorithm.Sequence();
        algorithm.End();
        DerReader hash = parameters.Explicit(0), mask = parameters.Explicit(1), salt = parameters.Explicit(2);
        if (ReadHash(hash) is not { } name)
            return null;
        DerReader generator = mask.Sequence();
        mask.End();
        if (generator.Oid() != Mgf1Oid || ReadHash(generator) != name || salt.Integer() != SaltLength(name))
            return null;
        salt.End();
        // The default trailer field is written in some certificates and left out of others.
        if (parameters.HasData)
        {
            DerReader trailer = parameters.Explicit(3);
            parameters.End();
            if (trailer.Integer() != 1)
                return null;
            trailer.End();
        }

        return new SignatureAlgorithm(SignatureFamily.RsaPss, name);
    }

    private static int SaltLength(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? SHA256.HashSizeInBytes : hash == HashAlgorithmName.SHA384 ? SHA384.HashSizeInBytes : SHA512.HashSizeInBytes;

    private static HashAlgorithmName? ReadHash(DerReader reader)
    {
        DerReader hash = reader.Sequence();
        reader.End();
        string oid = hash.Oid();
        if (hash.HasData)
            hash.Null();
        hash.End();
        return oid switch
        {
            "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
            "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
            "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }
}
