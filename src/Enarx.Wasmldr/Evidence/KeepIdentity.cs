using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Enarx.Channel;
using Enarx.Protocol;

namespace Enarx.Wasmldr.Evidence;

/// <summary>
/// The keep's one-use key, made here and never leaving, and the certificates that show it. A key lives as long as its
/// keep; each attestation makes a new certificate with the new evidence in it (RA-TLS).
/// </summary>
internal sealed class KeepIdentity : IDisposable
{
    // id-pe-cmw, the conceptual message wrapper in a certificate (RFC 9999): DER of CHOICE { json UTF8String, cbor OCTET STRING }.
    private const string CmwExtension = "1.3.6.1.5.5.7.1.35";
    private const int EvidenceIndicator = 1 << 2;
    private const int SerialLength = 16;

    // A handshake carries the certificate whole. Collateral of some TEEs is longer than all else in it.
    private const int MostEvidence = 16 * 1024;

    private static readonly TimeSpan Validity = TimeSpan.FromDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes the key and a first certificate, which has no evidence in it yet.</summary>
    public KeepIdentity() => Credential = new KeepCredential(_key, MakeCertificate(null));

    /// <summary>What the attested channel shows.</summary>
    public KeepCredential Credential { get; }

    /// <summary>
    /// Makes a certificate with the evidence in it and shows it from now on. Endorsements that would make it too long are
    /// left out of it: whoever appraises a certificate gets them elsewhere.
    /// </summary>
    /// <returns>The certificate, DER.</returns>
    public byte[] Certify(EvidenceMessage evidence)
    {
        byte[] encoded = evidence.Encode();
        byte[] certificate = MakeCertificate(encoded.Length <= MostEvidence ? encoded : (evidence with { Endorsements = [] }).Encode());
        Credential.Replace(certificate);
        return certificate;
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private byte[] MakeCertificate(byte[]? evidence)
    {
        var request = new CertificateRequest(new X500DistinguishedName("CN=Enarx keep"), _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        if (evidence is not null)
            request.CertificateExtensions.Add(new X509Extension(CmwExtension, Wrap(evidence), critical: false));

        // The clock is the host's. Clients pin the attested key and do not rely on these dates.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        byte[] serial = RandomNumberGenerator.GetBytes(SerialLength);
        serial[0] &= 0x7F;
        using X509Certificate2 certificate = request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), now - TimeSpan.FromMinutes(5), now + Validity, serial);
        return certificate.RawData;
    }

    private static byte[] Wrap(byte[] evidence)
    {
        var cbor = new CborWriter(CborConformanceMode.Canonical);
        cbor.WriteStartArray(3);
        cbor.WriteTextString(EvidenceMessage.MediaType);
        cbor.WriteByteString(evidence);
        cbor.WriteInt32(EvidenceIndicator);
        cbor.WriteEndArray();
        var der = new AsnWriter(AsnEncodingRules.DER);
        der.WriteOctetString(cbor.Encode());
        return der.Encode();
    }
}
