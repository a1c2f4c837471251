using System.Globalization;

namespace Enarx.Attestation;

/// <summary>Collects what a quote, its PCK certificate and its collateral state, by Intel's names.</summary>
internal sealed class DcapClaims
{
    private readonly List<EvidenceClaim> _claims = new(40);

    /// <summary>Everything that was added, in order.</summary>
    public IReadOnlyList<EvidenceClaim> All => _claims;

    /// <summary>Adds bytes of the quote.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">The bytes.</param>
    /// <param name="offset">Where in the quote they stand.</param>
    public void Add(string name, ReadOnlySpan<byte> value, int offset) =>
        _claims.Add(new EvidenceClaim(name, Convert.ToHexStringLower(value), string.Create(CultureInfo.InvariantCulture, $"quote[0x{offset:x}..0x{offset + value.Length:x}]")));

    /// <summary>Adds a number of the quote.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">The number.</param>
    /// <param name="offset">Where in the quote it stands.</param>
    /// <param name="length">Bytes that it has there.</param>
    public void Add(string name, uint value, int offset, int length) =>
        _claims.Add(new EvidenceClaim(name, value.ToString(CultureInfo.InvariantCulture), string.Create(CultureInfo.InvariantCulture, $"quote[0x{offset:x}..0x{offset + length:x}]")));

    /// <summary>Adds the header.</summary>
    public void AddHeader(DcapQuote quote)
    {
        Add("version", quote.Version, 0, 2);
        Add("TEE type", quote.TeeType, 4, 4);
        Add("QE vendor id", quote.QeVendorId, 0x0c);
        Add("user data", quote.UserData, 0x1c);
    }

    /// <summary>Adds what stands beside the quote.</summary>
    public void AddPlatform(DcapAppraisal appraisal)
    {
        const string Pck = "PCK certificate", Collateral = "TCB info, QE identity";
        if (appraisal.Quote is { } quote)
        {
            Add("QE MRENCLAVE", quote.QeReport.MrEnclave, quote.QeReportOffset + 0x40);
            Add("QE ISVSVN", quote.QeReport.IsvSvn, quote.QeReportOffset + 0x102, 2);
        }

        if (appraisal.Pck is { } pck)
        {
            Add("FMSPC", Convert.ToHexStringLower(pck.Fmspc), Pck);
            Add("PCEID", Convert.ToHexStringLower(pck.PceId), Pck);
            Add("PPID", Convert.ToHexStringLower(pck.Ppid), Pck);
            Add("PCK CPUSVN", Convert.ToHexStringLower(pck.CpuSvn), Pck);
            Add("PCESVN", pck.PceSvn.ToString(CultureInfo.InvariantCulture), Pck);
            Add("SGX type", pck.SgxType, Pck);
            if (pck.PlatformInstanceId is { } instance)
                Add("platform instance id", Convert.ToHexStringLower(instance), Pck);
            if (pck.Platform is { } platform)
                Add("platform configuration", platform.ToString(), Pck);
        }

        if (appraisal.Tcb?.Date is { } date)
            Add("tcbDate", ChainChecks.Text(date), Collateral);
    }

    private void Add(string name, string value, string source) => _claims.Add(new EvidenceClaim(name, value, source));
}
