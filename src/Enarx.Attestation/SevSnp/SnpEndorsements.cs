namespace Enarx.Attestation;

/// <summary>
/// The certificates that a report is appraised with, picked from all candidates by name and kind. Where several fit,
/// the one that verifies is preferred, so that a host cannot make an appraisal fail by an old certificate beside the
/// right one; every check is still made on the one that was picked.
/// </summary>
internal sealed class SnpEndorsements
{
    private const string VcekName = "SEV-VCEK";
    private const string VlekName = "SEV-VLEK";
    private const int MostItems = 32;

    private SnpEndorsements(EndorsementSet set) => Set = set;

    /// <summary>All candidates.</summary>
    public EndorsementSet Set { get; }

    /// <summary>VCEK or VLEK.</summary>
    public X509Certificate? Leaf { get; private set; }

    /// <summary>Kind of the leaf, by its name; without one, the kind that the intermediate issues.</summary>
    public SnpSigningKey LeafKind { get; private set; }

    /// <summary>ASK or ASVK.</summary>
    public X509Certificate? Issuer { get; private set; }

    /// <summary>ARK.</summary>
    public X509Certificate? Root { get; private set; }

    /// <summary>Reads everything that came with the evidence.</summary>
    public static SnpEndorsements Read(CheckList checks, IReadOnlyList<byte[]>? items)
    {
        var set = new EndorsementSet();
        int index = 0;
        try
        {
            for (; index < (items?.Count ?? 0); index++)
            {
                if (index == MostItems)
                    throw new DerException(0, $"there are more than {MostItems} endorsements.");
                AddItem(set, items![index] ?? []);
            }

            checks.Record(SnpChecks.EndorsementFormat, holds: true, "");
        }
        catch (DerException e)
        {
            checks.Record(SnpChecks.EndorsementFormat, holds: false, "An endorsement is damaged or of no known kind; leave it out or fetch it again.",
                "certificates or revocation lists in DER or PEM, or a certificate table", e.Message, $"endorsements[{index}][0x{e.Offset:x}..]");
        }

        return new SnpEndorsements(set);
    }

    /// <summary>Picks the leaf for a report; without one, a VCEK before a VLEK.</summary>
    public void PickLeaf(SnpReport? report)
    {
        string wanted = report?.SigningKey == (uint)SnpSigningKey.Vlek ? VlekName : VcekName;
        Leaf = Pick(Named(wanted), leaf => report is not null && SnpSignature.Verify(report, leaf.Key))
            ?? Named(VcekName).Concat(Named(VlekName)).FirstOrDefault();
        LeafKind = Leaf?.Subject.CommonName == VlekName ? SnpSigningKey.Vlek : SnpSigningKey.Vcek;
    }

    /// <summary>The product that issuers name, where there is no leaf that does.</summary>
    public SnpProductLine? ProductOfIssuers()
    {
        foreach (X509Certificate certificate in Set.Certificates)
        {
            if (SnpProductLine.ByIssuerName(certificate.Subject.CommonName) is not (var line, var kind))
                continue;
            LeafKind = kind;
            return line;
        }

        return null;
    }

    /// <summary>Picks the leaf's issuers for a product. Those of other products are taken where there is nothing else, to be refused by name.</summary>
    public void PickIssuers(SnpProductLine line)
    {
        X509Certificate? leaf = Leaf;
        Issuer = Pick(Named(line.IssuerName(LeafKind)), issuer => leaf is not null && CertificateSignature.IsSignedBy(leaf, issuer))
            ?? Set.Certificates.FirstOrDefault(c => c.IsAuthority() && !c.IsSelfIssued);
        X509Certificate? issuer = Issuer;
        Root = Pick(Named(line.RootName), root => issuer is not null && CertificateSignature.IsSignedBy(issuer, root))
            ?? Set.Certificates.FirstOrDefault(c => c.IsAuthority() && c.IsSelfIssued);
    }

    private IEnumerable<X509Certificate> Named(string commonName) => Set.Certificates.Where(c => c.Subject.CommonName == commonName);

    private static X509Certificate? Pick(IEnumerable<X509Certificate> candidates, Func<X509Certificate, bool> verifies)
    {
        X509Certificate[] all = [.. candidates];
        return all.Length <= 1 ? all.FirstOrDefault() : all.FirstOrDefault(verifies) ?? all[0];
    }

    private static void AddItem(EndorsementSet set, byte[] item)
    {
        if (EndorsementSet.IsDerOrPem(item) || item.Length > EndorsementSet.LongestItem)
        {
            set.Add(item);
            return;
        }

        foreach ((_, int offset, ReadOnlyMemory<byte> content) in CertificateTable.Read(item))
        {
            try
            {
                set.Add(content);
            }
            catch (DerException e)
            {
                throw new DerException(offset + e.Offset, $"the content of a table entry is bad {e.Message}", e);
            }
        }
    }
}
