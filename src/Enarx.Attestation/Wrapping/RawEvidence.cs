using System.Buffers.Binary;

namespace Enarx.Attestation;

/// <summary>A TEE's own evidence that is no CBOR, told by what its specification fixes in its first bytes.</summary>
internal static class RawEvidence
{
    private const int SnpAlgorithmOffset = 0x34;
    private const int SnpResponseHeaderLength = 0x20;
    private const int TdReportLength = 1024;
    private const int HclReportTypeOffset = 0x4c0 + 8;
    private const int SpdmRequestLength = 37;

    // A signature and the key for it.
    private const int LeastSignatureLength = 128;

    private static ReadOnlySpan<byte> IntelQuotingEnclave => [0x93, 0x9a, 0x72, 0x33, 0xf7, 0x9c, 0x4c, 0xa9, 0x94, 0x0a, 0x0d, 0xb3, 0x95, 0x7f, 0x06, 0x07];

    /// <summary>Adds the evidence that the content is.</summary>
    /// <returns>False when it is none of these.</returns>
    /// <exception cref="KeepException">It is a part of one, or what it says contradicts itself.</exception>
    public static bool Find(ReadOnlyMemory<byte> content, string where, FoundEvidence found) =>
        FindSnp(content, where, found) || FindQuote(content, where, found) || FindHcl(content, where, found)
        || FindSpdm(content, found) || SevCertificateFiles.Find(content, where, found);

    /// <summary>Length of the quote at the start of some bytes; null when there is none, or not the whole of it.</summary>
    public static int? QuoteLength(ReadOnlySpan<byte> content)
    {
        if (QuoteTee(content) is not { } tee)
            return null;
        int end = content[0] == 5 ? 48 + 6 + (content.Length < 54 ? 0 : (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(content[50..]), 1 << 16)) : 48 + BodyLength(tee);
        if (content.Length < end + 4)
            return null;
        uint signature = BinaryPrimitives.ReadUInt32LittleEndian(content[end..]);
        ulong length = (ulong)end + 4 + signature;
        return signature >= LeastSignatureLength && length <= (ulong)content.Length ? (int)length : null;
    }

    // Version, SIGNATURE_ALGO 1 and bit 17 of the guest policy, which must be 1 (AMD 56860).
    private static bool IsSnp(ReadOnlySpan<byte> content) =>
        content.Length > SnpAlgorithmOffset + 4 && content[0] is > 0 and < 32 && content[1..4].IndexOfAnyExcept((byte)0) < 0
        && BinaryPrimitives.ReadUInt32LittleEndian(content[SnpAlgorithmOffset..]) == 1 && (content[0x0a] & 2) != 0;

    private static bool FindSnp(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        int start = 0;
        ReadOnlySpan<byte> bytes = content.Span;
        if (!IsSnp(bytes))
        {
            // MSG_REPORT_RSP of the SNP driver: a status of 0, the length, and 24 zeros before the report.
            if (bytes.Length < SnpResponseHeaderLength || BinaryPrimitives.ReadUInt64LittleEndian(bytes) != (ulong)SnpReport.Length << 32
                || bytes[8..SnpResponseHeaderLength].ContainsAnyExcept((byte)0) || !IsSnp(bytes[SnpResponseHeaderLength..]))
                return false;
            start = SnpResponseHeaderLength;
        }

        int end = start + SnpReport.Length;
        if (bytes.Length < end)
            throw Unrecognized.At(where, bytes.Length, $"a SEV-SNP report of {SnpReport.Length} bytes that starts at byte {start} is cut.");
        found.Add(Tee.SevSnp, content[start..end]);
        if (!bytes[end..].ContainsAnyExcept((byte)0))
            return true;
        try
        {
            _ = CertificateTable.Read(content[end..]);
        }
        catch (DerException e)
        {
            throw Unrecognized.At(where, end + e.Offset, $"after a SEV-SNP report there is neither nothing nor a certificate table: {e.Message}", e);
        }

        found.AddEndorsement(content[end..]);
        return true;
    }

