namespace Enarx.Attestation;

/// <summary>
/// What quotes of SGX and TDX have in common: appraises a quote, what certifies it, and the platform's TCB, in the order
/// of Intel's quote verification library.
/// </summary>
/// <param name="checks">Where the checks are recorded.</param>
/// <param name="policy">The policy.</param>
/// <param name="time">The verification time.</param>
internal sealed class DcapAppraisal(CheckList checks, KeepPolicy policy, DateTimeOffset time)
{
    private const string RootName = "Intel SGX Root CA";

    private static readonly string[] IssuerNames = ["Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA"];

    private static readonly Sha256Digest[] Pins = [VendorRoots.IntelSgx.KeyDigest];

    private readonly List<KeepEndorsement> _used = [];

    /// <summary>The quote; null when it could not be read.</summary>
    public DcapQuote? Quote { get; private set; }

    /// <summary>What the PCK certificate says of the platform; null when it could not be read.</summary>
    public PckExtensions? Pck { get; private set; }

    /// <summary>The TCB; null when collateral is missing.</summary>
    public DcapTcb? Tcb { get; private set; }

    /// <summary>Whether any chain says that no TEE is behind it.</summary>
    public bool IsSimulated { get; private set; }

    /// <summary>What was used, for the record.</summary>
    public IReadOnlyList<KeepEndorsement> Used => _used;

    /// <summary>Makes every check of <see cref="DcapChecks"/>.</summary>
    /// <param name="tee">The TEE that the evidence names.</param>
    /// <param name="quote">The quote.</param>
    /// <param name="endorsements">Endorsements in any order.</param>
    public void Make(Tee tee, byte[] quote, IReadOnlyList<byte[]> endorsements)
    {
        Quote = DcapQuoteChecks.Make(checks, tee, quote);
        DcapEndorsements all = DcapEndorsements.Read(checks, Quote, endorsements);
        if (Quote is null)
            return;
        if (all.Pck is not { } leaf)
        {
            checks.NotDone(DcapChecks.Pck, required: true, "Supply the PCK certificate with the evidence.", $"certification data of type {(int)Quote.CertificationType}", "quote, endorsements");
            return;
        }

        checks.Record(DcapChecks.Pck, holds: true, "");
        MakeCarried(all.Carried);
        CertificateChain chain = CertificateChain.Find(leaf, all.Certificates);
        IsSimulated |= DcapChecks.PckChain.Make(checks, chain, policy, time, Pins);
        Use("PCK", chain);
        MakeProfile(chain);
        MakeExtensions(leaf, Quote);
        MakeSignatures(leaf, Quote);
        TcbInfo? info = MakeCollateral(DcapCollateralChecks.TcbInfo, "TCB info", all, chain, Difference(tee), out CertificateChain? infoChain);
        EnclaveIdentity? identity = MakeCollateral<EnclaveIdentity>(DcapCollateralChecks.Identity, "QE identity", all, chain,
            i => i.Id == IdentityId(tee) ? null : $"id {i.Id}", out CertificateChain? identityChain);
        var revocation = new DcapRevocation(checks, all.Lists, time);
        revocation.Make(chain, infoChain, identityChain);
        _used.AddRange(revocation.Used.Select(ChainChecks.Used));
        if (identity is not null && checks.Passed(DcapChecks.IdentityMatch))
        {
            string? difference = identity.DifferenceTo(Quote.QeReport);
            checks.Record(DcapChecks.QeIdentity, difference is null, "Another enclave than Intel's quoting enclave made the attestation key.", "the enclave of the identity", difference,
                $"quote[0x{Quote.QeReportOffset:x}..0x{Quote.QeReportOffset + EnclaveReport.Length:x}]");
        }

        // Levels of another platform's TCB info say nothing.
        Tcb = new DcapTcb(checks, policy);
        Tcb.Make(Quote, Pck, checks.Passed(DcapChecks.TcbInfoMatch) ? info : null, checks.Passed(DcapChecks.QeIdentity) ? identity : null);
    }

