using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// A TDREPORT_STRUCT (Intel TDX module base architecture specification, 344425, "TDREPORT_STRUCT"). Its MAC can be
/// checked on the machine that made it only, so it is worth what the TD quote over it is worth.
/// </summary>
internal static class TdReportStructure
{
    /// <summary>Length of the structure, bytes.</summary>
    public const int Length = 1024;

    private const byte TdType = 0x81;

    // Fields of the report, and where the body of a quote repeats them; what TDX 1.5 adds to the body is not in the report.
    private static readonly (string Name, Range Report, int Body)[] Repeated =
    [
        ("TEE_TCB_SVN", 264..280, 0),
        ("MRSEAM, MRSIGNERSEAM and SEAM attributes", 280..384, 16),
        ("ATTRIBUTES to RTMR3", 512..912, 120),
        ("REPORTDATA", 128..192, 520),
    ];

    /// <summary>REPORTDATA.</summary>
    public static ReadOnlySpan<byte> ReportData(ReadOnlySpan<byte> report) => report[128..192];

    /// <summary>What is wrong with a report by itself; null when nothing is.</summary>
    public static (string Problem, string Where)? FindProblem(ReadOnlySpan<byte> report)
    {
        if (report[0] != TdType || report[1] != 0 || report[2] > 1)
            return ($"type {report[0]:x2}, subtype {report[1]:x2}, version {report[2]:x2}", "[0x20..0x23]");
        if (report[3..16].ContainsAnyExcept((byte)0) || report[192..224].ContainsAnyExcept((byte)0) || report[495..512].ContainsAnyExcept((byte)0))
            return ("reserved bytes that are not zero", "[0x23..0x30], [0xe0..0x100], [0x20f..0x220]");
        if (!report[32..80].SequenceEqual(SHA384.HashData(report[256..495])))
            return ("a TEE_TCB_INFO_HASH that is not the hash of TEE_TCB_INFO", "[0x40..0x70]");
        if (!report[80..128].SequenceEqual(SHA384.HashData(report[512..1024])))
            return ("a TEE_INFO_HASH that is not the hash of TDINFO", "[0x70..0xa0]");
        return null;
    }

    /// <summary>The first field in which a quote is not about this report; null when there is none.</summary>
    public static string? FindDifference(ReadOnlySpan<byte> report, DcapQuote quote)
    {
        if (quote.Body == QuoteBody.Sgx)
            return "the quote is of an enclave";
        ReadOnlySpan<byte> body = quote.BodyBytes.Span;
        foreach ((string name, Range range, int at) in Repeated)
        {
            ReadOnlySpan<byte> field = report[range];
            if (!field.SequenceEqual(body.Slice(at, field.Length)))
                return name;
        }

        return null;
    }
}
