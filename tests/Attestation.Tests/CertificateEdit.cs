using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>A certificate taken apart, to be changed in one place and signed again.</summary>
internal sealed class CertificateEdit
{

    public CertificateEdit(byte[] der)
    {
        X509Certificate parsed = X509Certificate.Parse(der);
        using X509Certificate2 names = X509CertificateLoader.LoadCertificate(der);
        Version = parsed.Version - 1;
        Serial = parsed.Serial;
        Algorithm = OuterAlgorithm = parsed.SignatureAlgorithm.ToArray();
        Issuer = names.IssuerName.RawData;
        Subject = names.SubjectName.RawData;
        NotBefore = parsed.NotBefore;
        NotAfter = parsed.NotAfter;
        PublicKey = parsed.PublicKey.ToArray();
        Extensions = [.. parsed.Extensions];
    }

    public int Version { get; set; }

    public BigInteger Serial { get; set; }

    public byte[] Algorithm { get; set; }

    public byte[] OuterAlgorithm { get; set; }

    public byte[] Issuer { get; set; }

    public byte[] Subject { get; set; }

    public DateTimeOffset NotBefore { get; set; }

    public DateTimeOffset NotAfter { get; set; }

    public byte[] PublicKey { get; set; }

    public List<X509ExtensionValue> Extensions { get; }

    /// <summary>A name of the simulation, or of another organisation.</summary>
    public static byte[] Name(string commonName, string organization = SimulatedSnpAuthority.Organization)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(commonName);
        builder.AddOrganizationName(organization);
        return builder.Build().RawData;
    }

    /// <summary>Changes one certificate and signs it.</summary>
    public static byte[] Make(byte[] der, RSA signer, Action<CertificateEdit> change) =>
        Make(der, change, tbs => signer.SignData(tbs, HashAlgorithmName.SHA384, RSASignaturePadding.Pss));

    /// <summary>Changes one certificate and signs it.</summary>
    public static byte[] Make(byte[] der, ECDsa signer, Action<CertificateEdit> change) =>
        Make(der, change, tbs => signer.SignData(tbs, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>Replaces an extension's value, or takes the extension out.</summary>
    public void Set(string oid, byte[]? value)
    {
        int index = Extensions.FindIndex(e => e.Oid == oid);
        if (value is null)
            Extensions.RemoveAt(index);
        else if (index < 0)
            Extensions.Add(new X509ExtensionValue(oid, false, value));
        else
            Extensions[index] = Extensions[index] with { Value = value };
    }

    private static byte[] Make(byte[] der, Action<CertificateEdit> change, Func<byte[], byte[]> sign)
    {
        var edit = new CertificateEdit(der);
        change(edit);
        return edit.Sign(sign);
    }

    private byte[] Sign(Func<byte[], byte[]> sign)
    {
        byte[] tbs = Tbs();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs);
            writer.WriteEncodedValue(OuterAlgorithm);
            writer.WriteBitString(sign(tbs));
        }

        return writer.Encode();
    }

    private byte[] Tbs()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteInteger(Version);
            writer.WriteInteger(Serial);
            writer.WriteEncodedValue(Algorithm);
            writer.WriteEncodedValue(Issuer);
            using (writer.PushSequence())
            {
                WriteTime(writer, NotBefore);
                WriteTime(writer, NotAfter);
            }

            writer.WriteEncodedValue(Subject);
            writer.WriteEncodedValue(PublicKey);
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 3)))
            using (writer.PushSequence())
            {
                foreach (X509ExtensionValue extension in Extensions)
                {
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(extension.Oid);
                        if (extension.Critical)
                            writer.WriteBoolean(true);
                        writer.WriteOctetString(extension.Value);
                    }
                }
            }
        }

        return writer.Encode();
    }

    private static void WriteTime(AsnWriter writer, DateTimeOffset time)
    {
        if (time.Year < 2050)
            writer.WriteUtcTime(time);
        else
            writer.WriteGeneralizedTime(time, omitFractionalSeconds: true);
    }
}
