using System.Formats.Asn1;
using System.Numerics;

namespace Enarx.Attestation;

/// <summary>
/// Reads DER (X.690, section 10) forward, one value at a time. It knows where in the whole structure each value
/// stands, which <see cref="AsnReader"/> does not tell, so that a complaint can name the byte.
/// </summary>
internal sealed class DerReader
{
    /// <summary>More than any object identifier in use; decoding a long one costs time quadratic in its length.</summary>
    private const int LongestOid = 32;

    private const int LongestInteger = 513;

    // A modulus of 8192 bits and the zero byte before it.
    private const int LongestUnsigned = 1025;

    private readonly ReadOnlyMemory<byte> _whole;
    private readonly int _end;
    private int _position;

    /// <summary>Starts at the beginning of a structure.</summary>
    public DerReader(ReadOnlyMemory<byte> whole)
        : this(whole, 0, whole.Length)
    {
    }

    private DerReader(ReadOnlyMemory<byte> whole, int position, int end)
    {
        _whole = whole;
        _position = position;
        _end = end;
    }

    private delegate T Decoder<T>(ReadOnlySpan<byte> encoded, out int consumed);

    /// <summary>True while values are left.</summary>
    public bool HasData => _position < _end;

    /// <summary>Opens the next value, a SEQUENCE.</summary>
    public DerReader Sequence() => Open(Asn1Tag.Sequence);

    /// <summary>Opens the next value, a SET.</summary>
    public DerReader Set() => Open(Asn1Tag.SetOf);