    private static string IdentityId(Tee tee) => tee == Tee.Tdx ? "TD_QE" : "QE";

    private Func<TcbInfo, string?> Difference(Tee tee) => info =>
        (info.Id ?? "SGX") != (tee == Tee.Tdx ? "TDX" : "SGX") ? $"id {info.Id}"
        : Pck is null ? null
        : !info.Fmspc.AsSpan().SequenceEqual(Pck.Fmspc) ? $"FMSPC {Convert.ToHexStringLower(info.Fmspc)}, not {Convert.ToHexStringLower(Pck.Fmspc)}"
        : !info.PceId.AsSpan().SequenceEqual(Pck.PceId) ? $"PCEID {Convert.ToHexStringLower(info.PceId)}, not {Convert.ToHexStringLower(Pck.PceId)}"
        : null;

    private void MakeCarried(IReadOnlyList<X509Certificate> carried)
    {
        if (carried.Count <= 1)
        {
            checks.NotDone(DcapChecks.PckCarried, required: false, "The quote carries no chain.");
            return;
        }

        X509Certificate? odd = carried.Where((certificate, i) => i + 1 < carried.Count && !certificate.Issuer.Is(carried[i + 1].Subject)).FirstOrDefault();
        checks.Record(DcapChecks.PckCarried, odd is null, "The chain was altered, or put together of several.", odd?.Issuer.ToString(),
            odd is null ? null : $"another name after {odd.Subject}", "quote");
    }

    private void MakeProfile(CertificateChain chain)
    {
        string? problem = chain.Path.FirstOrDefault(c => VerificationKey.CurveBits(c.PublicKey.Span) != 256) is { } odd ? $"{odd.Subject} has another key"
            : chain.Leaf.Subject.CommonName != DcapEndorsements.PckName || chain.Leaf.IsAuthority() ? $"the first is {chain.Leaf.Subject}"
            : !IssuerNames.Contains(chain.Leaf.Issuer.CommonName) ? $"the first is issued by {chain.Leaf.Issuer}"
            : chain.Root is { } root && (chain.Path.Count != 3 || root.Subject.CommonName != RootName) ? $"the last of {chain.Path.Count} is {root.Subject}"
            : null;
        checks.Record(DcapChecks.PckProfile, problem is null, "The certificates are not of the form that Intel issues.",
            $"CN={DcapEndorsements.PckName}, issued by {string.Join(" or ", IssuerNames)}, issued by CN={RootName}", problem, "PCK chain");
    }

    private void MakeExtensions(X509Certificate leaf, DcapQuote quote)
    {
        try
        {
            Pck = PckExtensions.Read(leaf);
            checks.Record(DcapChecks.PckExtensions, holds: true, "");
        }
        catch (DerException e)
        {
            checks.Record(DcapChecks.PckExtensions, holds: false, "The certificate is not of the form that Intel issues.", $"extension {PckExtensions.Oid}", e.Message, "PCK certificate");
            return;
        }

        if (quote.CertificationType != CertificationDataType.PlainPpid)
            checks.NotDone(DcapChecks.PckPpid, required: false, "The quote does not name the platform in the clear.", Pck.ChipId);
        else
            checks.Record(DcapChecks.PckPpid, quote.Certification.Span.StartsWith(Pck.Ppid), "The certificate is for another platform.", Convert.ToHexStringLower(Pck.Ppid),
                Convert.ToHexStringLower(quote.Certification.Span[..Math.Min(Pck.Ppid.Length, quote.Certification.Length)]), $"quote[0x{quote.CertificationOffset:x}..]");
    }

    private void MakeSignatures(X509Certificate leaf, DcapQuote quote)
    {
        int qe = quote.QeReportOffset, data = qe + 0x140;
        checks.Record(DcapChecks.QeSignature, P256Signature.VerifyShared(leaf.PublicKey.Span, quote.QeReport.Bytes, quote.QeReportSignature),
            "The quoting enclave's report was altered, or is of another platform.", "a signature by the PCK", source: $"quote[0x{qe:x}..0x{qe + EnclaveReport.Length + DcapQuote.PointLength:x}]");
        Span<byte> expected = stackalloc byte[64];
        expected.Clear();
        using (var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256))
        {
            hash.AppendData(quote.AttestationKey);
            hash.AppendData(quote.QeAuthenticationData);
            hash.GetHashAndReset(expected);
        }

