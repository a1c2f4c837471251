using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Opens public keys for .NET by OpenSSL's own readers of bare points and PKCS#1. .NET's import goes through OpenSSL's
/// general decoders, and for curves multiplies the point with the group's order, which tells nothing where the cofactor
/// is 1: together that costs more than to verify a signature. That a point is on its curve is checked here too.
/// </summary>
internal static partial class OpenSslKey
{
    private const string LibCrypto = "libcrypto.so.3";

    // Handles must come from the very library that .NET uses, which has been loaded under this name if it is of this version.
    private static readonly Lazy<bool> IsThere = new(() =>
    {
        try
        {
            return OperatingSystem.IsLinux() && SafeEvpPKeyHandle.OpenSslVersion == (long)GetVersion();
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or PlatformNotSupportedException)
        {
            return false;
        }
    });

    /// <summary>Whether keys can be opened this way in this process.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsAvailable => IsThere.Value;

    /// <summary>Opens a point of P-256, P-384 or P-521.</summary>
    /// <param name="bits">Bits of the curve.</param>
    /// <param name="point">The point, uncompressed, with its first byte 04.</param>
    /// <exception cref="CryptographicException">It is not on the curve.</exception>
    [SupportedOSPlatform("linux")]
    public static ECDsa OpenPoint(int bits, ReadOnlySpan<byte> point)
    {
        IntPtr key = NewEcKey(bits switch { 256 => 415, 384 => 715, _ => 716 });
        try
        {
            if (key == IntPtr.Zero || ReadPoint(key, point, point.Length, IntPtr.Zero) != 1)
                throw Failed("The point is not on its curve.");
            return new ECDsaOpenSsl(key);
        }
        finally
        {
            FreeEcKey(key);
        }
    }

    /// <summary>Opens an RSA key.</summary>
    /// <param name="key">RSAPublicKey (RFC 8017, appendix A.1.1), checked before to be well formed.</param>
    /// <exception cref="CryptographicException">It cannot be read.</exception>
    [SupportedOSPlatform("linux")]
    public static unsafe RSA OpenRsa(ReadOnlySpan<byte> key)
    {
        IntPtr rsa;
        fixed (byte* start = key)
        {
            byte* position = start;
            rsa = ReadRsa(IntPtr.Zero, &position, key.Length);
        }

        try
        {
            return rsa != IntPtr.Zero ? new RSAOpenSsl(rsa) : throw Failed("The RSA key cannot be read.");
        }
        finally
        {
            FreeRsa(rsa);
        }
    }

    // What stays in the thread's queue would be taken for the reason of somebody else's failure.
    private static CryptographicException Failed(string message)
    {
        ClearErrors();
        return new CryptographicException(message);
    }

    [LibraryImport(LibCrypto, EntryPoint = "OpenSSL_version_num")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ulong GetVersion();

    [LibraryImport(LibCrypto, EntryPoint = "EC_KEY_new_by_curve_name")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial IntPtr NewEcKey(int curve);

    [LibraryImport(LibCrypto, EntryPoint = "EC_KEY_oct2key")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ReadPoint(IntPtr key, ReadOnlySpan<byte> point, nint length, IntPtr context);

    [LibraryImport(LibCrypto, EntryPoint = "EC_KEY_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeEcKey(IntPtr key);

    [LibraryImport(LibCrypto, EntryPoint = "d2i_RSAPublicKey")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static unsafe partial IntPtr ReadRsa(IntPtr into, byte** position, nint length);

    [LibraryImport(LibCrypto, EntryPoint = "RSA_free")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void FreeRsa(IntPtr key);

    [LibraryImport(LibCrypto, EntryPoint = "ERR_clear_error")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void ClearErrors();
}
