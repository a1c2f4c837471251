using Enarx.Protocol;

namespace Enarx.Attestation;

/// <summary>
/// Appraises AWS Nitro attestation documents in the order that AWS asks for (aws-nitro-enclaves-nsm-api,
/// docs/attestation_process.md, section 3.2): envelope, syntax of every field, certificates up to the pinned root,
/// signature; then debug mode, policy and claims. AWS publishes no revocation lists.
/// </summary>
internal static class NitroVerifier
{
    /// <summary>SubjectPublicKeyInfo of the root of the commercial partition (G1), valid to 2049-10-28.</summary>
    private static readonly Sha256Digest[] Pins = [VendorRoots.AwsNitro.KeyDigest];

    private static readonly string[] Applied = [nameof(KeepPolicy.Measurement), nameof(KeepPolicy.Pcr), nameof(KeepPolicy.ReportData), nameof(KeepPolicy.Nonce)];

    // A host's clock may be ahead of that of whoever verifies.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Appraises evidence of <see cref="Tee.Nitro"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(NitroChecks.All);
        ReadOnlyMemory<byte> report = evidence.Report;
        CoseSign1? message = NitroChecks.Cose.Make(checks, () => CoseSign1.Read(CborItem.Open(report, 0, "document"), requireTag: false), [CoseAlgorithm.Es384], "document");
        NitroDocument? document = null;
        if (message is not null)
        {
            checks.Record(NitroChecks.Header, !message.HasUnprotected, "What nobody signed has no place in it.", "an empty map");
            document = NitroDocument.Read(checks, message.Payload);
        }

        CertificateChain? chain = document is { Certificate: { } leaf, Issuers: { } issuers } ? CertificateChain.Find(leaf, issuers) : null;
        bool simulated = chain is not null && MakeChain(checks, chain, document!, policy, time);
        if (chain is not null && NitroChecks.Cose.IsFormed(checks))
            checks.Record(NitroChecks.Cose.Signature, VerificationKey.Import(chain.Leaf.PublicKey.Span) is { } key && message!.IsSignedBy(key),
                "The document was altered, or another key signed it.", "a signature by the enclave's certificate", source: "document");
        if (document is not null)
            MakePolicy(checks, document, policy, time);

        PolicyScope.Make(checks, Tee.Nitro, policy, Applied);
        KeepClaims? claims = ClaimsChecks.Make(checks, evidence, policy, document is null ? null : document.UserData ?? [], "document: user_data");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        var appraisal = new KeepAppraisal
        {
            Tee = Tee.Nitro,
            IsSimulated = simulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Measurement = document?.Register(0),
            ReportData = document?.UserData is { } data ? Convert.ToHexStringLower(data) : null,
            Claims = document?.Claims ?? [],
            Endorsements = chain is null ? [] : [.. chain.Path.Select((c, i) => ChainChecks.Used(Kind(chain, i), c))],
        };
        // Nobody may use the key of evidence that did not pass, so it is not handed out.
        return appraisal.Passed ? appraisal with { AttestedKey = claims?.Key } : appraisal;
    }

    private static string Kind(CertificateChain chain, int index) => index == 0 ? "Enclave" : index == chain.Path.Count - 1 && chain.IsComplete ? "Root" : "Intermediate";

    private static bool MakeChain(CheckList checks, CertificateChain chain, NitroDocument document, KeepPolicy policy, DateTimeOffset time)
    {
        IEnumerable<X509Certificate> order = document.Issuers!.Append(chain.Leaf).Reverse();
        checks.Record(NitroChecks.Order, order.SequenceEqual(chain.Path), "AWS writes the root first and each issuer before what it issued.",
            $"{document.Issuers!.Count + 1} certificates, one issued by the other", $"a path of {chain.Path.Count}", "document: cabundle");
        bool simulated = NitroChecks.Chain.Make(checks, chain, policy, time, Pins);
        X509Certificate leaf = chain.Leaf;
        string? problem = leaf.IsAuthority() ? "it may issue certificates" : leaf.PathLength() is not null ? "it has a path length"
            : !leaf.MaySign() ? "its key usage does not let it sign" : VerificationKey.CurveBits(leaf.PublicKey.Span) != 384 ? "its key is not on P-384" : null;
        checks.Record(NitroChecks.Leaf, problem is null, "It is not a certificate that AWS gives an enclave.", actual: problem, source: "document: certificate");
        if (document.Timestamp is { } moment)
            checks.Record(NitroChecks.Moment, moment >= leaf.NotBefore && moment <= leaf.NotAfter, "The document was not made while its certificate was valid.",
                $"{ChainChecks.Text(leaf.NotBefore)} to {ChainChecks.Text(leaf.NotAfter)}", ChainChecks.Text(moment), "document: timestamp");
        return simulated;
    }

    private static void MakePolicy(CheckList checks, NitroDocument document, KeepPolicy policy, DateTimeOffset time)
    {
        int[] weak = [.. Enumerable.Range(0, 3).Where(i => !document.Registers.TryGetValue(i, out ReadOnlyMemory<byte> value) || !value.Span.ContainsAnyExcept((byte)0))];
        checks.Record(NitroChecks.Debug, weak.Length == 0 || policy.AllowDebug, "The host can read the enclave's console and memory, and nothing says what runs in it.",
            policy.AllowDebug ? "allowed by the policy" : "measurements in PCR0, PCR1 and PCR2", weak.Length == 0 ? null : $"none in PCR{string.Join(", PCR", weak)}", "document: pcrs");
        PolicyChecks.OneOf(checks, NitroChecks.Measurement, policy.Measurement, document.Register(0) ?? "none", "document: PCR0");
        PolicyChecks.Registers(checks, NitroChecks.Registers, policy.Pcr, document.Register, "document: pcrs");
        PolicyChecks.Padded(checks, NitroChecks.PolicyReportData, policy.ReportData, document.UserData, "document: user_data");
        PolicyChecks.Padded(checks, NitroChecks.PolicyNonce, policy.Nonce, document.Nonce, "document: nonce");
        if (policy.MaximumAge is not { } most)
            checks.NotDone(NitroChecks.Age, required: false, "The policy sets no greatest age.");
        else if (document.Timestamp is { } made)
            checks.Record(NitroChecks.Age, time - made >= -ClockSkew && time - made <= most, "Ask the enclave for a fresh document.",
                $"0 to {most}", (time - made).ToString(), "document: timestamp");
    }
}
