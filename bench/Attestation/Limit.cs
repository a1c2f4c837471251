using System.Security.Cryptography;

namespace Enarx.Bench;

/// <summary>One verification of a signature through .NET, with the key imported and the message hashed: the limit that appraisals are held against.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Verify">Makes the verification.</param>
internal sealed record Limit(string Name, Func<bool> Verify)
{
    /// <summary>How many such verifications the evidence cannot do without.</summary>
    public int Count { get; init; } = 1;

    /// <summary>So many of them.</summary>
    public Limit Times(int count) => this with { Name = $"{count} x {Name}", Count = count };

    /// <summary>ECDSA over a curve.</summary>
    public static Limit Ecdsa(string name, ECCurve curve, HashAlgorithmName hash)
    {
        using var signer = ECDsa.Create(curve);
        byte[] digest = CryptographicOperations.HashData(hash, "a message"u8), signature = signer.SignHash(digest);
        // A key of its own: one that was made here would know more than one that was imported.
        var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(signer.ExportSubjectPublicKeyInfo(), out _);
        return new Limit(name, () => key.VerifyHash(digest, signature));
    }
}
