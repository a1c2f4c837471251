using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// ECDSA over P-384 with SHA-384 as reports carry it: R and S of 72 bytes each, least significant byte first, the 24
/// most significant ones zero (AMD 56860, "Format for an ECDSA P-384 with SHA-384 Signature").
/// </summary>
internal static class SnpSignature
{
    /// <summary>Length of R and of S in a report, bytes.</summary>
    public const int ComponentLength = 72;

    private const int ScalarLength = 48;

    // SEQUENCE { SEQUENCE { id-ecPublicKey, secp384r1 }, BIT STRING { 04 ...: the fixed start of every key on this
    // curve with both coordinates (RFC 5480); so no other curve, form or explicit parameters get past.
    private static readonly byte[] KeyPrefix = Convert.FromHexString("3076301006072a8648ce3d020106052b8104002203620004");

    private static readonly byte[] Order = Convert.FromHexString(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    /// <summary>Whether a SubjectPublicKeyInfo is of P-384 with both coordinates.</summary>
    public static bool IsKey(ReadOnlySpan<byte> publicKey) =>
        publicKey.Length == KeyPrefix.Length + (2 * ScalarLength) && publicKey.StartsWith(KeyPrefix);

    /// <summary>Whether R or S is padded with zeros and lies in 1 to n-1.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> component)
    {
        if (component[ScalarLength..].ContainsAnyExcept((byte)0))
            return false;
        Span<byte> scalar = stackalloc byte[ScalarLength];
        component[..ScalarLength].CopyTo(scalar);
        scalar.Reverse();
        return scalar.ContainsAnyExcept((byte)0) && scalar.SequenceCompareTo(Order) < 0;
    }

    /// <summary>Whether a report is signed by a key; false when the key is of another kind.</summary>
    public static bool Verify(SnpReport report, ReadOnlySpan<byte> publicKey)
    {
        if (!IsKey(publicKey) || !IsComponent(report.R) || !IsComponent(report.S))
            return false;
        Span<byte> signature = stackalloc byte[2 * ScalarLength];
        report.R[..ScalarLength].CopyTo(signature);
        report.S[..ScalarLength].CopyTo(signature[ScalarLength..]);
        signature[..ScalarLength].Reverse();
        signature[ScalarLength..].Reverse();
        ReadOnlySpan<byte> point = publicKey[KeyPrefix.Length..];
        try
        {
            using var key = ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP384,
                Q = new ECPoint { X = point[..ScalarLength].ToArray(), Y = point[ScalarLength..].ToArray() },
            });
            return key.VerifyData(report.Bytes[..SnpReport.SignedLength], signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return false;
        }
    }

    /// <summary>Signs a report in place.</summary>
    public static void Sign(Span<byte> report, ECDsa key)
    {
        Span<byte> signature = stackalloc byte[2 * ScalarLength];
        key.SignData(report[..SnpReport.SignedLength], signature, HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        signature[..ScalarLength].Reverse();
        signature[ScalarLength..].Reverse();
        Span<byte> field = report[SnpReport.SignedLength..];
        field.Clear();
        signature[..ScalarLength].CopyTo(field);
        signature[ScalarLength..].CopyTo(field[ComponentLength..]);
    }
}
