using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>The checks of the certificates: root, intermediate, leaf and revocation list.</summary>
internal sealed class SnpChainChecks(CheckList checks, KeepPolicy policy, DateTimeOffset time)
{
    /// <summary>Serial number of the first Genoa ASK, which AMD revoked on 2022-10-31.</summary>
    internal const int WithdrawnGenoaSerial = 0x020001;

    private const int AuthorityKeyBits = 4096;

    /// <summary>The only algorithm by which AMD signs certificates and lists.</summary>
    private static readonly SignatureAlgorithm VendorAlgorithm = new(SignatureFamily.RsaPss, HashAlgorithmName.SHA384);

    private readonly List<KeepEndorsement> _used = [];
    private readonly string _time = ChainChecks.Text(time);

    /// <summary>True when any certificate of the chain, or the policy about its root, says that no TEE is behind it.</summary>
    public bool IsSimulated { get; private set; }

    /// <summary>What was checked, for the record.</summary>
    public IReadOnlyList<KeepEndorsement> Used => _used;

    /// <summary>
    /// Whether the root is AMD's, or a simulation that has to look like it. A caller's own root is held to RFC 5280,
    /// but not to the serial numbers that AMD gives.
    /// </summary>
    private bool HasVendorProfile { get; set; }

    /// <summary>Makes the checks on the leaf that need no other certificate.</summary>
    /// <returns>AMD's extensions, if they could be read.</returns>
    public SnpLeafExtensions? MakeLeaf(X509Certificate leaf, SnpSigningKey kind, SnpReport? report)
    {
        _used.Add(ChainChecks.Used(Name(kind), leaf));
        if (report is not null)
            checks.Record(SnpChecks.LeafKind, report.SigningKey == (uint)kind, "The endorsement is for another key than the one that signed.",
                Name((SnpSigningKey)report.SigningKey), Name(kind), "leaf subject");
        bool algorithm = leaf.Algorithm == VendorAlgorithm;
        checks.Record(SnpChecks.LeafAlgorithm, algorithm && SnpSignature.IsKey(leaf.Key), "AMD issues leaves of no other kind.",
            "P-384 with RSASSA-PSS, SHA-384, MGF1 SHA-384, salt 48", algorithm ? SnpSignature.IsKey(leaf.Key) ? null : "another key" : "another signature algorithm", "leaf");
        MakeValidity(SnpChecks.LeafValidity, leaf, "Fetch the certificate anew, or appraise as of the time of the evidence.");

        SnpLeafExtensions? extensions = null;
        string? problem = leaf.ProblemOfExtensions(SnpLeafExtensions.Oids);
        if (problem is null && leaf.IsAuthority())
            problem = "it says that it issues certificates";
        try
        {
            extensions = SnpLeafExtensions.Read(leaf, kind);
        }
        catch (DerException e)
        {
            problem ??= e.Message;
        }

        checks.Record(SnpChecks.LeafExtensions, problem is null, "The certificate is not of the form that AMD issues.", "version 3 and AMD's extensions, once each", problem, "leaf extensions");
        return extensions;
    }

    /// <summary>Decides whether the root is accepted.</summary>
    public void MakeTrust(SnpEndorsements chain)
    {
        if (chain.Root is not { } root)
            return;
        Sha256Digest digest = root.PublicKeyDigest;
        bool named = policy.SimulationRoot.Contains(digest);
        IsSimulated = named || SaysSimulation(root) || SaysSimulation(chain.Issuer) || SaysSimulation(chain.Leaf);
        checks.Record(SnpChecks.RootSimulation, !IsSimulated || named,
            "The keep is simulated: no TEE protects it. To accept that for development, name this root in the policy's SimulationRoot.",
            "AMD's root, or a simulation root of the policy", $"{root.Subject}, SPKI SHA-256 {digest}", "root");
        if (IsSimulated)
            checks.NotDone(SnpChecks.RootTrusted, required: false, $"'{SnpChecks.RootSimulation.Id}' decides about simulation roots.");
        else
            checks.Record(SnpChecks.RootTrusted, SnpProductLine.IsVendorRoot(digest) || policy.TrustedRoot.Contains(digest),
                "Nobody vouches for this root. Roots are never taken from evidence.", "a pinned root, or one of the policy's TrustedRoot", $"SPKI SHA-256 {digest}", "root");
        HasVendorProfile = IsSimulated || SnpProductLine.IsVendorRoot(digest);
    }

