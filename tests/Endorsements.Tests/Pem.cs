using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

internal static class Pem
{
    public static byte[] Write(params byte[][] certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(der => PemEncoding.WriteString("CERTIFICATE", der) + "\n")));

    public static byte[] KeyInfo()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        return key.ExportSubjectPublicKeyInfo();
    }

    public static byte[] PublicKey() => Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", KeyInfo()));
}
