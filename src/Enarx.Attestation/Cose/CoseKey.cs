namespace Enarx.Attestation;

/// <summary>Public keys as COSE carries them (RFC 9053, section 7.1.1): EC2 with both coordinates.</summary>
internal static class CoseKey
{
    private const int MostParameters = 16;

    /// <summary>Reads a key, and gives its SubjectPublicKeyInfo, of a point that nobody has looked at.</summary>
    /// <exception cref="CborException">It is not such a key.</exception>
    public static byte[] Read(CborItem item)
    {
        CborMap key = item.Map(MostParameters);
        if (key.Get(1, "kty").Integer(long.MinValue, long.MaxValue) != 2)
            throw item.Bad("the key is not of type EC2 (kty 2).");
        if (key.Has(-4))
            throw item.Bad("the key is a private one; no secret belongs into evidence.");
        int length = key.Get(-1, "crv").Integer(long.MinValue, long.MaxValue) switch
        {
            1 => 32,
            2 => 48,
            3 => 66,
            _ => throw item.Bad("the curve is none of P-256, P-384 and P-521."),
        };
        ReadOnlyMemory<byte> x = key.Get(-2, "x").Bytes(length, length), y = key.Get(-3, "y").Bytes(length, length);
        return VerificationKey.InfoOfPoint([.. x.Span, .. y.Span]);
    }
}
