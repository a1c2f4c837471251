using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Appraises a host key document of IBM Secure Execution: the certificate of the key to which a guest image or an
/// attestation request is encrypted (IBM, "Introducing IBM Secure Execution for Linux", verifying the host key
/// document). IBM's signing key is certified by a public authority and not by a root of IBM's own, so no root is pinned;
/// the policy's TrustedRoot names the authority's.
/// </summary>
internal static class IbmVerifier
{
    /// <summary>Appraises evidence of <see cref="Tee.IbmSecureExecution"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(IbmChecks.All);
        List<KeepEndorsement> used = [];
        PartChecks.Make(checks, evidence);
        X509Certificate? host = ReadHostKey(checks, evidence.Report);
        EndorsementSet? set = EndorsementSet.Read(checks, IbmChecks.EndorsementFormat, evidence.Endorsements);
        bool simulated = false;
        if (host is not null && set is not null && PickSigner(checks, host, set) is { } signer)
        {
            var chain = CertificateChain.Find(signer, set.Certificates);
            checks.Record(IbmChecks.SigningSubject, IbmName.IsSigningKey(signer.Subject), "Whoever else the authority certifies may not sign host key documents.",
                "C=US, ST=New York, L=Poughkeepsie or Armonk, O and CN of IBM, OU=... Key Signing Service", IbmName.Text(signer.Subject), "signing key: subject");
            simulated = IbmChecks.SigningChain.Make(checks, chain, policy, time, []);
            IReadOnlyList<RevocationList> lists = IbmChecks.SigningChain.MakeRevocation(checks, chain, set.Lists, time, required: true);
            IbmHostKeyChecks.Make(checks, host, signer, time);
            RevocationList? list = IbmHostKeyChecks.MakeRevocation(checks, host, signer, set.Lists, time);
            for (int i = 0; i < chain.Path.Count; i++)
                used.Add(ChainChecks.Used(i == 0 ? "signing key" : chain.IsComplete && i == chain.Path.Count - 1 ? "root" : "issuer", chain.Path[i]));
            used.AddRange(lists.Concat(list is null ? [] : [list]).Select(ChainChecks.Used));
        }

        PolicyScope.Make(checks, Tee.IbmSecureExecution, policy, nameof(KeepPolicy.RequireRevocationCheck));
        ClaimsChecks.Make(checks, evidence, policy, null, "nothing: a host key document carries no report_data");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.IbmSecureExecution,
            IsSimulated = simulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Claims = host is null ? [] : ClaimsOf(host),
            Endorsements = used,
        };

        // Nobody may encrypt to the key of a document that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = SHA384.HashData(host!.PublicKey.Span) } : appraisal;
    }

    private static X509Certificate? ReadHostKey(CheckList checks, byte[]? report)
    {
        try
        {
            var set = new EndorsementSet();
            set.Add(report ?? []);
            if (set.Certificates.Count != 1 || set.Lists.Count != 0)
                throw new DerException(0, $"there are {set.Certificates.Count} certificates and {set.Lists.Count} lists.");
            checks.Record(IbmChecks.HostKeyFormat, holds: true, "");
            return set.Certificates[0];
        }
        catch (DerException e)
        {
            checks.Record(IbmChecks.HostKeyFormat, holds: false, "The bytes are no host key document.", "one certificate in DER or PEM", e.Message, $"report[0x{e.Offset:x}..]");
            return null;
        }
    }

    // Where several fit, the one that verifies is preferred; where none has the issuer's name, one of the signing
    // service is taken, to be refused by name.
    private static X509Certificate? PickSigner(CheckList checks, X509Certificate host, EndorsementSet set)
    {
        X509Certificate[] named = [.. set.Certificates.Where(c => IbmName.IsSame(c.Subject, host.Issuer))];
        X509Certificate? signer = (named.Length > 1 ? Array.Find(named, c => CertificateSignature.IsSignedBy(host, c)) : null) ?? named.FirstOrDefault()
            ?? set.Certificates.FirstOrDefault(c => IbmName.IsSigningKey(c.Subject));
        if (signer is null)
            checks.NotDone(IbmChecks.SigningKey, required: true, "Supply the certificate of IBM's signing key with the evidence.", $"nothing by the name of {IbmName.Text(host.Issuer)}", "endorsements");
        else
            checks.Record(IbmChecks.SigningKey, holds: true, "");
        return signer;
    }

    private static EvidenceClaim[] ClaimsOf(X509Certificate host) =>
    [
        new("subject", IbmName.Text(host.Subject), "report: subject"),
        new("serial number", $"{host.Serial:x}", "report: serialNumber"),
        new("host key", Convert.ToHexStringLower(SHA256.HashData(host.PublicKey.Span)), "report: SHA-256 of the SubjectPublicKeyInfo"),
    ];
}
