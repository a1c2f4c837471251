using System.Globalization;

namespace Enarx.Attestation;

/// <summary>The checks of the certificates: root, intermediate, leaf and revocation list.</summary>
internal sealed class SnpChainChecks(CheckList checks, KeepPolicy policy, DateTimeOffset time)
{
    /// <summary>Serial number of the first Genoa ASK, which AMD revoked on 2022-10-31.</summary>
    internal const int WithdrawnGenoaSerial = 0x020001;

    private readonly List<KeepEndorsement> _used = [];

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
    public SnpLeafExtensions? MakeLeaf(X509Certificate leaf, SnpSigningKey kind, SnpReport report)
    {
        Use(kind == SnpSigningKey.Vlek ? "VLEK" : "VCEK", leaf);
        checks.Record(SnpChecks.LeafKind, report.SigningKey == (uint)kind, "The endorsement is for another key than the one that signed.",
            $"{(SnpSigningKey)report.SigningKey}".ToUpperInvariant(), $"{kind}".ToUpperInvariant(), "leaf subject");
        bool algorithm = RsaPss.IsAlgorithm(leaf.SignatureAlgorithm) && leaf.SignedAlgorithm.Span.SequenceEqual(leaf.SignatureAlgorithm.Span);
        checks.Record(SnpChecks.LeafAlgorithm, algorithm && SnpSignature.IsKey(leaf.PublicKey.Span), "AMD issues leaves of no other kind.",
            "P-384 with RSASSA-PSS, SHA-384, MGF1 SHA-384, salt 48", algorithm ? "another key" : "another signature algorithm", "leaf");
        MakeValidity(SnpChecks.LeafValidity, leaf, "Fetch the certificate anew, or appraise as of the time of the evidence.");

        SnpLeafExtensions? extensions = null;
        string? problem = leaf.ProblemOfExtensions([.. leaf.Extensions.Select(e => e.Oid).Where(oid => oid.StartsWith(SnpLeafExtensions.Arc, StringComparison.Ordinal))]);
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
        IsSimulated = named || new[] { chain.Root, chain.Issuer, chain.Leaf }
            .Any(c => c?.Subject.Organization == SimulatedSnpAuthority.Organization || c?.Issuer.Organization == SimulatedSnpAuthority.Organization);
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
            Use("ARK", root);
            MakeSubject(SnpChecks.RootSubject, root, line.RootName, root);
            MakeAuthority(SnpChecks.RootConstraints, SnpChecks.RootAlgorithm, root);
            MakeVendorRule(SnpChecks.RootSerial, root, root.Serial == line.RootSerial, $"0x{line.RootSerial:x6}");
            checks.Record(SnpChecks.RootSignature, RsaPss.IsSignedBy(root, root), "The root was altered.", source: "root");
            MakeValidity(SnpChecks.RootValidity, root, "Appraise as of the time of the evidence.");
        }

        if (chain.Issuer is { } issuer)
        {
            Use(chain.LeafKind == SnpSigningKey.Vlek ? "ASVK" : "ASK", issuer);
            if (chain.Root is { } issuerRoot)
            {
                MakeSubject(SnpChecks.IssuerSubject, issuer, line.IssuerName(chain.LeafKind), issuerRoot);
                checks.Record(SnpChecks.IssuerSignature, RsaPss.IsSignedBy(issuer, issuerRoot), "The root did not issue this certificate, or it was altered.", source: "intermediate");
            }

            MakeAuthority(SnpChecks.IssuerConstraints, SnpChecks.IssuerAlgorithm, issuer);
            MakeVendorRule(SnpChecks.IssuerSerial, issuer, line.IsIssuerSerial(chain.LeafKind, issuer.Serial), chain.LeafKind == SnpSigningKey.Vlek ? $"0x{(int)line.Product:x2}01nn" : $"0x{(int)line.Product:x2}00nn");
            MakeVendorRule(SnpChecks.IssuerWithdrawn, issuer, line.Product != SnpProduct.Genoa || issuer.Serial != WithdrawnGenoaSerial, "not 0x020001, which AMD revoked on 2022-10-31");
            MakeValidity(SnpChecks.IssuerValidity, issuer, "Appraise as of the time of the evidence.");
        }

