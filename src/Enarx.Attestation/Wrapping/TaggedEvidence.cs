using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// TCG DICE tagged evidence as interoperable RA-TLS has it: CBOR tag 60000 around an array of a quote and a claims
/// buffer, a map in which <c>pubkey-hash</c> is an array of a hash algorithm of IANA and the hash.
/// </summary>
internal static class TaggedEvidence
{
    private const ulong QuoteTag = 60000;
    private const ulong LastTag = 60002;
    private const string PublicKeyClaim = "pubkey-hash";

    /// <summary>Takes the extension's value apart.</summary>
    /// <exception cref="KeepException">It is not of that form.</exception>
    public static (byte[] Evidence, byte[] Claims) Read(ReadOnlyMemory<byte> value, string where)
    {
        try
        {
            var reader = new CborReader(value);
            var tag = (ulong)reader.ReadTag();
            if (tag is > QuoteTag and <= LastTag)
                throw Unrecognized.At(where, 0, $"it is tagged {tag}: a local report, which only its own machine can check.");
            if (tag != QuoteTag || reader.ReadStartArray() != 2)
                throw Unrecognized.At(where, 0, $"it is tagged {tag} and not {QuoteTag}, or does not hold two values.");
            (byte[], byte[]) parts = (reader.ReadByteString(), reader.ReadByteString());
            reader.ReadEndArray();
            return reader.BytesRemaining == 0 ? parts : throw Unrecognized.At(where, value.Length - reader.BytesRemaining, "bytes follow the tagged evidence.");
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            throw Unrecognized.At(where, 0, $"it is not the CBOR of tagged evidence: {e.Message}", e);
        }
    }

    /// <summary>What keeps a claims buffer from vouching for a key; null when it does.</summary>
    public static string? ProblemWith(byte[] claims, ReadOnlySpan<byte> publicKey)
    {
        try
        {
            var reader = new CborReader(claims, CborConformanceMode.Strict);
            byte[]? hash = null;
            reader.ReadStartMap();
            while (reader.PeekState() != CborReaderState.EndMap)
            {
                if (reader.PeekState() == CborReaderState.TextString && reader.ReadTextString() == PublicKeyClaim)
                    hash = reader.ReadByteString();
                else
                    reader.SkipValue();
            }

            reader.ReadEndMap();
            if (reader.BytesRemaining != 0)
                return "bytes follow the claims";
            return hash is null ? $"there is no claim '{PublicKeyClaim}'" : ProblemWithHash(hash, publicKey);
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            return $"the claims are not well formed: {e.Message}";
        }
    }

    private static string? ProblemWithHash(byte[] encoded, ReadOnlySpan<byte> publicKey)
    {
        var reader = new CborReader(encoded, CborConformanceMode.Strict);
        if (reader.ReadStartArray() != 2)
            return $"'{PublicKeyClaim}' is not an algorithm and a hash";
        // "Named Information Hash Algorithm" of IANA.
        ulong algorithm = reader.ReadUInt64();
        byte[] hash = reader.ReadByteString();
        reader.ReadEndArray();
        byte[]? expected = algorithm switch
        {
            1 => SHA256.HashData(publicKey),
            7 => SHA384.HashData(publicKey),
            8 => SHA512.HashData(publicKey),
            _ => null,
        };
        return expected is null || reader.BytesRemaining != 0 ? $"'{PublicKeyClaim}' uses the hash algorithm {algorithm}, not 1, 7 or 8"
            : CryptographicOperations.FixedTimeEquals(expected, hash) ? null : $"'{PublicKeyClaim}' is {Convert.ToHexStringLower(hash)}";
    }
}
