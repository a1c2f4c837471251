using System.Formats.Asn1;

namespace Enarx.Attestation;

/// <summary>
/// Certificates and certification requests with evidence in an extension, the endorsements that go with evidence
/// (certificates without it, revocation lists), and IBM's host key documents, which are certificates.
/// </summary>
internal static class DerEvidence
{
    private const int DeepestStructure = 8;
    private const int HostKeyBits = 521;
    private const string Ibm = "International Business Machines Corporation";

    private static readonly Dictionary<string, KeyBinding> Extensions = new(StringComparer.Ordinal)
    {
        ["1.3.6.1.4.1.58270.1.2"] = KeyBinding.Enarx,
        ["1.3.6.1.4.1.58270.1.3"] = KeyBinding.Enarx,
        ["2.23.133.5.4.9"] = KeyBinding.TaggedEvidence,
        ["1.3.6.1.5.5.7.1.35"] = KeyBinding.ConceptualMessage,
        ["1.2.840.113741.1.13.1"] = KeyBinding.IntelRaTls,
        ["1.2.840.113741.1337.6"] = KeyBinding.IntelRaTls,
        ["1.2.840.113556.10.1.1"] = KeyBinding.OpenEnclave,
        ["1.2.840.113556.10.1.2"] = KeyBinding.OpenEnclave,
        ["1.3.6.1.4.1.311.105.1"] = KeyBinding.OpenEnclave,
        ["1.3.6.1.4.1.311.105.2"] = KeyBinding.OpenEnclave,
    };

    private const string EnarxWithoutTee = "1.3.6.1.4.1.58270.1.1";

    /// <summary>Adds what a DER structure is.</summary>
    /// <returns>False when the content is no DER sequence.</returns>
    /// <exception cref="KeepException">It is another structure, or carries something that is no evidence.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found, EvidenceFinder finder)
    {
        if (content.Span is not [0x30, ..])
            return false;
        try
        {
            if (RevocationList.IsList(content))
            {
                _ = RevocationList.Parse(content);
                found.AddEndorsement(content);
            }
            else if (IsCertificateOfVersion1(content))
            {
                found.AddEndorsement(content);
            }
            else
            {
                FindWrapped(content, WrappedKey.Parse(content), where, found, finder);
            }
        }
        catch (DerException e)
        {
            throw Unrecognized.At(where, e.Offset, $"it is neither a certificate, a certification request nor a revocation list: {e.Message}", e);
        }

        return true;
    }

    private static void FindWrapped(ReadOnlyMemory<byte> content, WrappedKey key, string where, FoundEvidence outer, EvidenceFinder finder)
    {
        var found = new FoundEvidence();
        string kind = key.IsRequest ? "request" : "certificate";
        foreach (X509ExtensionValue extension in key.Extensions)
        {
            if (extension.Oid == EnarxWithoutTee)
                throw Unrecognized.At(where, 0, "it is the request of an Enarx keep that no TEE protects (KVM).");
            if (!Extensions.TryGetValue(extension.Oid, out KeyBinding binding) || IsPckExtension(extension))
                continue;
            var inner = new FoundEvidence();
            byte[]? claims = FindIn(extension, binding, $"{where} {kind} extension {extension.Oid}", inner, finder);
            if (inner.Count == 0)
                throw Unrecognized.At($"{where} {kind} extension {extension.Oid}", 0, "there are endorsements and no evidence.");
            inner.Wrap(new EvidenceWrapping { Binding = binding, Content = content.ToArray(), Claims = claims });
            found.Absorb(inner);
        }

        if (found.Count > 0)
            outer.Absorb(OfOneQuote(found));
        else if (key.IsRequest)
            throw Unrecognized.At(where, 0, "it is a certification request without evidence in its extensions.");
        else if (IsHostKey(content))
            outer.Add(Tee.IbmSecureExecution, content);
        else
            outer.AddEndorsement(content);
    }

