using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>A signature algorithm of COSE: ECDSA with the hash and the curve that attestation tokens pair (RFC 9053, section 2.1).</summary>
internal sealed class CoseAlgorithm
{
    private readonly byte[] _order;

    private CoseAlgorithm(long id, string name, HashAlgorithmName hash, int curveBits, string order)
    {
        Id = id;
        Name = name;
        Hash = hash;
        CurveBits = curveBits;
        _order = Convert.FromHexString(order);
    }

    /// <summary>ECDSA with SHA-256 on P-256.</summary>
    public static CoseAlgorithm Es256 { get; } = new(-7, "ES256", HashAlgorithmName.SHA256, 256,
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    /// <summary>ECDSA with SHA-384 on P-384.</summary>
    public static CoseAlgorithm Es384 { get; } = new(-35, "ES384", HashAlgorithmName.SHA384, 384,
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    /// <summary>ECDSA with SHA-512 on P-521.</summary>
    public static CoseAlgorithm Es512 { get; } = new(-36, "ES512", HashAlgorithmName.SHA512, 521,
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409");

    /// <summary>Every algorithm.</summary>
    public static IReadOnlyList<CoseAlgorithm> All { get; } = [Es256, Es384, Es512];

    /// <summary>Its number in the registry of COSE.</summary>
    public long Id { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    /// <summary>The hash.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>Bits of the curve that its keys must be on.</summary>
    public int CurveBits { get; }

    /// <summary>Length of R, of S and of a coordinate, bytes.</summary>
    public int ScalarLength => _order.Length;

    /// <summary>Finds an algorithm by its number; null when it is none of these.</summary>
    public static CoseAlgorithm? Find(long id) => All.FirstOrDefault(algorithm => algorithm.Id == id);

    /// <summary>Whether a signature is R and S side by side, each in 1 to n-1 (RFC 9053, section 2.1).</summary>
    public bool IsSignature(ReadOnlySpan<byte> signature) =>
        signature.Length == 2 * ScalarLength && IsScalar(signature[..ScalarLength]) && IsScalar(signature[ScalarLength..]);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private bool IsScalar(ReadOnlySpan<byte> scalar) => scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(_order) < 0;
}