        if (chain.Leaf is { } leaf)
            MakeLeafIssue(chain, leaf, line, extensions);
    }

    /// <summary>Makes the checks against revocation lists.</summary>
    public void MakeRevocation(IReadOnlyList<RevocationList> lists, X509Certificate? root, params ReadOnlySpan<X509Certificate?> certificates)
    {
        if (lists.Count == 0)
        {
            foreach (CheckDefinition check in (CheckDefinition[])[SnpChecks.ListSignature, SnpChecks.ListValidity, SnpChecks.ListEntries])
                checks.NotDone(check, policy.RequireRevocationCheck, policy.RequireRevocationCheck ? "The policy requires a revocation list and there is none." : "There is no revocation list.");
            return;
        }

        if (root is null)
            return;
        RevocationList[] candidates = [.. lists.Where(l => l.Issuer.Is(root.Subject)).OrderByDescending(l => l.ThisUpdate)];
        RevocationList? list = candidates.FirstOrDefault(l => IsSigned(l, root)) ?? candidates.FirstOrDefault();
        if (!checks.Record(SnpChecks.ListSignature, list is not null && IsSigned(list, root), "The list was altered, or is of another issuer. Fetch it again.",
            root.Subject.ToString(), list is null ? lists[0].Issuer.ToString() : "a list in its name without its signature", "revocation list"))
            return;
        _used.Add(new KeepEndorsement("CRL", list!.Issuer.ToString(), Digest(list.Der), list.ThisUpdate, list.NextUpdate ?? list.ThisUpdate));
        checks.Record(SnpChecks.ListValidity, list.NextUpdate is { } next && list.ThisUpdate <= time && time <= next, "Fetch the current list, or appraise as of the time of the evidence.",
            $"{Text(list.ThisUpdate)} to {(list.NextUpdate is { } due ? Text(due) : "an end that it does not name")}", Text(time), "revocation list");
        string? revoked = null;
        foreach (X509Certificate? certificate in certificates)
        {
            if (certificate is not null && list.Lists(certificate.Serial))
                revoked ??= $"{certificate.Subject.CommonName} with serial number 0x{certificate.Serial:x}";
        }

        checks.Record(SnpChecks.ListEntries, revoked is null, "The certificate was revoked by its issuer.", "no certificate of the chain", revoked, "revocation list");
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
        checks.Record(SnpChecks.LeafSignature, RsaPss.IsSignedBy(leaf, issuer), "The intermediate did not issue this certificate, or it was altered.", source: "leaf");
    }

    private void MakeSubject(CheckDefinition check, X509Certificate certificate, string commonName, X509Certificate issuer) =>
        checks.Record(check, certificate.Subject.CommonName == commonName && certificate.Issuer.Is(issuer.Subject),
            "The certificate is of another product, or of another issuer.", $"CN={commonName}, issued by {issuer.Subject}", $"CN={certificate.Subject.CommonName}, issued by {certificate.Issuer}", "subject and issuer");

    private void MakeAuthority(CheckDefinition constraints, CheckDefinition algorithm, X509Certificate certificate)
    {
        string? problem = certificate.ProblemAsAuthority(requireKeyUsage: HasVendorProfile);
        checks.Record(constraints, problem is null, "The certificate may not issue others.", "a certificate authority that may sign certificates", problem, certificate.Subject.CommonName);
        bool signature = RsaPss.IsAlgorithm(certificate.SignatureAlgorithm) && certificate.SignedAlgorithm.Span.SequenceEqual(certificate.SignatureAlgorithm.Span);
        checks.Record(algorithm, signature && RsaPss.IsKey(certificate.PublicKey), "AMD uses no other algorithm.",
            "RSA-4096 with exponent 65537; RSASSA-PSS, SHA-384, MGF1 SHA-384, salt 48", signature ? "another key" : "another signature algorithm", certificate.Subject.CommonName);
    }

    private void MakeVendorRule(CheckDefinition check, X509Certificate certificate, bool holds, string expected)
    {
        if (HasVendorProfile)
            checks.Record(check, holds, "AMD gives no such serial number to a certificate that can be used.", expected, $"0x{certificate.Serial:x}", certificate.Subject.CommonName);
        else
            checks.NotDone(check, required: false, "The root is not AMD's, so AMD's serial numbers say nothing.");
    }

    private void MakeValidity(CheckDefinition check, X509Certificate certificate, string reason) =>
        checks.Record(check, certificate.NotBefore <= time && time <= certificate.NotAfter, reason,
            $"{Text(certificate.NotBefore)} to {Text(certificate.NotAfter)}", Text(time), certificate.Subject.CommonName);

    private void Use(string kind, X509Certificate certificate) =>
        _used.Add(new KeepEndorsement(kind, certificate.Subject.ToString(), Digest(certificate.Der), certificate.NotBefore, certificate.NotAfter));

    private static bool IsSigned(RevocationList list, X509Certificate root) =>
        root.MaySignLists() && RsaPss.IsAlgorithm(list.SignatureAlgorithm) && list.SignedAlgorithm.Span.SequenceEqual(list.SignatureAlgorithm.Span)
        && RsaPss.Verify(root.PublicKey, list.Tbs.Span, list.Signature);

    private static Sha256Digest Digest(ReadOnlyMemory<byte> der) => Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(der.Span));

    private static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
