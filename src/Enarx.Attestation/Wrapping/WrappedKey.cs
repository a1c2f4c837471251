namespace Enarx.Attestation;

/// <summary>The key and the extensions of a certificate or certification request.</summary>
internal sealed class WrappedKey
{
    private readonly ReadOnlyMemory<byte> _signed;
    private readonly ReadOnlyMemory<byte> _algorithm;
    private readonly byte[] _signature;
    private readonly bool _isBySomebodyElse;

    private WrappedKey(X509Certificate certificate)
    {
        (PublicKey, Extensions, _isBySomebodyElse) = (certificate.PublicKey, certificate.Extensions, !certificate.IsSelfIssued);
        (_signed, _algorithm, _signature) = (certificate.Tbs, certificate.SignatureAlgorithm, certificate.Signature);
    }

    private WrappedKey(CertificationRequest request)
    {
        (PublicKey, Extensions, IsRequest) = (request.PublicKey, request.Extensions, true);
        (_signed, _algorithm, _signature) = (request.Info, request.SignatureAlgorithm, request.Signature);
    }

    /// <summary>SubjectPublicKeyInfo, encoded.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>Every extension.</summary>
    public IReadOnlyList<X509ExtensionValue> Extensions { get; }

    /// <summary>Whether it is a request and no certificate.</summary>
    public bool IsRequest { get; }

    /// <summary>Reads a certificate or a request, by what its structure is.</summary>
    /// <exception cref="DerException">It is neither.</exception>
    // The first field of a certificate of version 3, which alone has extensions, is an explicit tag.
    public static WrappedKey Parse(ReadOnlyMemory<byte> der) => new DerReader(der).Sequence().Sequence().IsExplicit(0)
        ? new WrappedKey(X509Certificate.Parse(der))
        : new WrappedKey(CertificationRequest.Parse(der));

    /// <summary>Whether the key's holder signed it; true for a certificate that names somebody else as its issuer, which is his business.</summary>
    public bool IsSignedByHolder() => _isBySomebodyElse
        || SignatureAlgorithm.Read(WithoutNull(_algorithm)) is { } algorithm && VerificationKey.Import(PublicKey.Span) is { } key && key.Verify(algorithm, _signed.Span, _signature);

    // Mbed TLS, and so Gramine, writes a NULL after the identifier of ECDSA, where RFC 5758 has nothing.
    private static ReadOnlyMemory<byte> WithoutNull(ReadOnlyMemory<byte> algorithm) =>
        algorithm.Span is [0x30, 0x0c, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, .., 0x05, 0x00] ? (byte[])[0x30, 0x0a, .. algorithm.Span[2..12]] : algorithm;
}
