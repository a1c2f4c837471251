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
    private const int DigitalSignatureBit = 0;
    private const int KeyCertSignBit = 5;
    private const int CrlSignBit = 6;

    private X509Certificate(ReadOnlyMemory<byte> der) => Der = der;

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
    public required IReadOnlyList<X509ExtensionValue> Extensions { get; init; }

    /// <summary>The signature's bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: what a pin names.</summary>
    public Sha256Digest PublicKeyDigest => Sha256Digest.FromBytes(SHA256.HashData(PublicKey.Span));

    /// <summary>Reads one certificate and nothing after it.</summary>
    /// <exception cref="DerException">The bytes are not a certificate in DER.</exception>
    public static X509Certificate Parse(ReadOnlyMemory<byte> der)
    {
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
        return new X509Certificate(der)
        {
            Tbs = encodedTbs,
            Version = version >= 0 && version <= 2 ? (int)version + 1 : 0,
            Serial = serial,
            SignedAlgorithm = signedAlgorithm,
            SignatureAlgorithm = algorithm,
            Issuer = issuer,
            Subject = subject,
            NotBefore = notBefore,
            NotAfter = notAfter,
            PublicKey = publicKey,
            Extensions = extensions,
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
        if (!IsAuthority())
            return "basic constraints do not say that it is a certificate authority";
        return KeyUsage() switch
        {
            null => requireKeyUsage ? "it has no key usage" : null,
            var usage => HasBit(usage, KeyCertSignBit) ? null : "its key usage does not let it sign certificates",
        };
    }

    /// <summary>Whether its key usage, if it has one, lets it sign revocation lists.</summary>
    public bool MaySignLists() => KeyUsage() is not { } usage || HasBit(usage, CrlSignBit);

    /// <summary>Whether its key usage, which must be there, lets it sign what is no certificate and no list.</summary>
    public bool MaySign() => KeyUsage() is { } usage && HasBit(usage, DigitalSignatureBit);

    /// <summary>Whether subject and issuer are the same.</summary>
    public bool IsSelfIssued => Subject.Is(Issuer);

    /// <summary>Whether basic constraints say that it issues certificates.</summary>
    public bool IsAuthority() => ReadConstraints().IsAuthority;

    /// <summary>How many issuers may stand between it and a leaf; null when it does not say.</summary>
    public BigInteger? PathLength() => ReadConstraints().PathLength;

    private (bool IsAuthority, BigInteger? PathLength) ReadConstraints()
    {
        if (Extensions.FirstOrDefault(e => e.Oid == BasicConstraintsOid) is not { } extension)
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
        var seen = new HashSet<string>();
        foreach (X509ExtensionValue extension in Extensions)
        {
            if (!seen.Add(extension.Oid))
                return $"extension {extension.Oid} stands in it twice";
            if (extension.Critical && !known.Contains(extension.Oid))
                return $"critical extension {extension.Oid} is not known";
        }

        return null;
    }

    private byte[]? KeyUsage()
    {
        if (Extensions.FirstOrDefault(e => e.Oid == KeyUsageOid) is not { } extension)
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

    private static bool HasBit(byte[] bits, int bit) => bits.Length > bit / 8 && (bits[bit / 8] & (0x80 >> (bit % 8))) != 0;
}
