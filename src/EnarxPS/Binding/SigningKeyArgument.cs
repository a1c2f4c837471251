using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>The key that a cmdlet signs with, by whichever of its two parameters it was given.</summary>
internal static class SigningKeyArgument
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Opens the key; null when none was given.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, SigningKeyUnusable.</exception>
    public static SigningKey? Open(PSCmdlet cmdlet, string? path, X509Certificate2? certificate)
    {
        if (path is null)
            return certificate is null ? null : SigningKey.FromCertificate(certificate);
        byte[] pem = PolicyFile.ReadBytes(FilePath.Resolve(cmdlet, path), MostBytes);
        char[] text = Encoding.ASCII.GetChars(pem);
        try
        {
            return SigningKey.FromPem(text);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pem);
            Array.Clear(text);
        }
    }
}