    private static bool FindQuote(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        // Other formats can begin like a quote, and then neither name Intel's quoting enclave nor have the length of one.
        if (QuoteTee(bytes) is not { } tee || !(bytes[12..28].SequenceEqual(IntelQuotingEnclave) || QuoteLength(bytes) > bytes.Length / 2))
            return false;
        if (bytes[0] == 5)
        {
            ushort body = bytes.Length < 50 ? (ushort)0 : BinaryPrimitives.ReadUInt16LittleEndian(bytes[48..]);
            if (bytes.Length >= 50 && (tee == Tee.Sgx ? body != 1 : body is not (2 or 3)))
                throw Unrecognized.At(where, 48, $"a quote of {tee} has a body of type {body}.");
        }
        else if (bytes[0] == 4 && !SignatureFits(bytes, tee) && SignatureFits(bytes, tee == Tee.Sgx ? Tee.Tdx : Tee.Sgx))
        {
            throw Unrecognized.At(where, 4, $"a quote says that it is of {tee}, and its length is that of another TEE's.");
        }

        found.Add(tee, content);
        return true;
    }

    // Version, key type (2 ECDSA P-256, 3 ECDSA P-384) and TEE type stand in the first 8 bytes (Intel, "DCAP ECDSA Quote Library API").
    private static Tee? QuoteTee(ReadOnlySpan<byte> bytes) =>
        bytes.Length < 48 || bytes[0] is < 3 or > 5 || bytes[1] != 0 || bytes[2] is not (2 or 3) || bytes[3] != 0 ? null
        : BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) switch
        {
            0 => Tee.Sgx,
            0x81 when bytes[0] > 3 => Tee.Tdx,
            _ => null,
        };

    private static int BodyLength(Tee tee) => tee == Tee.Sgx ? 384 : 584;

    private static bool SignatureFits(ReadOnlySpan<byte> bytes, Tee tee)
    {
        int at = 48 + BodyLength(tee);
        if (bytes.Length < at + 4)
            return false;
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
        return length >= LeastSignatureLength && length <= bytes.Length - at - 4;
    }

    private static bool FindHcl(ReadOnlyMemory<byte> content, string where, FoundEvidence found)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (!bytes.StartsWith("HCLA"u8))
            return false;
        if (bytes.Length < HclReportTypeOffset + 4)
            throw Unrecognized.At(where, bytes.Length, "an HCL report is cut before it says of which TEE it is.");
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(bytes[HclReportTypeOffset..]);
        found.Add(type switch
        {
            2 => Tee.AzureSevSnp,
            4 => Tee.AzureTdx,
            _ => throw Unrecognized.At(where, HclReportTypeOffset, $"an HCL report is of type {type}, which is neither 2 (SEV-SNP) nor 4 (TDX)."),
        }, content);
        return true;
    }

    // GET_MEASUREMENTS with a signature asked for, and the MEASUREMENTS that answer it, of the same version (DMTF DSP0274).
    private static bool FindSpdm(ReadOnlyMemory<byte> content, FoundEvidence found)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes.Length < SpdmRequestLength + 8 || bytes[0] is < 0x10 or > 0x1f || bytes[1] != 0xe0
            || bytes[SpdmRequestLength] != bytes[0] || bytes[SpdmRequestLength + 1] != 0x60)
            return false;
        found.Add(Tee.NvidiaGpu, content);
        return true;
    }

    /// <summary>Refuses bytes that are often met where evidence is looked for, and that can prove nothing to anybody elsewhere.</summary>
    /// <returns>False.</returns>
    /// <exception cref="KeepException">They are such bytes.</exception>
    public static bool RefuseLocal(ReadOnlySpan<byte> bytes, string where) => bytes switch
    {
        [0x81, 0, ..] when bytes.Length == TdReportLength && !bytes[4..16].ContainsAnyExcept((byte)0) =>
            throw Unrecognized.At(where, 0, "it is a TDREPORT, which only its own machine can check; give the quote that is made of it."),
        [1 or 2, 0, 0 or 1, 0, ..] when bytes.Length > 436 && !bytes[48..64].ContainsAnyExcept((byte)0) =>
            throw Unrecognized.At(where, 0, "it is an EPID quote, whose service has ended."),
        [0xff, (byte)'T', (byte)'C', (byte)'G', ..] => throw Unrecognized.At(where, 0, "it is a TPM's quote without the report that vouches for the TPM."),
        _ => false,
    };
}
