namespace Enarx.Attestation;

/// <summary>
/// Parts the endorsements of Azure evidence: the certificate of the vTPM's attestation key, with its issuers and their
/// lists, from what endorses the processor, whose verifier must not be confused by them.
/// </summary>
internal sealed class AzureEndorsements
{
    private const string ExtendedKeyUsageOid = "2.5.29.37";
    private const string AttestationKeyUsage = "2.23.133.8.3";

    private AzureEndorsements(CertificateChain? chain, IReadOnlyList<RevocationList> lists, IReadOnlyList<byte[]> hardware)
    {
        Chain = chain;
        Lists = lists;
        Hardware = hardware;
    }

    /// <summary>The attestation key's certificate and its issuers; null when it did not come.</summary>
    public CertificateChain? Chain { get; }

    /// <summary>Lists by issuers of <see cref="Chain"/>.</summary>
    public IReadOnlyList<RevocationList> Lists { get; }

    /// <summary>Everything else.</summary>
    public IReadOnlyList<byte[]> Hardware { get; }

    /// <summary>Parts endorsements. What cannot be read goes to the processor's verifier, which says so.</summary>
    /// <param name="items">Everything that came.</param>
    /// <param name="attestationKey">SubjectPublicKeyInfo of the key in the runtime claims.</param>
    public static AzureEndorsements Split(IReadOnlyList<byte[]>? items, byte[] attestationKey)
    {
        EndorsementSet?[] sets = [.. (items ?? []).Select(Read)];
        X509Certificate[] certificates = [.. sets.OfType<EndorsementSet>().SelectMany(set => set.Certificates)];
        X509Certificate? leaf = Array.Find(certificates, c => c.PublicKey.Span.SequenceEqual(attestationKey)) ?? Array.Find(certificates, IsAttestationKey);
        if (leaf is null)
            return new AzureEndorsements(null, [], items ?? []);
        var chain = CertificateChain.Find(leaf, certificates);
        RevocationList[] lists = [.. sets.OfType<EndorsementSet>().SelectMany(set => set.Lists).Where(IsOfChain)];
        List<byte[]> hardware = [];
        for (int i = 0; i < sets.Length; i++)
        {
            if (sets[i] is not { } set || !(set.Certificates.Any(chain.Path.Contains) || set.Lists.Any(IsOfChain)))
            {
                hardware.Add(items![i]);
                continue;
            }

            hardware.AddRange(set.Certificates.Where(c => !chain.Path.Contains(c)).Select(c => c.Der.ToArray()));
            hardware.AddRange(set.Lists.Where(l => !IsOfChain(l)).Select(l => l.Der.ToArray()));
        }

        return new AzureEndorsements(chain, lists, hardware);

        bool IsOfChain(RevocationList list) => chain.Path.Any(c => c.Subject.Is(list.Issuer));
    }

    /// <summary>Whether a certificate says that it is of a TPM's attestation key, and issues none itself (TCG EK credential profile, tcg-kp-AIKCertificate).</summary>
    public static bool IsAttestationKey(X509Certificate certificate)
    {
        if (certificate.IsAuthority() || certificate.Extensions.FirstOrDefault(e => e.Oid == ExtendedKeyUsageOid) is not { } extension)
            return false;
        try
        {
            var whole = new DerReader(extension.Value);
            DerReader usages = whole.Sequence();
            whole.End();
            bool found = false;
            while (usages.HasData)
                found |= usages.Oid() == AttestationKeyUsage;
            return found;
        }
        catch (DerException)
        {
            return false;
        }
    }

    private static EndorsementSet? Read(byte[]? item)
    {
        if (item is null || !EndorsementSet.IsDerOrPem(item))
            return null;
        try
        {
            var set = new EndorsementSet();
            set.Add(item);
            return set;
        }
        catch (DerException)
        {
            return null;
        }
    }
}
