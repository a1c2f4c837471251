namespace Enarx.Attestation;

/// <summary>The checks against revocation lists: of every certificate of the chains but the roots, each by a list of its own issuer.</summary>
/// <param name="checks">Where they are recorded.</param>
/// <param name="lists">The lists that are at hand.</param>
/// <param name="time">The verification time.</param>
internal sealed class DcapRevocation(CheckList checks, IReadOnlyList<RevocationList> lists, DateTimeOffset time)
{
    private readonly List<RevocationList> _used = [];
    private readonly List<X509Certificate> _seen = [];
    private string? _missing;
    private string? _unsigned;
    private string? _stale;
    private string? _revoked;

    /// <summary>The lists that were used.</summary>
    public IReadOnlyList<RevocationList> Used => _used;

    /// <summary>Makes the checks.</summary>
    /// <param name="pck">The chain of the PCK certificate.</param>
    /// <param name="signers">The chains of the signers of collateral; null where one is missing.</param>
    public void Make(CertificateChain pck, params ReadOnlySpan<CertificateChain?> signers)
    {
        Look(pck);
        foreach (CertificateChain? chain in signers)
        {
            if (chain is not null)
                Look(chain);
        }

        bool all = _missing is null && pck.IsComplete;
        if (all)
            checks.Record(DcapChecks.Lists, holds: true, "");
        else
            checks.NotDone(DcapChecks.Lists, required: true, "Supply the missing list with the evidence.", $"no list of {_missing ?? "an issuer that is missing itself"}", "endorsements");
        MakeIssuer(pck);
        Row(DcapChecks.ListSignature, _unsigned, all, "The list was altered. Fetch it again.", "a list with its issuer's signature");
        Row(DcapChecks.ListValidity, _stale, all, "Fetch the current list, or appraise as of the time of the evidence.", ChainChecks.Text(time));
        Row(DcapChecks.ListEntries, _revoked, all && _unsigned is null, "The certificate was revoked by its issuer.", "no certificate of the chains");
    }

    private void Look(CertificateChain chain)
    {
        for (int i = 0; i + 1 < chain.Path.Count; i++)
        {
            X509Certificate certificate = chain.Path[i], issuer = chain.Path[i + 1];
            if (_seen.Contains(certificate))
                continue;
            _seen.Add(certificate);
            if (Find(issuer) is not { } list)
                continue;
            if (list.Lists(certificate.Serial))
                _revoked ??= $"{certificate.Subject} with serial number 0x{certificate.Serial:x}";
        }
    }

    private RevocationList? Find(X509Certificate issuer)
    {
        RevocationList? best = null;
        bool named = false;
        foreach (RevocationList list in lists)
        {
            if (!list.Issuer.Is(issuer.Subject))
                continue;
            named = true;
            // The newest of those that were there at the time.
            if (CertificateSignature.IsSignedBy(list, issuer) && (best is null || Rank(list).CompareTo(Rank(best)) > 0))
                best = list;
        }

        if (best is null)
        {
            _missing ??= named ? null : issuer.Subject.ToString();
            _unsigned ??= named ? issuer.Subject.ToString() : null;
            return null;
        }

        if (!_used.Contains(best))
            _used.Add(best);
        if (best.NextUpdate is not { } next || time < best.ThisUpdate || time > next)
            _stale ??= $"{best.Issuer}: {ChainChecks.Text(best.ThisUpdate)} to {(best.NextUpdate is { } due ? ChainChecks.Text(due) : "an end that it does not name")}";
        return best;
    }

    private (bool, DateTimeOffset) Rank(RevocationList list) => (list.ThisUpdate <= time, list.ThisUpdate);

    // A list of another intermediate in the place of the right one says nothing of this certificate, and looks as if it did.
    private void MakeIssuer(CertificateChain pck)
    {
        bool right = lists.Any(list => list.Issuer.Is(pck.Leaf.Issuer));
        RevocationList? other = right ? null : lists.FirstOrDefault(list => pck.Root is { } root && !list.Issuer.Is(root.Subject));
        if (right || other is not null)
            checks.Record(DcapChecks.ListIssuer, right, "The list is by another issuer, so it says nothing of this certificate. Fetch the one of the right issuer.",
                pck.Leaf.Issuer.ToString(), other?.Issuer.ToString(), "revocation lists");
        else
            checks.NotDone(DcapChecks.ListIssuer, required: true, $"There is no revocation list of {pck.Leaf.Issuer}.");
    }

    private void Row(CheckDefinition check, string? problem, bool complete, string reason, string expected)
    {
        if (problem is not null || complete)
            checks.Record(check, problem is null, reason, expected, problem, "revocation lists");
        else
            checks.NotDone(check, required: true, "A revocation list is missing, or is not its issuer's.");
    }
}