    private static byte[]? FindIn(X509ExtensionValue extension, KeyBinding binding, string where, FoundEvidence found, EvidenceFinder finder)
    {
        switch (binding)
        {
            case KeyBinding.TaggedEvidence:
                (byte[] evidence, byte[] claims) = TaggedEvidence.Read(extension.Value, where);
                finder.Find(evidence, where, found);
                return claims;
            case KeyBinding.Enarx:
                Walk(new DerReader(extension.Value), where, found, finder, 0);
                break;
            case KeyBinding.ConceptualMessage:
                // CHOICE { json UTF8String, cbor OCTET STRING }.
                var choice = new DerReader(extension.Value);
                byte[] message = choice.Is(Asn1Tag.PrimitiveOctetString) ? choice.OctetString() : System.Text.Encoding.UTF8.GetBytes(choice.Text() ?? "");
                choice.End();
                finder.Find(message, where, found);
                break;
            default:
                // Some libraries put the value into one more OCTET STRING, and some do not.
                byte[] value = extension.Value;
                if (value is [0x04, ..])
                {
                    var octets = new DerReader(value);
                    value = octets.OctetString();
                    octets.End();
                }

                finder.Find(value, where, found);
                break;
        }

        return null;
    }

    // A structure of Enarx holds the report or quote, and beside it certificates, lists, and collateral with its source.
    private static void Walk(DerReader structure, string where, FoundEvidence found, EvidenceFinder finder, int depth)
    {
        while (structure.HasData)
        {
            if (structure.Is(Asn1Tag.PrimitiveOctetString))
            {
                finder.Find(structure.OctetString(), where, found);
            }
            else if (!structure.Is(Asn1Tag.Sequence))
            {
                _ = structure.Encoded();
            }
            else
            {
                ReadOnlyMemory<byte> item = structure.Encoded();
                if (IsSigned(item))
                    finder.Find(item, where, found);
                else if (depth < DeepestStructure)
                    Walk(new DerReader(item).Sequence(), where, found, finder, depth + 1);
            }
        }
    }

    // A certificate or a list: a sequence of a sequence, an algorithm and a bit string.
    private static bool IsSigned(ReadOnlyMemory<byte> item)
    {
        DerReader fields = new DerReader(item).Sequence();
        if (!fields.Is(Asn1Tag.Sequence))
            return false;
        _ = fields.Encoded();
        if (!fields.Is(Asn1Tag.Sequence))
            return false;
        _ = fields.Encoded();
        return fields.Is(Asn1Tag.PrimitiveBitString);
    }

    // A certificate for readers of two schemes has its quote twice; then the newer scheme binds the key.
    private static FoundEvidence OfOneQuote(FoundEvidence found)
    {
        IReadOnlyList<KeepEvidence> all = found.Complete();
        KeepEvidence first = all.FirstOrDefault(one => one.Wrapping!.Binding == KeyBinding.TaggedEvidence) ?? all[0];
        var result = new FoundEvidence();
        result.Add(first);
        foreach (KeepEvidence other in all)
        {
            if (other.Tee != first.Tee || !other.Report.AsSpan().SequenceEqual(first.Report))
                result.Add(other);
        }

        return result;
    }

    // Intel's first RA-TLS certificates have their quote under the identifier of the SGX extensions of PCK certificates.
    private static bool IsPckExtension(X509ExtensionValue extension) => extension.Oid == "1.2.840.113741.1.13.1" && extension.Value is [0x30, ..];

    // It has no extensions and no tag for its version, and starts as a request does; but a request has four fields.
    private static bool IsCertificateOfVersion1(ReadOnlyMemory<byte> der)
    {
        DerReader tbs = new DerReader(der).Sequence().Sequence();
        if (!tbs.Is(Asn1Tag.Integer))
            return false;
        int fields = 0;
        for (; tbs.HasData && fields < 5; fields++)
            _ = tbs.Encoded();
        return fields > 4;
    }

    private static bool IsHostKey(ReadOnlyMemory<byte> der)
    {
        X509Certificate certificate = X509Certificate.Parse(der);
        return certificate.Subject.Organization == Ibm && certificate.Issuer.Organization == Ibm && VerificationKey.CurveBits(certificate.PublicKey.Span) == HostKeyBits;
    }
}
