using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>A certificate to be made, in every respect as a test wants it, signed with ECDSA and SHA-384.</summary>
internal sealed class CertificateSpec
{
    private static readonly Dictionary<string, ECDsa> Keys = [];

    private static readonly byte[] EcdsaWithSha384 = Convert.FromHexString("300a06082a8648ce3d040303");

    public CertificateSpec(string subject, string issuer, string key, string signer)
    {
        Subject = Name(subject);
        Issuer = Name(issuer);
        PublicKey = Key(key).ExportSubjectPublicKeyInfo();
        Signer = Key(signer);
    }

    public byte[] Subject { get; set; }

    public byte[] Issuer { get; set; }

    public byte[] PublicKey { get; set; }

    public ECDsa Signer { get; set; }

    public BigInteger Serial { get; set; } = 7;

    public int Version { get; set; } = 3;

    public DateTimeOffset NotBefore { get; set; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DateTimeOffset NotAfter { get; set; } = new(2035, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<X509ExtensionValue> Extensions { get; } = [];

    /// <summary>A key on P-384 by name; the same name gives the same key.</summary>
    public static ECDsa Key(string name)
    {
        lock (Keys)
        {
            if (!Keys.TryGetValue(name, out ECDsa? key))
                Keys.Add(name, key = ECDsa.Create(ECCurve.NamedCurves.nistP384));
            return key;
        }
    }

    public static byte[] Name(string name) => new X500DistinguishedName(name).RawData;

    /// <summary>A certificate that issues others.</summary>
    public static CertificateSpec Authority(string subject, string issuer, string key, string signer)
    {
        var spec = new CertificateSpec(subject, issuer, key, signer);
        spec.Set("2.5.29.19", [0x30, 3, 1, 1, 0xff], critical: true);
        spec.Set("2.5.29.15", [3, 2, 1, 6], critical: true);
        return spec;
    }

    /// <summary>A revocation list signed by a key.</summary>
    public static byte[] List(string issuer, string signer, DateTimeOffset thisUpdate, DateTimeOffset nextUpdate, params BigInteger[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (BigInteger serial in revoked)
            builder.AddEntry(serial.ToByteArray(isBigEndian: true));
        ECDsa key = Key(signer);
        return builder.Build(new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForECDsa(key), 1, nextUpdate, HashAlgorithmName.SHA384,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(new X509SubjectKeyIdentifierExtension(new PublicKey(key), false)), thisUpdate);
    }

    /// <summary>Replaces an extension, or takes it out.</summary>
    public void Set(string oid, byte[]? value, bool critical = false)
    {
        Extensions.RemoveAll(e => e.Oid == oid);
        if (value is not null)
            Extensions.Add(new X509ExtensionValue(oid, critical, value));
    }

    public byte[] Build()
    {
        byte[] tbs = Tbs();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(tbs);
            writer.WriteEncodedValue(EcdsaWithSha384);
            lock (Signer)
                writer.WriteBitString(Signer.SignData(tbs, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence));
        }

        return writer.Encode();
    }

    private byte[] Tbs()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                writer.WriteInteger(Version - 1);
            writer.WriteInteger(Serial);
            writer.WriteEncodedValue(EcdsaWithSha384);
            writer.WriteEncodedValue(Issuer);
            using (writer.PushSequence())
            {
                writer.WriteUtcTime(NotBefore);
                writer.WriteUtcTime(NotAfter);
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
}
