namespace Enarx.Attestation;

/// <summary>A certification request (PKCS #10, RFC 2986) with the extensions that it asks for (RFC 2985, section 5.4.2).</summary>
internal sealed class CertificationRequest
{
    private const string ExtensionRequestOid = "1.2.840.113549.1.9.14";

    private CertificationRequest()
    {
    }

    /// <summary>The signed part, encoded.</summary>
    public ReadOnlyMemory<byte> Info { get; private init; }

    /// <summary>SubjectPublicKeyInfo, encoded.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; private init; }

    /// <summary>Every extension that is asked for.</summary>
    public required IReadOnlyList<X509ExtensionValue> Extensions { get; init; }

    /// <summary>AlgorithmIdentifier of the signature, encoded.</summary>
    public ReadOnlyMemory<byte> SignatureAlgorithm { get; private init; }

    /// <summary>The signature's bytes.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>Reads one request and nothing after it.</summary>
    /// <exception cref="DerException">The bytes are not a request in DER.</exception>
    public static CertificationRequest Parse(ReadOnlyMemory<byte> der)
    {
        var whole = new DerReader(der);
        DerReader request = whole.Sequence();
        whole.End();
        DerReader info = new DerReader(der).Sequence().Sequence();
        ReadOnlyMemory<byte> encoded = request.Encoded(), algorithm = request.Encoded();
        byte[] signature = request.BitStringBytes();
        request.End();
        if (info.Integer() != 0)
            throw new DerException(0, "a certification request has another version than 0.");
        _ = DistinguishedName.Read(info);
        ReadOnlyMemory<byte> key = info.Encoded();
        var extensions = new List<X509ExtensionValue>();
        DerReader attributes = info.Explicit(0);
        while (attributes.HasData)
        {
            DerReader attribute = attributes.Sequence();
            if (attribute.Oid() != ExtensionRequestOid)
                continue;
            DerReader values = attribute.Set();
            attribute.End();
            extensions.AddRange(X509ExtensionValue.ReadAll(values.Sequence()));
            values.End();
        }

        info.End();
        return new CertificationRequest { Info = encoded, PublicKey = key, Extensions = extensions, SignatureAlgorithm = algorithm, Signature = signature };
    }
}
