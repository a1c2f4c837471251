using System.Numerics;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A certificate (RFC 5280, section 4.1), parsed and nothing more: no field of it is trusted. .NET's own type is not
/// used because it neither tells the parameters of RSASSA-PSS nor keeps the order and number of extensions.
/// </summary>
internal sealed class X509Certificate
{
    private const string BasicConstraintsOid = "2.5.29.19";
    private const string KeyUsageOid = "2.5.29.15";
    private const string SubjectKeyIdOid = "2.5.29.14";
    private const int DigitalSignatureBit = 0;
    private const int KeyCertSignBit = 5;
    private const int CrlSignBit = 6;

    private readonly bool _isAuthority;
    private readonly BigInteger? _pathLength;
    private readonly byte[]? _keyUsage;
    private readonly string? _repeated;

    // Computed when they are first asked for; every one of these is one reference, so that threads may race for it.
    private Sha256Digest _digest;
    private Sha256Digest _publicKeyDigest;
    private VerificationKey? _key;

    private X509Certificate(ReadOnlyMemory<byte> der, IReadOnlyList<X509ExtensionValue> extensions)
    {
        Der = der;
        Extensions = extensions;
        (_isAuthority, _pathLength) = ReadConstraints(Find(BasicConstraintsOid));
        _keyUsage = ReadKeyUsage(Find(KeyUsageOid));
        var seen = new HashSet<string>(extensions.Count);
        _repeated = extensions.FirstOrDefault(extension => !seen.Add(extension.Oid))?.Oid;
    }

    /// <summary>The encoded certificate.</summary>
    public ReadOnlyMemory<byte> Der { get; }

    /// <summary>The signed part, encoded.</summary>
    public ReadOnlyMemory<byte> Tbs { get; private init; }

    /// <summary>Version as written in text: 1 to 3.</summary>
    public int Version { get; private init; }

    /// <summary>Serial number.</summary>
    public BigInteger Serial { get; private init; }

    /// <summary>AlgorithmIdentifier inside the signed part, encoded.</summary>
    public ReadOnlyMemory<byte> SignedAlgorithm { get; private init; }

    /// <summary>AlgorithmIdentifier beside the signature, encoded.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    /// <summary>The algorithm that both name; null when they differ or it is not known.</summary>
    public SignatureAlgorithm? Algorithm { get; private init; }

    /// <summary>Issuer.</summary>
    public required DistinguishedName Issuer { get; init; }

    /// <summary>Subject.</summary>
    public required DistinguishedName Subject { get; init; }

    /// <summary>First moment of validity.</summary>
    public DateTimeOffset NotBefore { get; private init; }

    /// <summary>Last moment of validity.</summary>
    public DateTimeOffset NotAfter { get; private init; }

    /// <summary>SubjectPublicKeyInfo, encoded.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; private init; }

    /// <summary>Every extension, in order, repeated ones included.</summary>
    public IReadOnlyList<X509ExtensionValue> Extensions { get; }

    /// <summary>The signature's bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what a pin names.</summary>
    public Sha256Digest PublicKeyDigest => _publicKeyDigest == default ? _publicKeyDigest = Sha256Digest.FromBytes(SHA256.HashData(PublicKey.Span)) : _publicKeyDigest;

    /// <summary>SHA-256 of the whole certificate.</summary>
    public Sha256Digest Digest => _digest == default ? _digest = Sha256Digest.FromBytes(SHA256.HashData(Der.Span)) : _digest;

    /// <summary>The public key; null when it is of no kind that signs here.</summary>
    public VerificationKey? Key => _key ??= VerificationKey.Import(PublicKey.Span);

    /// <summary>Reads one certificate and nothing after it.</summary>
    /// <exception cref="DerException">The bytes are not a certificate in DER.</exception>
    public static X509Certificate Parse(ReadOnlyMemory<byte> der)
    {
        // A copy, because digest, key and signature are remembered for these bytes and nobody may change them.
        der = der.ToArray();
        var whole = new DerReader(der);
        DerReader certificate = whole.Sequence();
        whole.End();
        // A second reader over the signed part reads its fields with offsets from the start of the certificate.
        DerReader tbs = new DerReader(der).Sequence().Sequence();
        ReadOnlyMemory<byte> encodedTbs = certificate.Encoded();
        ReadOnlyMemory<byte> algorithm = certificate.Encoded();
        byte[] signature = certificate.BitStringBytes();
        certificate.End();

        BigInteger version = 0;
        if (tbs.IsExplicit(0))
        {
            DerReader tagged = tbs.Explicit(0);
            version = tagged.Integer();
            tagged.End();
        }

        BigInteger serial = tbs.Integer();
        ReadOnlyMemory<byte> signedAlgorithm = tbs.Encoded();
        DistinguishedName issuer = DistinguishedName.Read(tbs);
        DerReader validity = tbs.Sequence();
        DateTimeOffset notBefore = validity.Time(), notAfter = validity.Time();
        validity.End();
        DistinguishedName subject = DistinguishedName.Read(tbs);
        ReadOnlyMemory<byte> publicKey = tbs.Encoded();
        IReadOnlyList<X509ExtensionValue> extensions = [];
        if (tbs.IsExplicit(3))
        {
            DerReader tagged = tbs.Explicit(3);
            extensions = X509ExtensionValue.ReadAll(tagged.Sequence());
            tagged.End();
        }

        tbs.End();
        return new X509Certificate(der, extensions)
        {
            Tbs = encodedTbs,
            Version = version >= 0 && version <= 2 ? (int)version + 1 : 0,
            Serial = serial,
            SignedAlgorithm = signedAlgorithm,
            SignatureAlgorithm = algorithm,
            Algorithm = algorithm.Span.SequenceEqual(signedAlgorithm.Span) ? Attestation.SignatureAlgorithm.Read(algorithm) : null,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = publicKey,
            Signature = signature,
        };
    }

