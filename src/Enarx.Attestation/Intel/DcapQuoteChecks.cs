namespace Enarx.Attestation;

/// <summary>The checks of a quote by itself: everything that can be seen before a certificate is at hand.</summary>
internal static class DcapQuoteChecks
{
    // Intel's; other vendors' quoting enclaves would need other roots.
    private static readonly byte[] IntelVendorId = Convert.FromHexString("939a7233f79c4ca9940a0db3957f0607");

    /// <summary>Makes the checks.</summary>
    /// <returns>The quote; null when it is malformed or of another TEE, so that no field of it can be read.</returns>
    public static DcapQuote? Make(CheckList checks, Tee tee, byte[] bytes)
    {
        DcapQuote quote;
        try
        {
            quote = DcapQuote.Parse(bytes);
            checks.Record(DcapChecks.Structure, holds: true, "");
        }
        catch (QuoteException e)
        {
            checks.Record(DcapChecks.Structure, holds: false, "The bytes are no quote that this release can read: they were cut, are of another version, or are other evidence.",
                "a whole quote", e.Message, $"quote[0x{e.Offset:x}..]");
            return null;
        }

        Tee found = quote.Body == QuoteBody.Sgx ? Tee.Sgx : Tee.Tdx;
        if (!checks.Record(DcapChecks.TeeType, found == tee, "An enclave's quote is no trust domain's, nor the other way round.", $"{tee}", $"{found}", "quote[0x4..0x8]"))
            return null;
        checks.Record(DcapChecks.Vendor, quote.QeVendorId.SequenceEqual(IntelVendorId), "Quoting enclaves of other vendors are not known.",
            Convert.ToHexStringLower(IntelVendorId), Convert.ToHexStringLower(quote.QeVendorId), "quote[0xc..0x1c]");
        MakeReserved(checks, quote);
        bool first = P256Signature.IsEncoded(quote.Signature), second = P256Signature.IsEncoded(quote.QeReportSignature);
        int bad = first ? quote.QeReportOffset + EnclaveReport.Length : quote.SignatureOffset;
        checks.Record(DcapChecks.SignatureEncoding, first && second, "The signature cannot be one of P-256.", "R and S in 1 to n-1",
            first && second ? null : Convert.ToHexStringLower(first ? quote.QeReportSignature : quote.Signature), $"quote[0x{bad:x}..0x{bad + DcapQuote.PointLength:x}]");
        int key = quote.SignatureOffset + DcapQuote.PointLength;
        checks.Record(DcapChecks.Key, VerificationKey.Import(VerificationKey.InfoOfPoint(quote.AttestationKey)) is not null, "No signature verifies under what is no key.",
            "a point of P-256", null, $"quote[0x{key:x}..0x{key + DcapQuote.PointLength:x}]");
        return quote;
    }

    private static void MakeReserved(CheckList checks, DcapQuote quote)
    {
        // In version 3 the SVNs of quoting and provisioning enclave stand where later versions have nothing.
        (int Start, int End) header = quote.Version == 3 ? (0x8, 0x8) : (0x8, 0xc);
        int? where = FirstSet(quote, header.Start, header.End) ?? FirstSet(quote, quote.End, quote.Bytes.Length);
        if (where is null && quote.Body == QuoteBody.Sgx)
            where = quote.BodyOffset + new EnclaveReport(quote.BodyBytes).ReservedOffset;
        where ??= quote.QeReportOffset + quote.QeReport.ReservedOffset;
        checks.Record(DcapChecks.Reserved, where is null, "The quote was altered, is followed by something else, or has fields that this release cannot judge.",
            "zero", where is null ? null : "not zero", where is null ? null : $"quote[0x{where:x}]");
    }

    private static int? FirstSet(DcapQuote quote, int start, int end)
    {
        int first = quote.Bytes[start..end].IndexOfAnyExcept((byte)0);
        return first < 0 ? null : start + first;
    }
}
