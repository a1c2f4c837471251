namespace Enarx.Attestation;

/// <summary>The checks of the host key document against the signing key's certificate and its revocation list.</summary>
internal static class IbmHostKeyChecks
{
    private const int KeyBits = 521;

    /// <summary>Makes the checks of the document.</summary>
    public static void Make(CheckList checks, X509Certificate host, X509Certificate signer, DateTimeOffset time)
    {
        string? problem = host.ProblemOfExtensions("2.5.29.15", "2.5.29.19");
        if (problem is null && host.IsAuthority())
            problem = "it says that it issues certificates";
        if (problem is null && (VerificationKey.CurveBits(host.PublicKey.Span) != KeyBits || VerificationKey.Import(host.PublicKey.Span) is null))
            problem = "its key is no point on P-521";
        checks.Record(IbmChecks.HostKeyForm, problem is null, "IBM issues no such host key document.", "version 3, no authority, a key on P-521", problem, "report");
        checks.Record(IbmChecks.HostKeyIssuer, IbmName.IsSame(host.Issuer, signer.Subject), "The document is of another signing key.", IbmName.Text(signer.Subject), IbmName.Text(host.Issuer), "report: issuer");
        checks.Record(IbmChecks.HostKeySignature, CertificateSignature.IsSignedBy(host, signer), "The document was altered, or another key signed it.", source: "report");
        checks.Record(IbmChecks.HostKeyValidity, host.NotBefore <= time && time <= host.NotAfter, "Get the current document for the machine.",
            $"{ChainChecks.Text(host.NotBefore)} to {ChainChecks.Text(host.NotAfter)}", ChainChecks.Text(time), "report");
    }

    /// <summary>Makes the checks of revocation; IBM asks for them always, so that a missing list refuses.</summary>
    /// <returns>The list that was used; null when there is none.</returns>
    public static RevocationList? MakeRevocation(CheckList checks, X509Certificate host, X509Certificate signer, IEnumerable<RevocationList> lists, DateTimeOffset time)
    {
        RevocationList[] named = [.. lists.Where(l => IbmName.IsSame(l.Issuer, signer.Subject)).OrderByDescending(l => l.ThisUpdate)];
        if (named.Length == 0)
        {
            foreach (CheckDefinition check in (CheckDefinition[])[IbmChecks.ListSignature, IbmChecks.ListValidity, IbmChecks.ListEntries])
                checks.NotDone(check, required: true, "The signing key's revocation list is missing; the document names where it can be had.");
            return null;
        }

        RevocationList? list = Array.Find(named, l => IsSigned(l, signer));
        if (!checks.Record(IbmChecks.ListSignature, list is not null, "The list was altered, or is of another key. Fetch it again.", IbmName.Text(signer.Subject),
            list is null ? "a list in its name without its signature" : null, "revocation lists"))
            return null;
        checks.Record(IbmChecks.ListValidity, list!.NextUpdate is { } next && list.ThisUpdate <= time && time <= next, "Fetch the current list, or appraise as of the time of the evidence.",
            $"{ChainChecks.Text(list.ThisUpdate)} to {(list.NextUpdate is { } due ? ChainChecks.Text(due) : "an end that it does not name")}", ChainChecks.Text(time), "revocation lists");
        checks.Record(IbmChecks.ListEntries, !list.Lists(host.Serial), "IBM revoked the host key.", "a list without the document", $"serial number 0x{host.Serial:x}", "revocation lists");
        return list;
    }

    // The signing key's certificate is one for signatures on documents; that it may sign lists is not in its key usage.
    private static bool IsSigned(RevocationList list, X509Certificate signer) =>
        list.SignedAlgorithm.Span.SequenceEqual(list.SignatureAlgorithm.Span) && SignatureAlgorithm.Read(list.SignatureAlgorithm) is { } algorithm
        && VerificationKey.Import(signer.PublicKey.Span) is { } key && key.Verify(algorithm, list.Tbs.Span, list.Signature);
}
