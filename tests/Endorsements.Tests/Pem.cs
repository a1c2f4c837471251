using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

internal static class Pem
{
    public static byte[] Write(params byte[][] certificates) =>
        Encoding.ASCII.GetBytes(string.Concat(certificates.Select(der => PemEncoding.WriteString("CERTIFICATE", der) + "\n")));
}