    /// <summary>Makes the checks that a product decides.</summary>
    public void MakeChain(SnpEndorsements chain, SnpProductLine line, SnpLeafExtensions? extensions)
    {
        if (chain.Root is { } root)
        {
            _used.Add(ChainChecks.Used("ARK", root));
            MakeSubject(SnpChecks.RootSubject, root, line.RootName, root);
            MakeAuthority(SnpChecks.RootConstraints, SnpChecks.RootAlgorithm, root);
            MakeVendorRule(SnpChecks.RootSerial, root, root.Serial == line.RootSerial, $"0x{line.RootSerial:x6}");
            if (root.Digest == line.RootCertificate)
                checks.Record(SnpChecks.RootSignature, holds: true, "", "AMD's own certificate, byte for byte", source: "root");
            else
                MakeSignature(SnpChecks.RootSignature, root, root, "The root was altered.", "root");
            MakeValidity(SnpChecks.RootValidity, root, "Appraise as of the time of the evidence.");
        }

        if (chain.Issuer is { } issuer)
        {
            _used.Add(ChainChecks.Used(chain.LeafKind == SnpSigningKey.Vlek ? "ASVK" : "ASK", issuer));
            MakeAuthority(SnpChecks.IssuerConstraints, SnpChecks.IssuerAlgorithm, issuer);
            if (chain.Root is { } issuerRoot)
            {
                MakeSubject(SnpChecks.IssuerSubject, issuer, line.IssuerName(chain.LeafKind), issuerRoot);
                MakeSignature(SnpChecks.IssuerSignature, issuer, issuerRoot, "The root did not issue this certificate, or it was altered.", "intermediate");
            }

            MakeVendorRule(SnpChecks.IssuerSerial, issuer, line.IsIssuerSerial(chain.LeafKind, issuer.Serial), chain.LeafKind == SnpSigningKey.Vlek ? $"0x{(int)line.Product:x2}01nn" : $"0x{(int)line.Product:x2}00nn");
            MakeVendorRule(SnpChecks.IssuerWithdrawn, issuer, line.Product != SnpProduct.Genoa || issuer.Serial != WithdrawnGenoaSerial, "not 0x020001, which AMD revoked on 2022-10-31");
            MakeValidity(SnpChecks.IssuerValidity, issuer, "Appraise as of the time of the evidence.");
        }

        if (chain.Leaf is { } leaf)
            MakeLeafIssue(chain, leaf, line, extensions);
    }

    /// <summary>
    /// Makes the checks against revocation lists, which AMD's roots issue for all below them. A list that is missing is
    /// not done; lists of other roots are nothing.
    /// </summary>
    public void MakeRevocation(SnpEndorsements chain)
    {
        if (chain.Root is not { } root)
        {
            NoRevocation("There is no root whose revocation list could be used.");
            return;
        }

        RevocationList? list = null, forged = null;
        foreach (RevocationList candidate in chain.Set.Lists)
        {
            if (!candidate.NamesIssuer(root))
                continue;
            if (candidate.Algorithm != VendorAlgorithm || !CertificateSignature.IsSignedBy(candidate, root))
                forged = candidate;
            else if (list is null || candidate.ThisUpdate > list.ThisUpdate)
                list = candidate;
        }

        if (list is null && forged is null)
        {
            NoRevocation($"There is no revocation list by {root.Subject}.");
            return;
        }

        if (!checks.Record(SnpChecks.ListSignature, list is not null, "The list was altered, or its issuer may not sign lists. Fetch it again.",
            root.Subject.ToString(), list is null ? "a list in its name without its signature" : null, "revocation list"))
            return;
        _used.Add(ChainChecks.Used(list!));
        checks.Record(SnpChecks.ListValidity, list!.IsCurrent(time), "Fetch the current list, or appraise as of the time of the evidence.",
            $"{ChainChecks.Text(list.ThisUpdate)} to {(list.NextUpdate is { } due ? ChainChecks.Text(due) : "an end that it does not name")}", _time, "revocation list");
        X509Certificate? revoked = chain.Issuer is { } issuer && list.Lists(issuer.Serial) ? issuer : chain.Leaf is { } leaf && list.Lists(leaf.Serial) ? leaf : null;
        checks.Record(SnpChecks.ListEntries, revoked is null, "The certificate was revoked by its issuer.", "no certificate of the chain",
            revoked is null ? null : $"{revoked.Subject.CommonName} with serial number 0x{revoked.Serial:x}", "revocation list");
    }

