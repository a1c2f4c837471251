using System.Formats.Cbor;

namespace Enarx.Attestation;

/// <summary>
/// A COSE_Sign1 (RFC 9052, section 4.2) with its payload inside. Only the envelope is read here: whether the algorithm
/// and the signature are good is for <see cref="CoseChecks"/>.
/// </summary>
internal sealed class CoseSign1
{
    /// <summary>The tag of a COSE_Sign1.</summary>
    public const ulong Tag = 18;

    private const ulong MacTag = 17;
    private const long AlgorithmLabel = 1;
    private const long CriticalLabel = 2;
    private const int MostHeaders = 16;

    private readonly ReadOnlyMemory<byte> _protected;

    private CoseSign1(ReadOnlyMemory<byte> protectedHeader) => _protected = protectedHeader;

    /// <summary>The algorithm that the protected header names; null when it names none that is known.</summary>
    public CoseAlgorithm? Algorithm { get; private init; }

    /// <summary>What is wrong with the algorithm headers; null when nothing is.</summary>
    public string? AlgorithmProblem { get; private init; }

    /// <summary>Whether the unprotected header holds anything.</summary>
    public bool HasUnprotected { get; private init; }

    /// <summary>The payload, a byte string.</summary>
    public required CborItem Payload { get; init; }

    /// <summary>The signature's bytes.</summary>
    public ReadOnlyMemory<byte> Signature { get; private init; }

    /// <summary>Where the signature stands in the evidence.</summary>
    public int SignatureOffset { get; private init; }

    /// <summary>Reads an envelope.</summary>
    /// <param name="item">The item.</param>
    /// <param name="requireTag">Whether it must have its tag.</param>
    /// <exception cref="CborException">It is not one.</exception>
    public static CoseSign1 Read(CborItem item, bool requireTag)
    {
        ulong? tag = item.Tag(out CborItem content);
        if (tag is null ? requireTag : tag != Tag)
            throw item.Bad(tag == MacTag ? "it is a COSE_Mac0, which only the device's own secret could verify." : $"it must have tag {Tag}, COSE_Sign1.");
        List<CborItem> parts = content.Array(4, 4);
        ReadOnlyMemory<byte> protectedHeader = parts[0].Bytes(0, int.MaxValue);
        // An empty map may be encoded as no bytes at all (RFC 9052, section 3).
        CborMap? isProtected = protectedHeader.IsEmpty ? null : parts[0].Embedded("protected header").Map(MostHeaders);
        CborMap unprotected = parts[1].Map(MostHeaders);
        foreach (long label in unprotected.Numbers)
        {
            if (isProtected?.Has(label) == true)
                throw parts[1].Bad($"the header {label} stands in both the protected and the unprotected header.");
        }

        if (isProtected?.Has(CriticalLabel) == true || unprotected.Has(CriticalLabel))
            throw item.Bad("there are critical headers (label 2), and none is known.");
        ReadOnlyMemory<byte> signature = parts[3].Bytes(0, int.MaxValue);
        parts[2].Bytes(0, int.MaxValue);
        CoseAlgorithm? algorithm = null;
        string? problem = unprotected.Has(AlgorithmLabel) ? "the algorithm stands in the unprotected header, where nobody signed it"
            : ReadAlgorithm(isProtected?.Find(AlgorithmLabel, "alg"), out algorithm);
        return new CoseSign1(protectedHeader)
        {
            Algorithm = algorithm,
            AlgorithmProblem = problem,
            HasUnprotected = unprotected.Count > 0,
            Payload = parts[2],
            Signature = signature,
            SignatureOffset = parts[3].End - signature.Length,
        };
    }

    /// <summary>Whether a key made the signature: one on the algorithm's curve.</summary>
    public bool IsSignedBy(VerificationKey key) => Algorithm is { } algorithm && key.IsEc && key.Size == algorithm.CurveBits
        && key.VerifyConcatenated(ToBeSigned(_protected.Span, Payload.Bytes(0, int.MaxValue).Span), Signature.Span, algorithm.Hash);

    /// <summary>The Sig_structure (RFC 9052, section 4.4) without external data.</summary>
    public static byte[] ToBeSigned(ReadOnlySpan<byte> protectedHeader, ReadOnlySpan<byte> payload)
    {
        var writer = new CborWriter(CborConformanceMode.Strict, initialCapacity: payload.Length + protectedHeader.Length + 32);
        writer.WriteStartArray(4);
        writer.WriteTextString("Signature1");
        writer.WriteByteString(protectedHeader);
        writer.WriteByteString([]);
        writer.WriteByteString(payload);
        writer.WriteEndArray();
        return writer.Encode();
    }

    private static string? ReadAlgorithm(CborItem? header, out CoseAlgorithm? algorithm)
    {
        algorithm = null;
        if (header is not { } named)
            return "the protected header names no algorithm";
        try
        {
            long id = named.Integer(long.MinValue, long.MaxValue);
            algorithm = CoseAlgorithm.Find(id);
            return algorithm is null ? $"algorithm {id} is not known" : null;
        }
        catch (CborException)
        {
            return "the algorithm is not an integer";
        }
    }
}