    /// <summary>
    /// What keeps this certificate from being one that issues others (RFC 5280, section 4.2.1); null when nothing does.
    /// </summary>
    /// <param name="requireKeyUsage">Refuse when there is no key usage; without it every use is allowed.</param>
    /// <param name="knownCritical">Critical extensions that the caller knows; by itself, those two.</param>
    public string? ProblemAsAuthority(bool requireKeyUsage, params ReadOnlySpan<string> knownCritical)
    {
        if (ProblemOfExtensions([BasicConstraintsOid, KeyUsageOid, .. knownCritical]) is { } problem)
            return problem;
        if (!_isAuthority)
            return "basic constraints do not say that it is a certificate authority";
        return _keyUsage switch
        {
            null => requireKeyUsage ? "it has no key usage" : null,
            var usage => HasBit(usage, KeyCertSignBit) ? null : "its key usage does not let it sign certificates",
        };
    }

    /// <summary>Whether its key usage, if it has one, lets it sign revocation lists.</summary>
    public bool MaySignLists() => _keyUsage is not { } usage || HasBit(usage, CrlSignBit);

    /// <summary>Its key's identifier; null when it has none that can be read.</summary>
    public byte[]? SubjectKeyId
    {
        get
        {
            try
            {
                return Find(SubjectKeyIdOid) is { } extension ? new DerReader(extension.Value).OctetString() : null;
            }
            catch (DerException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether its key usage, which must be there, lets it sign what is no certificate and no list.</summary>
    public bool MaySign() => _keyUsage is { } usage && HasBit(usage, DigitalSignatureBit);

    /// <summary>Whether subject and issuer are the same.</summary>
    public bool IsSelfIssued => Subject.Is(Issuer);

    /// <summary>Whether basic constraints say that it issues certificates.</summary>
    public bool IsAuthority() => _isAuthority;

    /// <summary>How many issuers may stand between it and a leaf; null when it does not say.</summary>
    public BigInteger? PathLength() => _pathLength;

    private static (bool IsAuthority, BigInteger? PathLength) ReadConstraints(X509ExtensionValue? extension)
    {
        if (extension is null)
            return default;
        try
        {
            var whole = new DerReader(extension.Value);
            DerReader constraints = whole.Sequence();
            whole.End();
            bool authority = constraints.HasData && constraints.Is(System.Formats.Asn1.Asn1Tag.Boolean) && constraints.Boolean();
            BigInteger? length = constraints.HasData ? constraints.Integer() : null;
            constraints.End();
            return (authority, length);
        }
        catch (DerException)
        {
            return default;
        }
    }

    /// <summary>An extension that stands twice, or a critical one that is not among the known; null when there is none.</summary>
    public string? ProblemOfExtensions(params ReadOnlySpan<string> known)
    {
        if (Version != 3)
            return $"its version is {Version}, not 3";
        if (_repeated is not null)
            return $"extension {_repeated} stands in it twice";
        foreach (X509ExtensionValue extension in Extensions)
        {
            if (extension.Critical && !known.Contains(extension.Oid))
                return $"critical extension {extension.Oid} is not known";
        }

        return null;
    }

    private static byte[]? ReadKeyUsage(X509ExtensionValue? extension)
    {
        if (extension is null)
            return null;
        try
        {
            var whole = new DerReader(extension.Value);
            byte[] bits = whole.BitString(out _);
            whole.End();
            return bits;
        }
        catch (DerException)
        {
            return [];
        }
    }

    private X509ExtensionValue? Find(string oid)
    {
        foreach (X509ExtensionValue extension in Extensions)
        {
            if (extension.Oid == oid)
                return extension;
        }

        return null;
    }

    private static bool HasBit(byte[] bits, int bit) => bits.Length > bit / 8 && (bits[bit / 8] & (0x80 >> (bit % 8))) != 0;
}
