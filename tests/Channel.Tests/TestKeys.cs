using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Channel.Tests;

/// <summary>Keys and certificates of keeps, real and forged.</summary>
internal static class TestKeys
{
    public const string Subject = "CN=keep";

    public static (ECDsa Key, KeepCredential Credential) Keep()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key, new KeepCredential(key, SelfSigned(key).RawData));
    }

    public static X509Certificate2 SelfSigned(ECDsa key, int padding = 0, string subject = Subject)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        if (padding > 0)
            request.CertificateExtensions.Add(new X509Extension("1.2.3.4", new byte[padding], critical: false));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        // SslStream wants a key that it can find again.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public static byte[] Digest(ECDsa key) => SHA384.HashData(key.ExportSubjectPublicKeyInfo());
}
