using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// Appraises measurements of an NVIDIA GPU or switch (DMTF DSP0274 1.1; NVIDIA nvtrust): the exchange, the certificates
/// up to NVIDIA's root, the signature, the firmware, the policy. NVIDIA's reference measurements (RIM) are not part of
/// evidence; a policy names the values that it accepts.
/// </summary>
internal static class NvidiaVerifier
{
    private const string DistributionPointsOid = "2.5.29.31";
    private const int KeyBits = 384;

    /// <summary>NVIDIA Device Identity CA, SHA-256 of its SubjectPublicKeyInfo.</summary>
    private static readonly Sha256Digest[] Pins = [VendorRoots.NvidiaDevice.KeyDigest];

    private static readonly string[] Applied =
        [nameof(KeepPolicy.RequireRevocationCheck), nameof(KeepPolicy.Nonce), nameof(KeepPolicy.ChipId), nameof(KeepPolicy.SoftwareComponent)];

    /// <summary>Appraises evidence of <see cref="Tee.NvidiaGpu"/>.</summary>
    public static KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset time)
    {
        var checks = new CheckList(NvidiaChecks.All);
        List<KeepEndorsement> used = [];
        PartChecks.Make(checks, evidence, EvidencePart.SpdmRequest);
        SpdmExchange? exchange = ReadExchange(checks, evidence);
        NvidiaOpaqueData? opaque = exchange is null ? null : ReadOpaqueData(checks, exchange);
        EndorsementSet? set = EndorsementSet.Read(checks, NvidiaChecks.EndorsementFormat, evidence.Endorsements);
        CertificateChain? chain = set is null ? null : FindChain(checks, set, exchange);
        bool simulated = false;
        NvidiaLeaf? leaf = null;
        if (chain is not null)
        {
            simulated = NvidiaChecks.Chain.Make(checks, chain, policy, time, Pins);
            for (int i = 0; i < chain.Path.Count; i++)
                used.Add(ChainChecks.Used(i == 0 ? "AK" : chain.IsComplete && i == chain.Path.Count - 1 ? "root" : "issuer", chain.Path[i]));
            used.AddRange(NvidiaChecks.Chain.MakeRevocation(checks, WithLists(chain), set!.Lists, time, policy.RequireRevocationCheck).Select(ChainChecks.Used));
            leaf = MakeLeaf(checks, chain);
            if (exchange is not null)
                checks.Record(NvidiaChecks.Signature, Verifies(exchange, chain.Leaf), "Request or response was altered, or another device signed them.", "a signature by the leaf's key",
                    source: $"report[0x0..0x{exchange.Signed.Length:x}], [0x{exchange.Signed.Length:x}..0x{exchange.Bytes.Length:x}]");
            if (leaf is not null && opaque is not null)
                MakeFirmware(checks, leaf, opaque);
        }

        MakePolicy(checks, policy, exchange, leaf);
        PolicyScope.Make(checks, Tee.NvidiaGpu, policy, Applied);
        ClaimsChecks.Make(checks, evidence, policy, null, "nothing: SPDM measurements carry no report_data");
        ClaimsChecks.MakeAge(checks, evidence, policy, time);
        return new KeepAppraisal
        {
            Tee = Tee.NvidiaGpu,
            IsSimulated = simulated,
            Checks = checks.ToList(),
            VerificationTime = time,
            Policy = policy,
            Evidence = evidence,
            Product = chain?.Leaf.Subject.CommonName,
            ChipId = leaf?.Serial,
            Claims = [.. exchange is null ? [] : ClaimsOf(exchange), .. opaque?.Claims ?? []],
            Endorsements = used,
        };
    }

    private static SpdmExchange? ReadExchange(CheckList checks, KeepEvidence evidence)
    {
        byte[] report = evidence.Report ?? [];
        byte[] bytes = evidence.Parts.TryGetValue(EvidencePart.SpdmRequest, out byte[]? request) && request is not null ? [.. request, .. report] : report;
        try
        {
            if (request is not null && request.Length != SpdmExchange.RequestLength)
                throw new FieldException(EvidencePart.SpdmRequest, 0, $"it must have {SpdmExchange.RequestLength} bytes; it has {request.Length}");
            var exchange = SpdmExchange.Parse(bytes);
            checks.Record(NvidiaChecks.ReportFormat, holds: true, "");
            return exchange;
        }
        catch (FieldException e)
        {
            checks.Record(NvidiaChecks.ReportFormat, holds: false, "The bytes are not one whole exchange, or the request left measurements out.", "GET_MEASUREMENTS and MEASUREMENTS of SPDM 1.1",
                e.Message, $"report[0x{e.Offset:x}..]");
            return null;
        }
    }

    private static NvidiaOpaqueData? ReadOpaqueData(CheckList checks, SpdmExchange exchange)
    {
        try
        {
            var opaque = NvidiaOpaqueData.Parse(exchange.OpaqueData.Span, exchange.OpaqueOffset);
            checks.Record(NvidiaChecks.OpaqueFormat, holds: true, "");
            return opaque;
        }
        catch (FieldException e)
        {
            checks.Record(NvidiaChecks.OpaqueFormat, holds: false, "The device's fields are of a form that this release does not know.", "fields of a type, a length and a value",
                e.Message, $"report[0x{exchange.OpaqueOffset + e.Offset:x}..]");
            return null;
        }
    }

    private static CertificateChain? FindChain(CheckList checks, EndorsementSet set, SpdmExchange? exchange)
    {
        X509Certificate[] leaves = [.. set.Certificates.Where(c => !c.IsAuthority())];
        X509Certificate? leaf = leaves.Length > 1 && exchange is not null ? Array.Find(leaves, c => Verifies(exchange, c)) ?? leaves[0] : leaves.FirstOrDefault();
        if (leaf is null)
        {
            checks.NotDone(NvidiaChecks.EndorsementLeaf, required: true, "Supply the device's certificates with the evidence.");
            return null;
        }

        checks.Record(NvidiaChecks.EndorsementLeaf, holds: true, "");
        return CertificateChain.Find(leaf, set.Certificates);
    }

    // NVIDIA publishes lists for the certificates that name one; those in the device itself are not among them.
    private static CertificateChain WithLists(CertificateChain chain)
    {
        X509Certificate? first = chain.Path.FirstOrDefault(c => c.Extensions.Any(e => e.Oid == DistributionPointsOid));
        return first is null ? chain : CertificateChain.Find(first, chain.Path);
    }

    private static NvidiaLeaf? MakeLeaf(CheckList checks, CertificateChain chain)
    {
        const string Expected = "a P-384 key, and the firmware's SHA-384 in extension 2.23.133.5.4.1";
        X509Certificate certificate = chain.Leaf;
        try
        {
            var leaf = NvidiaLeaf.Read(certificate);
            checks.Record(NvidiaChecks.LeafForm, VerificationKey.CurveBits(certificate.PublicKey.Span) == KeyBits, "The certificate is not of the form that NVIDIA's devices issue.",
                Expected, "another key", certificate.Subject.ToString());
            if (chain.Path.Count > 1)
                checks.Record(NvidiaChecks.LeafDevice, chain.Path[1].PublicKey.Span.SequenceEqual(leaf.DeviceKey), "The certificate is of another device than the one that issued it.",
                    source: "leaf extension 2.23.133.5.4.1");
            return leaf;
        }
        catch (DerException e)
        {
            checks.Record(NvidiaChecks.LeafForm, holds: false, "The certificate is not of the form that NVIDIA's devices issue.", Expected, e.Message, certificate.Subject.ToString());
            return null;
        }
    }

    private static void MakeFirmware(CheckList checks, NvidiaLeaf leaf, NvidiaOpaqueData opaque)
    {
        string expected = Convert.ToHexStringLower(leaf.FirmwareId);
        if (opaque.FirmwareId is not { } actual)
            // The attestation key is derived from the firmware, so that a signature by it says as much.
            checks.NotDone(NvidiaChecks.FirmwareId, required: false, "Devices of this kind do not report it; the certificate names it.", expected, "leaf extension 2.23.133.5.4.1");
        else
            checks.Record(NvidiaChecks.FirmwareId, actual.AsSpan().SequenceEqual(leaf.FirmwareId), "The device was updated since the certificate was made, or the certificate is another's.",
                expected, Convert.ToHexStringLower(actual), "report: FWID of the opaque data");
    }

    private static void MakePolicy(CheckList checks, KeepPolicy policy, SpdmExchange? exchange, NvidiaLeaf? leaf)
    {
        string? nonce = exchange is null ? null : Convert.ToHexStringLower(exchange.Nonce);
        if (policy.Nonce is not { } asked)
            checks.NotDone(NvidiaChecks.Nonce, required: false, "The policy names none.", nonce, "report[0x4..0x24]");
        else if (nonce is not null)
            checks.Record(NvidiaChecks.Nonce, string.Equals(asked, nonce, StringComparison.OrdinalIgnoreCase), "The evidence answers another question: it is an old one replayed, or of another verifier.",
                asked, nonce, "report[0x4..0x24]");
        PolicyChecks.OneOf(checks, NvidiaChecks.ChipId, policy.ChipId, leaf?.Serial ?? "none", "leaf subjectAltName");
        if (policy.SoftwareComponent.Count == 0)
            checks.NotDone(NvidiaChecks.Measurements, required: false, "The policy names none. What NVIDIA expects of a driver and a VBIOS is in its reference manifests (RIM).");
        else if (exchange is not null)
        {
            SpdmMeasurement? other = exchange.Measurements.FirstOrDefault(m => m.IsUsed && !policy.SoftwareComponent.Contains(Convert.ToHexStringLower(m.Value), StringComparer.OrdinalIgnoreCase));
            bool any = exchange.Measurements.Any(m => m.IsUsed);
            checks.Record(NvidiaChecks.Measurements, any && other is null, "The evidence is good; the policy asks for something else.", $"one of {policy.SoftwareComponent.Count} values each",
                other is not null ? $"{other.Index}: {Convert.ToHexStringLower(other.Value)}" : any ? null : "no measurement", other is null ? null : $"report[0x{other.Offset:x}..0x{other.Offset + other.Value.Length:x}]");
        }
    }

    private static bool Verifies(SpdmExchange exchange, X509Certificate leaf) =>
        VerificationKey.CurveBits(leaf.PublicKey.Span) == KeyBits && VerificationKey.Import(leaf.PublicKey.Span) is { } key
        && key.VerifyConcatenated(exchange.Signed, exchange.Signature, HashAlgorithmName.SHA384);

    private static IEnumerable<EvidenceClaim> ClaimsOf(SpdmExchange exchange)
    {
        yield return new EvidenceClaim("nonce", Convert.ToHexStringLower(exchange.Nonce), "report[0x4..0x24]");
        foreach (SpdmMeasurement measurement in exchange.Measurements)
        {
            if (measurement.IsUsed)
                yield return new EvidenceClaim($"measurement {measurement.Index}", Convert.ToHexStringLower(measurement.Value), $"report[0x{measurement.Offset:x}..0x{measurement.Offset + measurement.Value.Length:x}]");
        }
    }
}