    /// <summary>Opens the next value, with an explicit context tag.</summary>
    public DerReader Explicit(int number) => Open(new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true));

    /// <summary>Whether the next value has this explicit context tag.</summary>
    public bool IsExplicit(int number) => Is(new Asn1Tag(TagClass.ContextSpecific, number, isConstructed: true));

    /// <summary>Whether the next value has this tag.</summary>
    public bool Is(Asn1Tag tag) => HasData && Peek(out _, out _, out _) == tag;

    /// <summary>Whether the next value is a time of X.509.</summary>
    public bool IsTime => Is(Asn1Tag.UtcTime) || Is(Asn1Tag.GeneralizedTime);

    /// <summary>Takes the next value whole, tag and length included.</summary>
    public ReadOnlyMemory<byte> Encoded()
    {
        Peek(out _, out _, out int consumed);
        ReadOnlyMemory<byte> value = _whole.Slice(_position, consumed);
        _position += consumed;
        return value;
    }

    /// <summary>Reads an OBJECT IDENTIFIER in dotted form.</summary>
    public string Oid()
    {
        Peek(out _, out int length, out _);
        return length <= LongestOid
            ? Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadObjectIdentifier(s, AsnEncodingRules.DER, out n))
            : throw new DerException(_position, $"an object identifier of {length} bytes is longer than {LongestOid}.");
    }

    /// <summary>Reads an INTEGER, at the longest one of an RSA-4096 key.</summary>
    public BigInteger Integer()
    {
        Peek(out _, out int length, out _);
        return length <= LongestInteger
            ? Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadInteger(s, AsnEncodingRules.DER, out n))
            : throw new DerException(_position, $"an integer of {length} bytes is longer than {LongestInteger}.");
    }

    /// <summary>Reads an INTEGER that is not negative, most significant byte first and without a zero before it.</summary>
    public ReadOnlySpan<byte> UnsignedBytes()
    {
        int start = _position;
        Peek(out _, out int length, out _);
        if (length > LongestUnsigned)
            throw new DerException(start, $"an integer of {length} bytes is longer than {LongestUnsigned}.");
        ReadOnlyMemory<byte> value = Encoded();
        try
        {
            ReadOnlySpan<byte> bytes = AsnDecoder.ReadIntegerBytes(value.Span, AsnEncodingRules.DER, out _);
            if ((bytes[0] & 0x80) != 0)
                throw new DerException(start, "an integer is negative where it cannot be.");
            return bytes.TrimStart((byte)0);
        }
        catch (AsnContentException e)
        {
            throw new DerException(start, "there must be an INTEGER in DER.", e);
        }
    }

    /// <summary>Reads a BOOLEAN.</summary>
    public bool Boolean() =>
        Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadBoolean(s, AsnEncodingRules.DER, out n));

    /// <summary>Reads an ENUMERATED of at most 127.</summary>
    public int Enumerated() => Decode(static (ReadOnlySpan<byte> s, out int n) =>
        AsnDecoder.ReadEnumeratedBytes(s, AsnEncodingRules.DER, out n) is [var value] && value <= sbyte.MaxValue ? value : throw new AsnContentException());

    /// <summary>Reads an OCTET STRING.</summary>
    public byte[] OctetString() =>
        Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadOctetString(s, AsnEncodingRules.DER, out n));

    /// <summary>Reads an OCTET STRING with an implicit context tag.</summary>
    public byte[] ImplicitOctetString(int number) => Decode((ReadOnlySpan<byte> s, out int n) =>
        AsnDecoder.ReadOctetString(s, AsnEncodingRules.DER, out n, new Asn1Tag(TagClass.ContextSpecific, number)));

    /// <summary>Reads a BIT STRING, whose last bits may be unused.</summary>
    public byte[] BitString(out int unusedBits)
    {
        int unused = 0;
        byte[] bits = Decode((ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadBitString(s, AsnEncodingRules.DER, out unused, out n));
        unusedBits = unused;
        return bits;
    }

    /// <summary>Reads a BIT STRING that holds bytes.</summary>
    public byte[] BitStringBytes()
    {
        int start = _position;
        byte[] bits = BitString(out int unused);
        return unused == 0 ? bits : throw new DerException(start, "a bit string has unused bits where whole bytes must be.");
    }

    /// <summary>Reads a NULL.</summary>
    public void Null() => Decode(static (ReadOnlySpan<byte> s, out int n) =>
    {
        AsnDecoder.ReadNull(s, AsnEncodingRules.DER, out n);
        return true;
    });

    /// <summary>Reads a UTCTime or a GeneralizedTime; two digits of a year mean 1950 to 2049 (RFC 5280, section 4.1.2.5.1).</summary>
    public DateTimeOffset Time() => Is(Asn1Tag.UtcTime)
        ? Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadUtcTime(s, AsnEncodingRules.DER, out n, 2049))
        : Decode(static (ReadOnlySpan<byte> s, out int n) => AsnDecoder.ReadGeneralizedTime(s, AsnEncodingRules.DER, out n));

    /// <summary>Reads a character string of any of the types that names use; null when it is of another type.</summary>
    public string? Text()
    {
        Asn1Tag tag = Peek(out _, out _, out _);
        if (tag.TagClass != TagClass.Universal || (UniversalTagNumber)tag.TagValue is not (UniversalTagNumber.UTF8String
            or UniversalTagNumber.PrintableString or UniversalTagNumber.IA5String))
        {
            Encoded();
            return null;
        }

        return Decode((ReadOnlySpan<byte> s, out int n) =>
            AsnDecoder.ReadCharacterString(s, AsnEncodingRules.DER, (UniversalTagNumber)tag.TagValue, out n));
    }

    /// <summary>Requires that nothing is left.</summary>
    public void End()
    {
        if (HasData)
            throw new DerException(_position, $"{_end - _position} bytes follow the last field.");
    }

    private DerReader Open(Asn1Tag expected)
    {
        Asn1Tag tag = Peek(out int content, out int length, out int consumed);
        if (tag != expected)
            throw new DerException(_position, $"there must be {expected}; there is {tag}.");
        var inner = new DerReader(_whole, _position + content, _position + content + length);
        _position += consumed;
        return inner;
    }

    private Asn1Tag Peek(out int contentOffset, out int contentLength, out int consumed)
    {
        if (!HasData)
            throw new DerException(_position, "the structure ends where a field must be.");
        try
        {
            return AsnDecoder.ReadEncodedValue(Rest, AsnEncodingRules.DER, out contentOffset, out contentLength, out consumed);
        }
        catch (AsnContentException e)
        {
            throw new DerException(_position, "there is no value in DER with a length that fits.", e);
        }
    }

    private T Decode<T>(Decoder<T> decoder)
    {
        try
        {
            T value = decoder(Rest, out int consumed);
            _position += consumed;
            return value;
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            throw new DerException(_position, $"the value is not of the required type, or not in DER: {e.Message}", e);
        }
    }

    private ReadOnlySpan<byte> Rest => _whole.Span[_position.._end];
}
