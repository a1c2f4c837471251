namespace Enarx.Attestation;

/// <summary>
/// Everything at hand to appraise a quote with: the PCK chain that the quote carries, and the endorsements, in any
/// order. Being here makes nothing trusted. Where several fit, the one that verifies is taken, and of those the newest,
/// so that nobody can make an appraisal fail, or pass, by adding an old one.
/// </summary>
internal sealed class DcapEndorsements
{
    /// <summary>Common name of every PCK certificate.</summary>
    public const string PckName = "Intel SGX PCK Certificate";

    /// <summary>Common name of the certificates that sign collateral.</summary>
    public const string SignerName = "Intel SGX TCB Signing";

    private const int MostItems = 256;
    private const int MostCertificates = 1024;

    private readonly Dictionary<ReadOnlyMemory<byte>, X509Certificate> _certificates = new(ContentComparer.Instance);
    private readonly List<RevocationList> _lists = [];
    private readonly List<SignedCollateral> _collateral = [];

    private DcapEndorsements()
    {
    }

    /// <summary>Every certificate once.</summary>
    public IReadOnlyCollection<X509Certificate> Certificates => _certificates.Values;

    /// <summary>Every revocation list.</summary>
    public IReadOnlyList<RevocationList> Lists => _lists;

    /// <summary>The certificates that the quote carries, the PCK certificate first.</summary>
    public IReadOnlyList<X509Certificate> Carried { get; private set; } = [];

    /// <summary>The PCK certificate that the quote carries, or that its report's signature picks.</summary>
    public X509Certificate? Pck { get; private set; }

    /// <summary>Reads the certification data of a quote, and the endorsements.</summary>
    /// <param name="checks">Where it is recorded that something is malformed.</param>
    /// <param name="quote">The quote; null when it could not be read.</param>
    /// <param name="items">The endorsements.</param>
    public static DcapEndorsements Read(CheckList checks, DcapQuote? quote, IReadOnlyList<byte[]> items)
    {
        var all = new DcapEndorsements();
        string where = "quote";
        try
        {
            if (quote?.CertificationType is CertificationDataType.PckChain or CertificationDataType.PckLeaf)
            {
                where = $"quote[0x{quote.CertificationOffset:x}..0x{quote.End:x}]";
                DcapItem chain = DcapItem.Read(quote.Certification);
                all.Add(chain);
                all.Carried = chain.Set.Certificates;
                // The leaf comes first.
                all.Pck = all.Carried is [var first, ..] ? first : throw new DerException(0, "there is no certificate in the certification data.");
            }

            for (int i = 0; i < items.Count; i++)
            {
                where = $"endorsements[{i}]";
                if (i == MostItems)
                    throw new DerException(0, $"there are more than {MostItems} endorsements.");
                all.Add(DcapItem.Read(items[i]));
            }

            checks.Record(DcapChecks.EndorsementFormat, holds: true, "");
        }
        catch (Exception e) when (e is DerException or CollateralException)
        {
            checks.Record(DcapChecks.EndorsementFormat, holds: false, "An endorsement is damaged or of no known kind; leave it out or fetch it again.",
                "certificates or revocation lists in DER, PEM or hexadecimal; TCB info or an identity as PCS gives it", e.Message, where);
        }

        if (quote is not null && all.Pck is null)
            all.PickPck(quote);
        return all;
    }

    /// <summary>Picks TCB info or an identity.</summary>
    /// <typeparam name="T">Which of them.</typeparam>
    /// <param name="fits">Whether it is of the TEE and platform at hand.</param>
    /// <param name="time">The verification time.</param>
    /// <returns>The best one that fits, and else any one; null when there is none.</returns>
    public T? Pick<T>(Func<T, bool> fits, DateTimeOffset time)
        where T : SignedCollateral
    {
        T[] candidates = [.. _collateral.OfType<T>()];
        if (candidates.Length <= 1)
            return candidates.FirstOrDefault();
        T? best = null;
        (bool, bool, bool, uint, DateTimeOffset) bestRank = default;
        foreach (T one in candidates)
        {
            bool fit = fits(one);
            var rank = (fit, fit && SignerOf(one, time) is { } signer && one.IsSignedBy(signer), one.IsCurrent(time), one.EvaluationNumber, one.IssueDate);
            if (best is null || rank.CompareTo(bestRank) > 0)
                (best, bestRank) = (one, rank);
        }

        return best;
    }

    /// <summary>Picks the certificate that signed TCB info or an identity. Intel renews it with the same key, so the one that is valid is preferred.</summary>
    /// <returns>The best one; null when none has the name.</returns>
    public X509Certificate? SignerOf(SignedCollateral collateral, DateTimeOffset time)
    {
        X509Certificate? best = null;
        int bestRank = -1;
        foreach (X509Certificate candidate in Certificates)
        {
            if (candidate.Subject.CommonName != SignerName)
                continue;
            int rank = (collateral.IsSignedBy(candidate) ? 2 : 0) + (candidate.NotBefore <= time && time <= candidate.NotAfter ? 1 : 0);
            if (rank > bestRank)
                (best, bestRank) = (candidate, rank);
        }

        return best;
    }

    private void PickPck(DcapQuote quote)
    {
        foreach (X509Certificate candidate in Certificates)
        {
            if (candidate.Subject.CommonName != PckName)
                continue;
            Pck ??= candidate;
            if (P256Signature.VerifyShared(candidate.PublicKey.Span, quote.QeReport.Bytes, quote.QeReportSignature))
            {
                Pck = candidate;
                return;
            }
        }
    }

    private void Add(DcapItem item)
    {
        foreach (X509Certificate certificate in item.Set.Certificates)
        {
            _certificates.TryAdd(certificate.Der, certificate);
            if (_certificates.Count > MostCertificates)
                throw new DerException(0, $"there are more than {MostCertificates} certificates.");
        }

        _lists.AddRange(item.Set.Lists);
        if (item.Collateral is { } collateral)
            _collateral.Add(collateral);
    }
}
