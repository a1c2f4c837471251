using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// What Azure's paravisor (host compatibility layer) keeps in NV index 0x01400001 of the vTPM: the report that it got
/// from the processor at boot, and the runtime claims whose digest is in that report (Azure, "Confidential VM guest
/// attestation", hardware report and runtime data). Integers are little-endian.
/// </summary>
internal sealed class HclReport
{
    /// <summary>Where the processor's report stands.</summary>
    public const int HardwareOffset = 0x20;

    /// <summary>Room for the processor's report, bytes: an SEV-SNP report fills it.</summary>
    public const int HardwareLength = 0x4a0;

    /// <summary>Where the runtime claims stand.</summary>
    public const int ClaimsOffset = RuntimeDataOffset + RuntimeHeaderLength;

    private const int RuntimeDataOffset = HardwareOffset + HardwareLength;
    private const int RuntimeHeaderLength = 20;
    private const uint AttestationRequest = 2;
    private const uint SnpReportType = 2;
    private const uint TdReportType = 4;

    private HclReport(Tee tee, ReadOnlyMemory<byte> hardware, HashAlgorithmName hash, ReadOnlyMemory<byte> claims)
    {
        Tee = tee;
        Hardware = hardware;
        Hash = hash;
        Claims = claims;
    }

    /// <summary>The TEE whose report is inside: <see cref="Tee.AzureSevSnp"/> or <see cref="Tee.AzureTdx"/>.</summary>
    public Tee Tee { get; }

    /// <summary>The processor's report: an ATTESTATION_REPORT of SEV-SNP, or a TDREPORT_STRUCT of TDX.</summary>
    public ReadOnlyMemory<byte> Hardware { get; }

    /// <summary>The hash whose digest of the claims is in the processor's report.</summary>
    public HashAlgorithmName Hash { get; }

    /// <summary>The runtime claims, JSON.</summary>
    public ReadOnlyMemory<byte> Claims { get; }

    /// <summary>Reads a report; what follows it in the NV index must be zeros.</summary>
    /// <exception cref="FieldException">The bytes are not one, or one of a TEE that is not known.</exception>
    public static HclReport Parse(ReadOnlyMemory<byte> bytes)
    {
        var reader = new FieldReader(bytes.Span);
        reader.Constant("HCLA"u8, "signature");
        int at = reader.Offset;
        if (reader.UInt32LittleEndian("version") is var version and not (1 or 2))
            throw new FieldException("version", at, $"it must be 1 or 2; it is {version}");
        uint reportSize = reader.UInt32LittleEndian("report size");
        at = reader.Offset;
        if (reader.UInt32LittleEndian("request type") is var request and not AttestationRequest)
            throw new FieldException("request type", at, $"it must be {AttestationRequest}; it is {request}");
        at = reader.Offset;
        if (reader.UInt32LittleEndian("status") is var status and not 0)
            throw new FieldException("status", at, $"the paravisor says that it failed with {status}");
        reader.Zeros(12, "reserved");
        reader.Bytes(HardwareLength, "hardware report");

        uint dataSize = reader.UInt32LittleEndian("runtime data size");
        if (reportSize != (ulong)RuntimeDataOffset + dataSize)
            throw new FieldException("report size", 8, $"it must be {RuntimeDataOffset} more than the runtime data size; it is {reportSize} and that is {dataSize}");
        at = reader.Offset;
        if (reader.UInt32LittleEndian("runtime data version") is var dataVersion and not 1)
            throw new FieldException("runtime data version", at, $"it must be 1; it is {dataVersion}");
        at = reader.Offset;
        Tee tee = reader.UInt32LittleEndian("report type") switch
        {
            SnpReportType => Tee.AzureSevSnp,
            TdReportType => Tee.AzureTdx,
            var type => throw new FieldException("report type", at, $"it must be 2 (SEV-SNP) or 4 (TDX); it is {type}"),
        };
        at = reader.Offset;
        HashAlgorithmName hash = reader.UInt32LittleEndian("report data hash type") switch
        {
            1 => HashAlgorithmName.SHA256,
            2 => HashAlgorithmName.SHA384,
            3 => HashAlgorithmName.SHA512,
            var type => throw new FieldException("report data hash type", at, $"it must be 1 to 3; it is {type}"),
        };
        at = reader.Offset;
        uint claimsSize = reader.UInt32LittleEndian("claims size");
        if (dataSize != (ulong)RuntimeHeaderLength + claimsSize || claimsSize > (uint)reader.Left)
            throw new FieldException("claims size", at, $"it must be {RuntimeHeaderLength} less than the runtime data size, and no more than the {reader.Left} bytes that are left; it is {claimsSize}");
        reader.Bytes((int)claimsSize, "claims");
        reader.Zeros(reader.Left, "unused part of the NV index");

        int length = tee == Tee.AzureTdx ? TdReportStructure.Length : HardwareLength;
        if (bytes.Span[(HardwareOffset + length)..RuntimeDataOffset].IndexOfAnyExcept((byte)0) is >= 0 and var odd)
            throw new FieldException("hardware report", HardwareOffset + length + odd, "there must be zeros after a TDREPORT");
        return new HclReport(tee, bytes.Slice(HardwareOffset, length), hash, bytes.Slice(ClaimsOffset, (int)claimsSize));
    }

    /// <summary>What REPORT_DATA of the processor's report must be: the digest of the claims, then zeros.</summary>
    public byte[] ReportData()
    {
        byte[] data = new byte[64];
        CryptographicOperations.HashData(Hash, Claims.Span).CopyTo(data, 0);
        return data;
    }
}
