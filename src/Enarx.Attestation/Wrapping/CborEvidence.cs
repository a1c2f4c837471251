using System.Formats.Cbor;

namespace Enarx.Attestation;

/// <summary>
/// Tokens in CBOR: of Arm CCA (a tagged map of two tokens), of AWS Nitro and of a PSA root of trust (each a COSE_Sign1,
/// told apart by the claims). Only what tells them apart is read; a token that is cut after it is left to its verifier.
/// </summary>
internal static class CborEvidence
{
    private const int MostClaims = 64;
    private const ulong CoseSign1Tag = 18;
    private const ulong CoseMac0Tag = 17;
    private const ulong CwtTag = 61;
    private const ulong CcaTag = 399;
    private const ulong CcaCollectionTag = 907;
    private const ulong CorimTag = 501;
    private const int ProfileClaim = 265;

    // A collection may say what it is a collection of before its first token.
    private const int FurthestFirstKey = 96;

    // The keys 44234 and 44241 of a CCA token.
    private static ReadOnlySpan<byte> PlatformTokenKey => [0x19, 0xac, 0xca];

    private static ReadOnlySpan<byte> RealmTokenKey => [0x19, 0xac, 0xd1];

    /// <summary>Adds the token that the content is.</summary>
    /// <returns>False when it is none of these.</returns>
    /// <exception cref="KeepException">It is a part of one, or another COSE message.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        ReadOnlyMemory<byte> rest = content;
        ulong? tag = Tag(ref rest);
        if (tag == CwtTag)
        {
            content = rest;
            tag = Tag(ref rest);
        }

        switch (tag)
        {
            case CcaTag or CcaCollectionTag when HasCcaTokens(rest.Span):
                found.Add(Tee.Cca, content);
                return true;
            case CorimTag:
                found.AddEndorsement(content);
                return true;
            case CoseMac0Tag:
                throw Unrecognized.At(where, 0, "it is a COSE_Mac0, which only the holder of its secret key can check.");
            case CoseSign1Tag or null:
                return FindSign1(content, rest, where, found);
            default:
                return false;
        }
    }

    private static bool FindSign1(ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> message, string where, FoundEvidence found)
    {
        if (message.Span is not [0x84, >= 0x40 and <= 0x5b, ..])
            return false;
        switch (KindOf(Payload(message)))
        {
            case Kind.Nitro:
                found.Add(Tee.Nitro, content);
                return true;
            case Kind.Psa:
                found.Add(Tee.Psa, content);
                return true;
            case Kind.CcaPart:
                throw Unrecognized.At(where, 0, "it is the token of an Arm CCA platform or Realm without the other one.");
            default:
                throw Unrecognized.At(where, 0, "it is a COSE_Sign1 whose claims are neither those of AWS Nitro nor of a PSA token.");
        }
    }

    // Just the keys: what their values are, and that nothing else is there, is the verifier's business.
    private static bool HasCcaTokens(ReadOnlySpan<byte> map) =>
        map is [0xa2 or 0xa3 or 0xbf, ..] && (map[1..Math.Min(map.Length, FurthestFirstKey)].IndexOf(PlatformTokenKey) >= 0
            || map[1..Math.Min(map.Length, FurthestFirstKey)].IndexOf(RealmTokenKey) >= 0);

    private static ulong? Tag(ref ReadOnlyMemory<byte> content)
    {
        if (Head(content.Span) is not (6, var value, var length))
            return null;
        content = content[length..];
        return value;
    }

    // protected header, unprotected header, payload: the payload as much of it as is there.
    private static ReadOnlyMemory<byte> Payload(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> rest = message[1..];
        if (Head(rest.Span) is not (2, var length, var head) || length > (ulong)(rest.Length - head))
            return default;
        rest = rest[(head + (int)length)..];
        try
        {
            var reader = new CborReader(rest, CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
            if (reader.PeekState() != CborReaderState.StartMap)
                return default;
            reader.SkipValue();
            rest = rest[(rest.Length - reader.BytesRemaining)..];
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException)
        {
            return default;
        }

        return Head(rest.Span) is (2, var size, var start) ? rest.Slice(start, (int)Math.Min(size, (ulong)(rest.Length - start))) : default;
    }

    private static Kind KindOf(ReadOnlyMemory<byte> payload)
    {
        bool psa = false;
        try
        {
            var reader = new CborReader(payload, CborConformanceMode.Lax, allowMultipleRootLevelValues: true);
            if (payload.IsEmpty || reader.PeekState() != CborReaderState.StartMap)
                return Kind.Other;
            reader.ReadStartMap();
            for (int i = 0; i < MostClaims && reader.PeekState() != CborReaderState.EndMap; i++)
            {
                if (reader.PeekState() is CborReaderState.TextString or CborReaderState.StartIndefiniteLengthTextString)
                {
                    if (reader.ReadTextString() is "module_id" or "pcrs" or "cabundle")
                        return Kind.Nitro;
                    reader.SkipValue();
                    continue;
                }

                long key = reader.ReadInt64();
                if (key == ProfileClaim && reader.PeekState() == CborReaderState.TextString)
                {
                    string profile = reader.ReadTextString();
                    if (profile.Contains("cca", StringComparison.OrdinalIgnoreCase) || profile.Contains("realm", StringComparison.OrdinalIgnoreCase))
                        return Kind.CcaPart;
                    psa |= profile.Contains("psa", StringComparison.OrdinalIgnoreCase);
                    continue;
                }

                if (key is >= 44235 and <= 44240)
                    return Kind.CcaPart;
                // Lifecycle, implementation id and components of RFC 9783, and those of the profile before it.
                psa |= key is >= 2394 and <= 2400 or >= -75010 and <= -75000;
                reader.SkipValue();
            }
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            // Cut or damaged after what was read.
        }

        return psa ? Kind.Psa : Kind.Other;
    }

    // Major type, argument and length of the head of a data item (RFC 8949, section 3); null when there is no whole one.
    private static (int Major, ulong Value, int Length)? Head(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return null;
        int info = bytes[0] & 0x1f, more = info switch { < 24 => 0, 24 => 1, 25 => 2, 26 => 4, 27 => 8, _ => -1 };
        if (more < 0 || bytes.Length < 1 + more)
            return null;
        ulong value = more == 0 ? (ulong)info : 0;
        foreach (byte b in bytes.Slice(1, more))
            value = (value << 8) | b;
        return (bytes[0] >> 5, value, 1 + more);
    }

    private enum Kind
    {
        Other,
        Nitro,
        Psa,
        CcaPart,
    }
}
