using System.Globalization;

namespace Enarx.Attestation;

/// <summary>
/// The checks of a chain of certificates that follows RFC 5280, one row an aspect, for the TEEs whose vendors ask for
/// nothing stranger: complete, root, form, signatures, validity, revocation.
/// </summary>
/// <param name="prefix">Start of the identifiers, for example <c>nitro.chain</c>.</param>
/// <param name="what">What the chain is, for the titles, for example <c>the enclave's certificate</c>.</param>
internal sealed class ChainChecks(string prefix, string what)
{
    /// <summary>Every certificate up to the root is there.</summary>
    public CheckDefinition Complete { get; } = new($"{prefix}.complete", $"Every issuer of {what} is there", CheckCategory.Endorsement);

    /// <summary>The root is no simulation root that the policy does not name.</summary>
    public CheckDefinition Simulation { get; } = new($"{prefix}.root.simulation", $"The root of {what} is no simulation root, or one that the policy names", CheckCategory.Simulation);

    /// <summary>The root is pinned.</summary>
    public CheckDefinition Trusted { get; } = new($"{prefix}.root.trusted", $"The root of {what} is the vendor's pinned one, or one that the policy names", CheckCategory.UntrustedRoot);

    /// <summary>Issuers may issue, extensions are known, path lengths hold.</summary>
    public CheckDefinition Form { get; } = new($"{prefix}.form", $"Every issuer of {what} may issue certificates, and nothing in them is unknown and critical", CheckCategory.Chain);

    /// <summary>Each certificate is signed by the next.</summary>
    public CheckDefinition Signatures { get; } = new($"{prefix}.signatures", $"Each certificate of {what} is signed by the next", CheckCategory.Chain);

    /// <summary>Each certificate is valid at the verification time.</summary>
    public CheckDefinition Validity { get; } = new($"{prefix}.validity", $"Each certificate of {what} is valid at the verification time", CheckCategory.Expired);

    /// <summary>Revocation lists are their issuers'.</summary>
    public CheckDefinition ListSignature { get; } = new($"{prefix}.crl.signature", $"There is a revocation list by each issuer of {what}", CheckCategory.Revoked);

    /// <summary>Revocation lists are current.</summary>
    public CheckDefinition ListValidity { get; } = new($"{prefix}.crl.validity", $"The revocation lists of {what} are current at the verification time", CheckCategory.Expired);

    /// <summary>Nothing is revoked.</summary>
    public CheckDefinition ListEntries { get; } = new($"{prefix}.crl.entries", $"No certificate of {what} is revoked", CheckCategory.Revoked);

    /// <summary>The definitions without those about revocation, in the order of checking.</summary>
    public IReadOnlyList<CheckDefinition> Path => [Complete, Simulation, Trusted, Form, Signatures, Validity];

    /// <summary>Every definition, in the order of checking.</summary>
    public IReadOnlyList<CheckDefinition> All => [.. Path, ListSignature, ListValidity, ListEntries];

    /// <summary>Makes the checks of <see cref="Path"/>.</summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="policy">The policy, for its roots.</param>
    /// <param name="time">The verification time.</param>
    /// <param name="pins">SHA-256 values of the SubjectPublicKeyInfo of the vendor's roots.</param>
    /// <param name="knownCritical">Critical extensions that the caller looks at itself.</param>
    /// <returns>Whether the chain says that it is a simulation.</returns>
    public bool Make(CheckList checks, CertificateChain chain, KeepPolicy policy, DateTimeOffset time, IReadOnlyCollection<Sha256Digest> pins, params ReadOnlySpan<string> knownCritical)
    {
        if (chain.IsComplete)
            checks.Record(Complete, holds: true, "");
        else
            checks.NotDone(Complete, required: true, "Supply the missing certificate with the evidence.", $"nothing by the name of {chain.Path[^1].Issuer}", "endorsements");
        bool simulated = IsSimulated(chain, policy);
        if (chain.Root is { } root)
            MakeRoot(checks, root, policy, pins, simulated);
        (X509Certificate? odd, string? problem) = FindProblem(chain, knownCritical);
        checks.Record(Form, problem is null, "The certificate may not stand where it stands.", "certificates of RFC 5280", problem, odd?.Subject.ToString());
        X509Certificate? unsigned = FindUnsigned(chain);
        checks.Record(Signatures, unsigned is null, "The certificate was altered, or its issuer did not issue it.", source: unsigned?.Subject.ToString());
        X509Certificate? invalid = chain.Path.FirstOrDefault(c => time < c.NotBefore || time > c.NotAfter);
        checks.Record(Validity, invalid is null, "Get evidence with a current certificate, or appraise as of the time of the evidence.",
            invalid is null ? null : $"{Text(invalid.NotBefore)} to {Text(invalid.NotAfter)}", Text(time), invalid?.Subject.ToString());
        return simulated;
    }

