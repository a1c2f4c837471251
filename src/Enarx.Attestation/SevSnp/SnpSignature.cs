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

    private static readonly byte[] Order = Convert.FromHexString(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973");

    /// <summary>Whether a key is on P-384.</summary>
    public static bool IsKey(VerificationKey? key) => key is { IsEc: true, Size: 8 * ScalarLength };

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
    public static bool Verify(SnpReport report, VerificationKey? key)
    {
        if (!IsKey(key) || !IsComponent(report.R) || !IsComponent(report.S))
            return false;
        Span<byte> signature = stackalloc byte[2 * ScalarLength];
        report.R[..ScalarLength].CopyTo(signature);
        report.S[..ScalarLength].CopyTo(signature[ScalarLength..]);
        signature[..ScalarLength].Reverse();
        signature[ScalarLength..].Reverse();
        return key!.VerifyConcatenated(report.Bytes[..SnpReport.SignedLength], signature, HashAlgorithmName.SHA384);
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
