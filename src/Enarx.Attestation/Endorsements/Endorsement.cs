using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// One endorsement: a certificate, a revocation list, or signed collateral. It is a candidate; only a verifier that
/// checks it against the evidence and a pinned root makes anything of it.
/// </summary>
public sealed class Endorsement
{
    private const string SgxPrefix = "Intel SGX ";

    private Endorsement(EndorsementForm form, byte[] content, string source, string kind, string subject, string role)
    {
        Form = form;
        Content = content;
        Source = source;
        Kind = kind;
        Subject = subject;
        Role = role;
        Sha256 = Sha256Digest.FromBytes(SHA256.HashData(content));
    }

    /// <summary>For example <c>VCEK</c>, <c>CRL</c>, <c>TCB info</c>.</summary>
    public string Kind { get; }

    /// <summary>Whom or what it is about, for people.</summary>
    public string Subject { get; }

    /// <summary>Its bytes: DER of certificates and lists, collateral as it was signed. They are not to be changed.</summary>
    public byte[] Content { get; }

    /// <summary>SHA-256 of <see cref="Content"/>.</summary>
    public Sha256Digest Sha256 { get; }

    /// <summary>The file or address that it comes from.</summary>
    public string Source { get; }

    /// <summary>Start of its validity, thisUpdate or issueDate; null for what has no dates.</summary>
    public DateTimeOffset? NotBefore { get; private init; }

    /// <summary>End of its validity, or nextUpdate; null for what has no dates.</summary>
    public DateTimeOffset? NotAfter { get; private init; }

    /// <summary>Its form.</summary>
    internal EndorsementForm Form { get; }

    /// <summary>What it can be asked for as, by <see cref="EndorsementRole"/>.</summary>
    internal string Role { get; }

    /// <summary>The certificate that it is; null for all else.</summary>
    internal X509Certificate? Certificate { get; private init; }

    /// <summary>Whether it is in date.</summary>
    public bool IsInDate(DateTimeOffset time) => NotBefore is not { } from || NotAfter is not { } to || (time >= from && time <= to);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Subject}";

    /// <summary>A certificate.</summary>
    internal static Endorsement Of(X509Certificate certificate, string source)
    {
        (string kind, string subject, string role) = Describe(certificate);
        return new Endorsement(EndorsementForm.Certificate, certificate.Der.ToArray(), source, kind, subject, role)
        {
            Certificate = certificate,
            NotBefore = certificate.NotBefore,
            NotAfter = certificate.NotAfter,
        };
    }

    /// <summary>A revocation list.</summary>
    internal static Endorsement Of(RevocationList list, string source)
    {
        string issuer = list.Issuer.CommonName ?? "unnamed";
        return new Endorsement(EndorsementForm.RevocationList, list.Der.ToArray(), source, "CRL", issuer, EndorsementRole.List(issuer))
        {
            NotBefore = list.ThisUpdate,
            NotAfter = list.NextUpdate,
        };
    }

    /// <summary>Collateral of Intel.</summary>
    internal static Endorsement Of(IntelCollateralSummary summary, byte[] content, string source) =>
        new(EndorsementForm.IntelCollateral, content, source, summary.IsTcbInfo ? "TCB info" : "enclave identity",
            summary.IsTcbInfo ? $"{summary.Id} {summary.Fmspc}" : summary.Id,
            summary.IsTcbInfo ? EndorsementRole.TcbInfo(summary.Id, summary.Fmspc) : EndorsementRole.Identity(summary.Id))
        {
            NotBefore = summary.IssueDate,
            NotAfter = summary.NextUpdate,
        };

    /// <summary>What is told apart by its form only.</summary>
    internal static Endorsement Of(EndorsementForm form, string kind, byte[] content, string source) =>
        new(form, content, source, kind, "", EndorsementRole.Other(form));

    private static (string Kind, string Subject, string Role) Describe(X509Certificate certificate)
    {
        string name = certificate.Subject.CommonName ?? "unnamed";
        if (name is "SEV-VCEK" or "SEV-VLEK" && DescribeLeaf(certificate, name) is { } leaf)
            return leaf;
        string kind = name switch
        {
            _ when name.StartsWith("ARK-", StringComparison.Ordinal) => "ARK",
            _ when name.StartsWith("SEV-VLEK-", StringComparison.Ordinal) => "ASVK",
            _ when name.StartsWith("SEV-", StringComparison.Ordinal) => "ASK",
            _ when name.StartsWith(SgxPrefix, StringComparison.Ordinal) => name[SgxPrefix.Length..],
            _ => "certificate",
        };
        return (kind, name, EndorsementRole.Certificate(name));
    }

    private static (string Kind, string Subject, string Role)? DescribeLeaf(X509Certificate certificate, string name)
    {
        bool isVcek = name == "SEV-VCEK";
        try
        {
            SnpLeafExtensions read = SnpLeafExtensions.Read(certificate, isVcek ? SnpSigningKey.Vcek : SnpSigningKey.Vlek);
            string chip = Convert.ToHexStringLower(read.HardwareId);
            return isVcek
                ? ("VCEK", $"{read.ProductName} {chip[..16]}… {read.Tcb}", EndorsementRole.Vcek(chip, read.Tcb))
                : ("VLEK", $"{read.ProductName} {read.Tcb}", EndorsementRole.Vlek(SnpProductLine.ByName(read.ProductName)?.Product, read.Tcb));
        }
        catch (DerException)
        {
            // It can be given by name all the same, for the verifier to say what is wrong with it.
            return null;
        }
    }
}
