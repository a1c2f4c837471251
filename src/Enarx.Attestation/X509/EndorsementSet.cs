namespace Enarx.Attestation;

/// <summary>
/// The certificates and revocation lists among the endorsements of some evidence, found by content. They are
/// candidates: being here makes none of them trusted.
/// </summary>
internal sealed class EndorsementSet
{
    /// <summary>The longest endorsement that is read, bytes.</summary>
    public const int LongestItem = 256 * 1024;

    /// <summary>The greatest number of certificates and lists that is read.</summary>
    public const int MostParts = 48;

    // Leaf and chain of AMD or Intel fit; what is read takes several times the memory, so longer items are not kept.
    private const int LongestRemembered = 8 * 1024;
    private const int MostRemembered = 512;

    // The same few issuers come with every report, and the leaf with every report of a chip.
    private static readonly BoundedCache<ReadOnlyMemory<byte>, EndorsementItem> Remembered = new(MostRemembered, ContentComparer.Instance);

    private readonly List<X509Certificate> _certificates = [];
    private readonly List<RevocationList> _lists = [];
    private int _parts;

    /// <summary>Every certificate, in the order of arrival.</summary>
    public IReadOnlyList<X509Certificate> Certificates => _certificates;

    /// <summary>Every revocation list, in the order of arrival.</summary>
    public IReadOnlyList<RevocationList> Lists => _lists;

    /// <summary>Whether an endorsement is DER or PEM, to judge by its first bytes.</summary>
    public static bool IsDerOrPem(ReadOnlySpan<byte> item)
    {
        if (item is [EndorsementItem.DerSequence, ..])
            return true;
        // Text may stand before PEM; zeros may not, and every container that holds PEM begins with numbers that have some.
        int mark = item.IndexOf(EndorsementItem.PemMark);
        return mark >= 0 && !item[..mark].Contains((byte)0);
    }

    /// <summary>Reads every endorsement of some evidence, and records whether they are well formed; null when one is not.</summary>
    public static EndorsementSet? Read(CheckList checks, CheckDefinition check, IReadOnlyList<byte[]> items)
    {
        var set = new EndorsementSet();
        int index = 0;
        try
        {
            for (; index < items.Count; index++)
                set.Add(items[index] ?? []);
            checks.Record(check, holds: true, "");
            return set;
        }
        catch (DerException e)
        {
            checks.Record(check, holds: false, "An endorsement is damaged or of no known kind; leave it out or fetch it again.",
                "certificates or revocation lists in DER or PEM", e.Message, $"endorsements[{index}][0x{e.Offset:x}..]");
            return null;
        }
    }

    /// <summary>Reads one endorsement: a certificate or list in DER, or any number of them in PEM.</summary>
    /// <exception cref="DerException">It is neither, or too much.</exception>
    public void Add(ReadOnlyMemory<byte> item)
    {
        if (item.Length > LongestItem)
            throw new DerException(LongestItem, $"there must be at most {LongestItem} bytes; there are {item.Length}.");
        if (!Remembered.TryGet(item, out EndorsementItem? read))
        {
            ReadOnlyMemory<byte> copy = item.ToArray();
            read = EndorsementItem.Read(copy);
            if (copy.Length <= LongestRemembered)
                Remembered.Add(copy, read);
        }

        _parts += read.Certificates.Count + read.Lists.Count;
        if (_parts > MostParts)
            throw new DerException(0, $"there are more than {MostParts} certificates and lists.");
        _certificates.AddRange(read.Certificates);
        _lists.AddRange(read.Lists);
    }

    /// <summary>Forgets what was read before, so that the next items are read anew.</summary>
    public static void Forget() => Remembered.Clear();
}