    private void NoRevocation(string reason)
    {
        checks.NotDone(SnpChecks.ListSignature, policy.RequireRevocationCheck, reason);
        checks.NotDone(SnpChecks.ListValidity, policy.RequireRevocationCheck, reason);
        checks.NotDone(SnpChecks.ListEntries, policy.RequireRevocationCheck, reason);
    }

    private void MakeLeafIssue(SnpEndorsements chain, X509Certificate leaf, SnpProductLine line, SnpLeafExtensions? extensions)
    {
        MakeVendorRule(SnpChecks.LeafSerial, leaf, chain.LeafKind == SnpSigningKey.Vlek || leaf.Serial.IsZero, "0x0");
        if (extensions is not null)
            checks.Record(SnpChecks.LeafProduct, extensions.StructVersion == line.StructVersion && line.IsNamed(extensions.ProductName),
                "The endorsement is for another processor.", $"{line.Product}, structVersion {line.StructVersion}", $"{extensions.ProductName}, structVersion {extensions.StructVersion}", "leaf extensions");
        if (chain.Issuer is not { } issuer)
            return;
        checks.Record(SnpChecks.LeafIssuer, leaf.Issuer.Is(issuer.Subject), "The endorsements do not belong together.", issuer.Subject.ToString(), leaf.Issuer.ToString(), "leaf issuer");
        MakeSignature(SnpChecks.LeafSignature, leaf, issuer, "The intermediate did not issue this certificate, or it was altered.", "leaf");
    }

    private void MakeSubject(CheckDefinition check, X509Certificate certificate, string commonName, X509Certificate issuer) =>
        checks.Record(check, certificate.Subject.CommonName == commonName && certificate.Issuer.Is(issuer.Subject),
            "The certificate is of another product, or of another issuer.", $"CN={commonName}, issued by {issuer.Subject}", $"CN={certificate.Subject.CommonName}, issued by {certificate.Issuer}", "subject and issuer");

    private void MakeAuthority(CheckDefinition constraints, CheckDefinition algorithm, X509Certificate certificate)
    {
        string? problem = certificate.ProblemAsAuthority(requireKeyUsage: HasVendorProfile);
        checks.Record(constraints, problem is null, "The certificate may not issue others.", "a certificate authority that may sign certificates", problem, certificate.Subject.CommonName);
        bool signature = certificate.Algorithm == VendorAlgorithm;
        checks.Record(algorithm, signature && IsAuthorityKey(certificate), "AMD uses no other algorithm.",
            "RSA-4096 with exponent 65537; RSASSA-PSS, SHA-384, MGF1 SHA-384, salt 48", signature ? IsAuthorityKey(certificate) ? null : "another key" : "another signature algorithm", certificate.Subject.CommonName);
    }

    private void MakeVendorRule(CheckDefinition check, X509Certificate certificate, bool holds, string expected)
    {
        if (HasVendorProfile)
            checks.Record(check, holds, "AMD gives no such serial number to a certificate that can be used.", expected, $"0x{certificate.Serial:x}", certificate.Subject.CommonName);
        else
            checks.NotDone(check, required: false, "The root is not AMD's, so AMD's serial numbers say nothing.");
    }

    // By any other algorithm or key nothing is verified: the rows about those have failed, and this one needs them.
    private void MakeSignature(CheckDefinition check, X509Certificate certificate, X509Certificate issuer, string reason, string source)
    {
        if (certificate.Algorithm == VendorAlgorithm && IsAuthorityKey(issuer))
            checks.Record(check, CertificateSignature.IsSignedBy(certificate, issuer), reason, source: source);
    }

    private void MakeValidity(CheckDefinition check, X509Certificate certificate, string reason) =>
        checks.Record(check, certificate.NotBefore <= time && time <= certificate.NotAfter, reason,
            $"{ChainChecks.Text(certificate.NotBefore)} to {ChainChecks.Text(certificate.NotAfter)}", _time, certificate.Subject.CommonName);

    private static bool SaysSimulation(X509Certificate? certificate) =>
        certificate?.Subject.Organization == SimulatedSnpAuthority.Organization || certificate?.Issuer.Organization == SimulatedSnpAuthority.Organization;

    private static bool IsAuthorityKey(X509Certificate certificate) => certificate.Key is { IsEc: false, Size: AuthorityKeyBits };

    private static string Name(SnpSigningKey kind) => kind == SnpSigningKey.Vlek ? "VLEK" : "VCEK";
}