        checks.Record(DcapChecks.QeBinding, quote.QeReport.ReportData.SequenceEqual(expected), "The quoting enclave vouches for another key.",
            Convert.ToHexStringLower(expected), Convert.ToHexStringLower(quote.QeReport.ReportData), $"quote[0x{data:x}..0x{data + 64:x}]");
        checks.Record(DcapChecks.QuoteSignature, P256Signature.Verify(VerificationKey.InfoOfPoint(quote.AttestationKey), quote.Bytes[..quote.SignedLength], quote.Signature),
            "The quote was altered, or another key signed it.", "a signature by the attestation key",
            source: $"quote[0x0..0x{quote.SignedLength:x}], [0x{quote.SignatureOffset:x}..0x{quote.SignatureOffset + DcapQuote.PointLength:x}]");
    }

    private T? MakeCollateral<T>(DcapCollateralChecks definitions, string kind, DcapEndorsements all, CertificateChain pck, Func<T, string?> difference, out CertificateChain? chain)
        where T : SignedCollateral
    {
        chain = null;
        if (all.Pick<T>(one => difference(one) is null, time) is not { } collateral)
        {
            checks.NotDone(definitions.Present, required: true, $"Supply the {kind} with the evidence.", source: "endorsements");
            return null;
        }

        checks.Record(definitions.Present, holds: true, "");
        string? problem = difference(collateral);
        checks.Record(definitions.Match, problem is null, "It says nothing of this platform. Fetch the right one.", $"{kind} of this TEE and platform", problem, kind);
        checks.Record(definitions.Validity, collateral.IsCurrent(time), "Fetch it anew, or appraise as of the time of the evidence.",
            $"{ChainChecks.Text(collateral.IssueDate)} to {ChainChecks.Text(collateral.NextUpdate)}", ChainChecks.Text(time), kind);
        _used.Add(new KeepEndorsement(kind, $"{collateral.Id ?? "SGX"}, evaluation {collateral.EvaluationNumber}",
            Sha256Digest.FromBytes(System.Security.Cryptography.SHA256.HashData(collateral.Signed)), collateral.IssueDate, collateral.NextUpdate));
        if (all.SignerOf(collateral, time) is not { } signer)
        {
            checks.NotDone(definitions.Chain.Complete, required: true, $"Supply the issuer chain of the {kind}.", $"nothing by the name of {DcapEndorsements.SignerName}", "endorsements");
            return collateral;
        }

        checks.Record(definitions.Signature, collateral.IsSignedBy(signer), "It was altered, or written anew.", "a signature over the bytes as PCS gave them", source: kind);
        chain = CertificateChain.Find(signer, all.Certificates);
        IsSimulated |= definitions.Chain.Make(checks, chain, policy, time, Pins);
        Use("TCB signing", chain);
        if (chain.Root is { } root && pck.Root is { } pckRoot)
            checks.Record(definitions.Profile, chain.Path.Count == 2 && root.PublicKey.Span.SequenceEqual(pckRoot.PublicKey.Span) && !signer.IsAuthority(),
                "The collateral does not belong to this platform's vendor.", $"issued by {pckRoot.Subject}", $"issued by {signer.Issuer}", kind);
        return collateral;
    }

    private void Use(string kind, CertificateChain chain)
    {
        for (int i = 0; i < chain.Path.Count; i++)
        {
            KeepEndorsement used = ChainChecks.Used(i == 0 ? kind : chain.IsComplete && i == chain.Path.Count - 1 ? "Root CA" : "PCK CA", chain.Path[i]);
            if (!_used.Contains(used))
                _used.Add(used);
        }
    }
}
