namespace Enarx.Attestation;

/// <summary>
/// The certificates of a platform, as PDH_CERT_EXPORT gives them (AMD 55766, section 5.9): PDH, then PEK, OCA and CEK,
/// 2084 bytes each.
/// </summary>
internal sealed class SevPlatform
{
    /// <summary>Length of the four certificates, bytes.</summary>
    public const int Length = 4 * SevCertificate.Length;

    /// <summary>Looks at a report of <see cref="Length"/> bytes.</summary>
    public SevPlatform(ReadOnlyMemory<byte> report)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(report.Length, Length, nameof(report));
        SevCertificate At(int index) => new(report.Slice(index * SevCertificate.Length, SevCertificate.Length));
        (Pdh, Pek, Oca, Cek) = (At(0), At(1), At(2), At(3));
    }

    public SevCertificate Pdh { get; }

    public SevCertificate Pek { get; }

    public SevCertificate Oca { get; }

    /// <summary>CEK: the platform's own certificate, or one of the same key that AMD has signed.</summary>
    public SevCertificate Cek { get; private set; }

    /// <summary>The certificates, the usage that each must have, and where it begins in the report; null where it came as an endorsement.</summary>
    public IEnumerable<(SevUsage Usage, SevCertificate Certificate, int? Offset)> All
    {
        get
        {
            yield return (SevUsage.Pdh, Pdh, 0);
            yield return (SevUsage.Pek, Pek, SevCertificate.Length);
            yield return (SevUsage.Oca, Oca, 2 * SevCertificate.Length);
            yield return (SevUsage.Cek, Cek, IsCekEndorsed ? null : 3 * SevCertificate.Length);
        }
    }

    /// <summary>Whether <see cref="Cek"/> came as an endorsement.</summary>
    public bool IsCekEndorsed { get; private set; }

    /// <summary>Takes the CEK that AMD has signed in place of the platform's own.</summary>
    public void Endorse(SevCertificate cek) => (Cek, IsCekEndorsed) = (cek, true);

    /// <summary>Where bytes of a certificate stand.</summary>
    public static string Source(int? offset, int start, int end) =>
        offset is { } at ? $"report[0x{at + start:x}..0x{at + end:x}]" : $"endorsed CEK[0x{start:x}..0x{end:x}]";
}
