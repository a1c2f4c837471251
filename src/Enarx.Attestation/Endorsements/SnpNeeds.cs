namespace Enarx.Attestation;

/// <summary>
/// What a SEV-SNP report needs from AMD's Key Distribution Service: the certificate of its chip at its TCB, the issuers,
/// and the revocation list of its product (AMD 57230, chapter 4).
/// </summary>
internal static class SnpNeeds
{
    /// <summary>Reads the needs.</summary>
    /// <param name="bytes">The ATTESTATION_REPORT.</param>
    /// <param name="endorsements">What came with it, which may name the product that old reports do not name.</param>
    public static EndorsementNeeds Of(byte[] bytes, IReadOnlyList<byte[]> endorsements)
    {
        if (bytes.Length != SnpReport.Length)
            return EndorsementNeeds.None($"A SEV-SNP report has {SnpReport.Length} bytes; there are {bytes.Length}.");
        var report = new SnpReport(bytes);
        if (report.SigningKey is not ((uint)SnpSigningKey.Vcek or (uint)SnpSigningKey.Vlek))
            return EndorsementNeeds.None($"The report says that it is signed by key {report.SigningKey} and not by a VCEK or VLEK.");
        if (report.HasCpuid)
        {
            return SnpProductLine.ByCpuid(report.CpuidFamily, report.CpuidModel) is { } line
                ? OfProduct(report, line)
                : EndorsementNeeds.None($"The report is of a processor that this release does not know (CPUID family 0x{report.CpuidFamily:x2}, model 0x{report.CpuidModel:x2}).");
        }

        if (NamedProduct(endorsements) is { } named)
            return OfProduct(report, named);
        // Version 2 does not say, and was over before Turin. A chip's identifier is known for one product only.
        SnpProductLine milan = SnpProductLine.Of(SnpProduct.Milan), genoa = SnpProductLine.Of(SnpProduct.Genoa);
        return OfProduct(report, milan, OfProduct(report, genoa));
    }

    private static EndorsementNeeds OfProduct(SnpReport report, SnpProductLine line, EndorsementNeeds? otherwise = null)
    {
        bool isVlek = report.SigningKey == (uint)SnpSigningKey.Vlek;
        string product = line.Product.ToString(), service = isVlek ? "/vlek/v1" : "/vcek/v1";
        EndorsementRequest[] issuers =
        [
            new(EndorsementService.AmdKds, $"{service}/{product}/cert_chain", $"{(isVlek ? "ASVK" : "ASK")} and ARK of {product}", null,
                EndorsementRole.Certificate(line.IssuerName(isVlek ? SnpSigningKey.Vlek : SnpSigningKey.Vcek)), EndorsementRole.Certificate(line.RootName)),
            new(EndorsementService.AmdKds, $"{service}/{product}/crl", $"revocation list of {product}", null, EndorsementRole.List(line.RootName)),
        ];
        if (line.ReadTcb(report.ReportedTcb) is not { } tcb)
            return EndorsementNeeds.Make(issuers, unavailable: $"REPORTED_TCB 0x{report.ReportedTcb:x16} is not one of {product}.");
        if (isVlek)
            return EndorsementNeeds.Make(issuers, otherwise, "AMD gives a VLEK to the cloud provider only; it must come with the evidence.", EndorsementRole.Vlek(line.Product, tcb));
        if (report.MasksChip || !report.ChipId.ContainsAnyExcept((byte)0))
            return EndorsementNeeds.Make(issuers, otherwise, "The host hides CHIP_ID, so that nobody can tell which VCEK to ask for; it must come with the evidence.");
        string chip = Convert.ToHexStringLower(report.ChipId[..line.HardwareIdLength]);
        string levels = $"blSPL={tcb.Bootloader}&teeSPL={tcb.Tee}&snpSPL={tcb.Snp}&ucodeSPL={tcb.Microcode}";
        if (line.HasFmc)
            levels = $"fmcSPL={tcb.Fmc}&{levels}";
        return EndorsementNeeds.Make(
            [new(EndorsementService.AmdKds, $"/vcek/v1/{product}/{chip}?{levels}", $"VCEK of {product} chip {chip[..16]} at {tcb}", null, EndorsementRole.Vcek(chip, tcb)), .. issuers],
            otherwise);
    }

    private static SnpProductLine? NamedProduct(IReadOnlyList<byte[]> endorsements)
    {
        foreach (byte[] item in endorsements)
        {
            try
            {
                foreach (Endorsement one in EndorsementReader.Read(item, ""))
                {
                    if (one is { Certificate: { } leaf, Kind: "VCEK" or "VLEK" })
                        return SnpProductLine.ByName(SnpLeafExtensions.Read(leaf, one.Kind == "VLEK" ? SnpSigningKey.Vlek : SnpSigningKey.Vcek).ProductName);
                }
            }
            catch (DerException)
            {
                // The verifier complains about it.
            }
        }

        return null;
    }
}
