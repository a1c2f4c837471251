using System.Formats.Asn1;
using System.Numerics;

namespace Enarx.Attestation;

/// <summary>A certificate revocation list (RFC 5280, section 5.1), parsed; its signature is for the caller to verify.</summary>
internal sealed class RevocationList
{
    private const string AuthorityKeyIdOid = "2.5.29.35";

    private readonly HashSet<BigInteger> _serials = [];
    private byte[]? _authorityKeyId;

    private Sha256Digest _digest;

    private RevocationList(ReadOnlyMemory<byte> der) => Der = der;

    /// <summary>The encoded list.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The signed part, encoded.</summary>
    public ReadOnlyMemory<byte> Tbs { get; private init; }

    /// <summary>AlgorithmIdentifier inside the signed part, encoded.</summary>
    public ReadOnlyMemory<byte> SignedAlgorithm { get; private init; }

    /// <summary>AlgorithmIdentifier beside the signature, encoded.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    /// <summary>The algorithm that both name; null when they differ or it is not known.</summary>
    public SignatureAlgorithm? Algorithm { get; private init; }

    /// <summary>SHA-256 of the whole list.</summary>
    public Sha256Digest Digest => _digest == default ? _digest = Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(Der.Span)) : _digest;

    /// <summary>Who issued it.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>When it was issued.</summary>
    public DateTimeOffset ThisUpdate { get; private init; }

    /// <summary>When the next one is due; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; private init; }

    /// <summary>The signature's bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Whether a certificate of this issuer is revoked.</summary>
    public bool Lists(BigInteger serial) => _serials.Contains(serial);

    /// <summary>
    /// Whether it says of itself, by name or by key, that it is a certificate's issuer's. One that does and is not is a
    /// forged list; one that does not is about something else.
    /// </summary>
    public bool NamesIssuer(X509Certificate issuer) =>
        Issuer.Is(issuer.Subject) || (_authorityKeyId is not null && issuer.SubjectKeyId is { } id && id.AsSpan().SequenceEqual(_authorityKeyId));

    /// <summary>Whether it was issued by a moment and the next one is not due yet. One that does not say when that is, is never current.</summary>
    public bool IsCurrent(DateTimeOffset time) => NextUpdate is { } next && ThisUpdate <= time && time <= next;

    /// <summary>Whether the signed part of a DER structure looks like that of a list and not of a certificate.</summary>
    /// <exception cref="DerException">It looks like neither.</exception>
    public static bool IsList(ReadOnlyMemory<byte> der)
    {
        DerReader tbs = new DerReader(der).Sequence().Sequence();
        if (tbs.IsExplicit(0))
            return false;
        if (tbs.Is(Asn1Tag.Integer))
            tbs.Encoded();
        tbs.Encoded();
        tbs.Encoded();
        return tbs.IsTime;
    }

    /// <summary>Reads one list and nothing after it.</summary>
    /// <exception cref="DerException">The bytes are not a list of version 2 in DER, or it has a critical extension.</exception>
    public static RevocationList Parse(ReadOnlyMemory<byte> der)
    {
        // A copy, because digest and signature are remembered for these bytes and nobody may change them.
        der = der.ToArray();
        var whole = new DerReader(der);
        DerReader list = whole.Sequence();
        whole.End();
        DerReader tbs = new DerReader(der).Sequence().Sequence();
        ReadOnlyMemory<byte> encodedTbs = list.Encoded();
        ReadOnlyMemory<byte> algorithm = list.Encoded();
        byte[] signature = list.BitStringBytes();
        list.End();

        if (tbs.Integer() != 1)
            throw new DerException(0, "the revocation list is not of version 2.");
        ReadOnlyMemory<byte> signedAlgorithm = tbs.Encoded();
        DistinguishedName issuer = DistinguishedName.Read(tbs);
        DateTimeOffset thisUpdate = tbs.Time();
        DateTimeOffset? nextUpdate = tbs.IsTime ? tbs.Time() : null;
        var parsed = new RevocationList(der)
        {
            Tbs = encodedTbs,
            SignedAlgorithm = signedAlgorithm,
            SignatureAlgorithm = algorithm,
            Algorithm = algorithm.Span.SequenceEqual(signedAlgorithm.Span) ? Attestation.SignatureAlgorithm.Read(algorithm) : null,
            Issuer = issuer,
            ThisUpdate = thisUpdate,
            NextUpdate = nextUpdate,
            Signature = signature,
        };
        if (tbs.Is(Asn1Tag.Sequence))
            parsed.ReadEntries(tbs.Sequence());
        if (tbs.IsExplicit(0))
        {
            DerReader tagged = tbs.Explicit(0);
            IReadOnlyList<X509ExtensionValue> extensions = X509ExtensionValue.ReadAll(tagged.Sequence());
            tagged.End();
            RefuseCritical(extensions);
            parsed._authorityKeyId = ReadKeyId(extensions.FirstOrDefault(e => e.Oid == AuthorityKeyIdOid));
        }

        tbs.End();
        return parsed;
    }

    // The key identifier is optional, and so is the extension (RFC 5280, section 5.2.1).
    private static byte[]? ReadKeyId(X509ExtensionValue? extension)
    {
        if (extension is null)
            return null;
        DerReader identifier = new DerReader(extension.Value).Sequence();
        return identifier.Is(new Asn1Tag(TagClass.ContextSpecific, 0)) ? identifier.ImplicitOctetString(0) : null;
    }

    private void ReadEntries(DerReader entries)
    {
        while (entries.HasData)
        {
            DerReader entry = entries.Sequence();
            _serials.Add(entry.Integer());
            entry.Time();
            if (entry.HasData)
                RefuseCritical(X509ExtensionValue.ReadAll(entry.Sequence()));
            entry.End();
        }
    }

    // A critical extension can turn the list's meaning round, for example into one that lists changes only.
    private static void RefuseCritical(IReadOnlyList<X509ExtensionValue> extensions)
    {
        if (extensions.FirstOrDefault(e => e.Critical) is { } extension)
            throw new DerException(0, $"the revocation list has the critical extension {extension.Oid}, which is not known.");
    }
}
