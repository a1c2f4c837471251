using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// What a launch of a guest under SEV or SEV-ES gave: the firmware that launched it, its policy and launch digest, and the
/// firmware's LAUNCH_MEASURE over them (AMD 55766, section 6.5). Encoded it is <see cref="EvidencePart.SevLaunch"/>.
/// </summary>
public sealed record SevLaunch
{
    /// <summary>Length of the encoding without a guest's proof, bytes.</summary>
    public const int Length = 0x5c;

    /// <summary>Length of the encoding with a guest's proof, bytes.</summary>
    public const int LengthWithProof = 0xbc;

    /// <summary>Length of a launch digest, bytes.</summary>
    public const int DigestLength = SHA256.HashSizeInBytes;

    private const byte CurrentVersion = 1;
    private const byte MeasureTag = 4;

    /// <summary>Major version of the firmware's API.</summary>
    public required byte ApiMajor { get; init; }

    /// <summary>Minor version of the firmware's API.</summary>
    public required byte ApiMinor { get; init; }

    /// <summary>Build of the firmware.</summary>
    public required byte Build { get; init; }

    /// <summary>The guest policy.</summary>
    public required SevPolicy Policy { get; init; }

    /// <summary>The launch digest, 32 bytes: SHA-256 of all that was loaded in plain text.</summary>
    public required byte[] Digest { get; init; }

    /// <summary>MEASURE, 32 bytes.</summary>
    public required byte[] Measure { get; init; }

    /// <summary>MNONCE, 16 bytes.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary>What the guest states after its launch, 64 bytes; null when it states nothing.</summary>
    public byte[]? ReportData { get; init; }

    /// <summary>Proof that <see cref="ReportData"/> comes from the guest that got the session's secret, 32 bytes; see <see cref="SevGuestProof"/>.</summary>
    public byte[]? Proof { get; init; }

    /// <summary>Takes the launch apart that <see cref="Encode"/> put together.</summary>
    /// <exception cref="FormatException">It is none; the message names field and offset.</exception>
    public static SevLaunch Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (Length or LengthWithProof))
            throw new FieldException("launch", Math.Min(bytes.Length, LengthWithProof), $"it has {Length} bytes, or {LengthWithProof} with a guest's proof; there are {bytes.Length}");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (version != CurrentVersion)
            throw new FieldException("VERSION", 0x00, $"it is {version}, not {CurrentVersion}");
        if (bytes[7] != 0)
            throw new FieldException("reserved", 0x07, "there must be zeros");
        bool hasProof = bytes.Length == LengthWithProof;
        return new SevLaunch
        {
            ApiMajor = bytes[4],
            ApiMinor = bytes[5],
            Build = bytes[6],
            Policy = new SevPolicy(BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x08..])),
            Digest = bytes[0x0c..0x2c].ToArray(),
            Measure = bytes[0x2c..0x4c].ToArray(),
            Nonce = bytes[0x4c..0x5c].ToArray(),
            ReportData = hasProof ? bytes[0x5c..0x9c].ToArray() : null,
            Proof = hasProof ? bytes[0x9c..].ToArray() : null,
        };
    }

    /// <summary>
    /// Puts the launch together, little-endian: version (1) 4, API_MAJOR 1, API_MINOR 1, BUILD 1, zero 1, POLICY 4, launch
    /// digest 32, MEASURE 32, MNONCE 16, and where there is a proof report_data 64 and the proof 32.
    /// </summary>
    /// <exception cref="InvalidOperationException">A field is not of its length.</exception>
    public byte[] Encode()
    {
        RequireLengths();
        byte[] bytes = new byte[ReportData is null ? Length : LengthWithProof];
        bytes[0] = CurrentVersion;
        (bytes[4], bytes[5], bytes[6]) = (ApiMajor, ApiMinor, Build);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x08), Policy.Value);
        Digest.CopyTo(bytes, 0x0c);
        Measure.CopyTo(bytes, 0x2c);
        Nonce.CopyTo(bytes, 0x4c);
        ReportData?.CopyTo(bytes, 0x5c);
        Proof?.CopyTo(bytes, 0x9c);
        return bytes;
    }

    /// <summary>Computes MEASURE = HMAC-SHA256(TIK, 04, API_MAJOR, API_MINOR, BUILD, POLICY, launch digest, MNONCE).</summary>
    internal void ComputeMeasure(ReadOnlySpan<byte> tik, Span<byte> measure)
    {
        RequireLengths();
        Span<byte> message = stackalloc byte[0x38];
        (message[0], message[1], message[2], message[3]) = (MeasureTag, ApiMajor, ApiMinor, Build);
        BinaryPrimitives.WriteUInt32LittleEndian(message[0x04..], Policy.Value);
        Digest.CopyTo(message[0x08..]);
        Nonce.CopyTo(message[0x28..]);
        HMACSHA256.HashData(tik, message, measure);
    }

    private void RequireLengths()
    {
        if (Digest is not { Length: DigestLength } || Measure is not { Length: SHA256.HashSizeInBytes } || Nonce is not { Length: SevKeys.Length })
            throw new InvalidOperationException($"A launch has a digest of {DigestLength} bytes, a MEASURE of {SHA256.HashSizeInBytes} and an MNONCE of {SevKeys.Length}.");
        if ((ReportData is null) != (Proof is null) || ReportData is not (null or { Length: 64 }) || Proof is not (null or { Length: SevGuestProof.Length }))
            throw new InvalidOperationException($"A guest's proof has {SevGuestProof.Length} bytes, beside report_data of 64.");
    }
}