    /// <summary>
    /// Makes the checks about revocation: of every certificate but the root, by a list of its own issuer. A list that is
    /// missing is not done, and one in an issuer's name without its signature is a fault; lists of others are nothing.
    /// </summary>
    /// <param name="checks">Where they are recorded.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="lists">The lists that are at hand.</param>
    /// <param name="time">The verification time.</param>
    /// <param name="required">Whether the appraisal cannot pass without them.</param>
    /// <returns>The lists that were used.</returns>
    public IReadOnlyList<RevocationList> MakeRevocation(CheckList checks, CertificateChain chain, IReadOnlyCollection<RevocationList> lists, DateTimeOffset time, bool required)
    {
        List<RevocationList> used = [];
        string? forged = null, stale = null, revoked = null;
        // The last certificate has an issuer that is not there, or is a root that no list can tell about.
        string? missing = chain.IsComplete && chain.Path.Count > 1 ? null : chain.Path[^1].Issuer.ToString();
        for (int i = 0; i + 1 < chain.Path.Count; i++)
        {
            X509Certificate issuer = chain.Path[i + 1];
            RevocationList[] named = [.. lists.Where(l => l.NamesIssuer(issuer)).OrderByDescending(l => l.ThisUpdate)];
            if (named.FirstOrDefault(l => CertificateSignature.IsSignedBy(l, issuer)) is not { } list)
            {
                if (named.Length > 0)
                    forged ??= issuer.Subject.ToString();
                else
                    missing ??= issuer.Subject.ToString();
                continue;
            }

            if (!used.Contains(list))
                used.Add(list);
            if (!list.IsCurrent(time))
                stale ??= $"{list.Issuer}: {Text(list.ThisUpdate)} to {(list.NextUpdate is { } due ? Text(due) : "an end that it does not name")}";
            if (list.Lists(chain.Path[i].Serial))
                revoked ??= $"{chain.Path[i].Subject} with serial number 0x{chain.Path[i].Serial:x}";
        }

        if (forged is not null)
            checks.Record(ListSignature, holds: false, "The list was altered, or its issuer may not sign lists. Fetch it again.", forged, "a list in its name without its signature", "revocation lists");
        else if (missing is not null)
            checks.NotDone(ListSignature, required, $"There is no revocation list by {missing}.");
        else
            checks.Record(ListSignature, holds: true, "", source: "revocation lists");
        if (used.Count == 0)
        {
            checks.NotDone(ListValidity, required, "There is no revocation list by an issuer of this chain.");
            checks.NotDone(ListEntries, required, "There is no revocation list by an issuer of this chain.");
            return used;
        }

        checks.Record(ListValidity, stale is null, "Fetch the current list, or appraise as of the time of the evidence.", stale, Text(time), "revocation lists");
        if (revoked is null && (missing ?? forged) is { } untold)
            checks.NotDone(ListEntries, required, $"What {untold} issued could not be looked up.");
        else
            checks.Record(ListEntries, revoked is null, "The certificate was revoked by its issuer.", "no certificate of the chain", revoked, "revocation lists");
        return used;
    }

    /// <summary>What an appraisal says of a certificate that it used.</summary>
    public static KeepEndorsement Used(string kind, X509Certificate certificate) =>
        new(kind, certificate.Subject.ToString(), certificate.Digest, certificate.NotBefore, certificate.NotAfter);

    /// <summary>What an appraisal says of a list that it used.</summary>
    public static KeepEndorsement Used(RevocationList list) =>
        new("CRL", list.Issuer.ToString(), list.Digest, list.ThisUpdate, list.NextUpdate ?? list.ThisUpdate);

    /// <summary>A moment as every check writes it.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static bool IsSimulated(CertificateChain chain, KeepPolicy policy) =>
        (chain.Root is { } root && policy.SimulationRoot.Contains(root.PublicKeyDigest))
        || chain.Path.Any(c => c.Subject.Organization == SimulatedSnpAuthority.Organization || c.Issuer.Organization == SimulatedSnpAuthority.Organization);

    private void MakeRoot(CheckList checks, X509Certificate root, KeepPolicy policy, IReadOnlyCollection<Sha256Digest> pins, bool simulated)
    {
        Sha256Digest digest = root.PublicKeyDigest;
        checks.Record(Simulation, !simulated || policy.SimulationRoot.Contains(digest),
            "The evidence is simulated: no TEE is behind it. To accept that for development, name this root in the policy's SimulationRoot.",
            "the vendor's root, or a simulation root of the policy", $"{root.Subject}, SPKI SHA-256 {digest}", "root");
        if (simulated)
            checks.NotDone(Trusted, required: false, $"'{Simulation.Id}' decides about simulation roots.");
        else
            checks.Record(Trusted, pins.Contains(digest) || policy.TrustedRoot.Contains(digest), "Nobody vouches for this root. Roots are never taken from evidence.",
                "a pinned root, or one of the policy's TrustedRoot", $"SPKI SHA-256 {digest}", "root");
    }

    // A root signs itself; what has no issuer here is for another check to refuse.
    private static X509Certificate? FindUnsigned(CertificateChain chain)
    {
        for (int i = 0; i < chain.Path.Count; i++)
        {
            X509Certificate? issuer = i + 1 < chain.Path.Count ? chain.Path[i + 1] : chain.Root;
            if (issuer is not null && !CertificateSignature.IsSignedBy(chain.Path[i], issuer))
                return chain.Path[i];
        }

        return null;
    }

    private static (X509Certificate? Certificate, string? Problem) FindProblem(CertificateChain chain, ReadOnlySpan<string> knownCritical)
    {
        string[] known = ["2.5.29.19", "2.5.29.15", .. knownCritical];
        for (int i = 0; i < chain.Path.Count; i++)
        {
            X509Certificate certificate = chain.Path[i];
            string? problem = certificate.ProblemOfExtensions(known);
            if (problem is null && i > 0)
                problem = certificate.ProblemAsAuthority(requireKeyUsage: true, known) ?? ProblemOfLength(certificate, issuersBelow: i - 1);
            if (problem is null && certificate.Algorithm is null)
                problem = "its signature algorithm is not known, or it names two";
            if (problem is not null)
                return (certificate, problem);
        }

        return (null, null);
    }

    private static string? ProblemOfLength(X509Certificate certificate, int issuersBelow) =>
        certificate.PathLength() is { } most && issuersBelow > most ? $"it allows {most} issuers below it and there are {issuersBelow}" : null;
}
