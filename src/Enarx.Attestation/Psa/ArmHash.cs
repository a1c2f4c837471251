using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>Hash algorithms by the names that CCA tokens use (the registry of RFC 6920).</summary>
internal static class ArmHash
{
    /// <summary>Reads the name of one that is known.</summary>
    /// <exception cref="CborException">It is another.</exception>
    public static string Name(CborItem item) => item.Text(16) is var name && name is "sha-256" or "sha-384" or "sha-512"
        ? name
        : throw item.Bad("the hash is none of sha-256, sha-384 and sha-512.");

    /// <summary>Hashes under a name that <see cref="Name"/> gave.</summary>
    public static byte[] Hash(string name, ReadOnlySpan<byte> data) => name switch
    {
        "sha-256" => SHA256.HashData(data),
        "sha-384" => SHA384.HashData(data),
        _ => SHA512.HashData(data),
    };
}
