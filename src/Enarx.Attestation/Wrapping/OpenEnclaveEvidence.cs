using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>
/// Open Enclave's two headers around a quote: of a report (version 1, type 2, length) and of evidence (version, UUID of
/// the format, length), which has the hashed claims after the quote.
/// </summary>
internal static class OpenEnclaveEvidence
{
    private const int ReportHeaderLength = 16;
    private const int EvidenceHeaderLength = 28;
    private const uint LocalReport = 1;
    private const uint RemoteReport = 2;

    /// <summary>Adds the quote inside.</summary>
    /// <returns>False when there is neither header.</returns>
    /// <exception cref="KeepException">It is a report that only its own machine can check.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes.Length <= EvidenceHeaderLength)
            return false;
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes), type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (version == 1 && BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) == (ulong)bytes.Length - ReportHeaderLength)
        {
            return type switch
            {
                RemoteReport => FindQuote(content[ReportHeaderLength..], where, found),
                LocalReport => throw Unrecognized.At(where, 4, "it is Open Enclave's local report, which only its own machine can check."),
                _ => false,
            };
        }

        return version is > 0 and < 16 && BinaryPrimitives.ReadUInt64LittleEndian(bytes[20..]) == (ulong)bytes.Length - EvidenceHeaderLength
            && RawEvidence.QuoteLength(bytes[EvidenceHeaderLength..]) is { } length
            && FindQuote(content.Slice(EvidenceHeaderLength, length), where, found);
    }

    private static bool FindQuote(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        int before = found.Count;
        return RawEvidence.Find(content, $"{where} Open Enclave's header", found) && found.Count == before + 1;
    }
}
