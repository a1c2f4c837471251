namespace Enarx.Attestation;

/// <summary>
/// A TPMS_ATTEST of a quote: what a TPM says about its PCRs (TCG TPM 2.0 Library, part 2, sections 10.12.8 and 10.12.4).
/// Integers are big-endian.
/// </summary>
internal sealed class TpmQuote
{
    /// <summary>PCRs of the platform that this reads.</summary>
    public const int PcrCount = 24;

    private const ushort Sha256Bank = 0x000b;
    private const int PcrLength = 32;
    private const int LongestName = 66;
    private const int LongestData = 66;

    private TpmQuote(byte[] extraData, int extraDataOffset, uint selection, byte[] pcrDigest, int pcrDigestOffset, IReadOnlyList<EvidenceClaim> claims)
    {
        ExtraData = extraData;
        ExtraDataOffset = extraDataOffset;
        Selection = selection;
        PcrDigest = pcrDigest;
        PcrDigestOffset = pcrDigestOffset;
        Claims = claims;
    }

    /// <summary>The nonce that the quote answers.</summary>
    public byte[] ExtraData { get; }

    /// <summary>Where <see cref="ExtraData"/> stands.</summary>
    public int ExtraDataOffset { get; }

    /// <summary>The SHA-256 PCRs that the quote is about, one bit each.</summary>
    public uint Selection { get; }

    /// <summary>SHA-256 over their values, in ascending order.</summary>
    public byte[] PcrDigest { get; }

    /// <summary>Where <see cref="PcrDigest"/> stands.</summary>
    public int PcrDigestOffset { get; }

    /// <summary>The TPM's state.</summary>
    public IReadOnlyList<EvidenceClaim> Claims { get; }

    /// <summary>Whether the quote is about a PCR.</summary>
    public bool Selects(int pcr) => pcr is >= 0 and < PcrCount && (Selection >> pcr & 1) != 0;

    /// <summary>The bytes that <see cref="PcrDigest"/> is over.</summary>
    /// <param name="values">Values of all PCRs, 32 bytes each.</param>
    public byte[] Selected(ReadOnlySpan<byte> values)
    {
        var selected = new List<byte>(values.Length);
        for (int pcr = 0; pcr < PcrCount; pcr++)
        {
            if (Selects(pcr))
                selected.AddRange(values.Slice(pcr * PcrLength, PcrLength));
        }

        return [.. selected];
    }

    /// <summary>Reads a quote over PCRs of the SHA-256 bank, and of no other: their values could not be checked.</summary>
    /// <exception cref="FieldException">The bytes are not one.</exception>
    public static TpmQuote Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new FieldReader(bytes);
        // What makes a structure that the TPM made itself unlike data that it signs for others.
        reader.Constant([0xff, (byte)'T', (byte)'C', (byte)'G'], "magic");
        reader.Constant([0x80, 0x18], "type (TPM_ST_ATTEST_QUOTE)");
        byte[] signer = Sized(ref reader, "qualifiedSigner", LongestName);
        byte[] extraData = Sized(ref reader, "extraData", LongestData);
        int extraDataOffset = reader.Offset - extraData.Length, clockOffset = reader.Offset;
        ulong clock = reader.UInt64BigEndian("clockInfo.clock");
        uint resets = reader.UInt32BigEndian("clockInfo.resetCount"), restarts = reader.UInt32BigEndian("clockInfo.restartCount");
        int at = reader.Offset;
        if (reader.UInt8("clockInfo.safe") > 1)
            throw new FieldException("clockInfo.safe", at, "it must be 0 or 1");
        ulong firmware = reader.UInt64BigEndian("firmwareVersion");

        at = reader.Offset;
        if (reader.UInt32BigEndian("pcrSelect.count") is var banks and not 1)
            throw new FieldException("pcrSelect.count", at, $"there must be one bank, SHA-256; there are {banks}");
        at = reader.Offset;
        if (reader.UInt16BigEndian("pcrSelect.hash") is var bank and not Sha256Bank)
            throw new FieldException("pcrSelect.hash", at, $"it must be 0x{Sha256Bank:x4} (SHA-256); it is 0x{bank:x4}");
        reader.Constant([PcrCount / 8], "pcrSelect.sizeofSelect");
        at = reader.Offset;
        ReadOnlySpan<byte> select = reader.Bytes(PcrCount / 8, "pcrSelect.pcrSelect");
        uint selection = (uint)(select[0] | select[1] << 8 | select[2] << 16);
        if (selection == 0)
            throw new FieldException("pcrSelect.pcrSelect", at, "it selects no PCR");
        reader.Constant([0, PcrLength], "pcrDigest.size");
        int digestOffset = reader.Offset;
        byte[] digest = reader.Bytes(PcrLength, "pcrDigest").ToArray();
        reader.End("pcrDigest");
        return new TpmQuote(extraData, extraDataOffset, selection, digest, digestOffset,
        [
            Claim("qualifiedSigner", Convert.ToHexStringLower(signer), 8, signer.Length),
            Claim("extraData", Convert.ToHexStringLower(extraData), extraDataOffset, extraData.Length),
            Claim("clock", $"{clock}", clockOffset, 8),
            Claim("resetCount", $"{resets}", clockOffset + 8, 4),
            Claim("restartCount", $"{restarts}", clockOffset + 12, 4),
            Claim("firmwareVersion", $"{firmware:x16}", clockOffset + 17, 8),
            Claim("pcrSelect", $"{selection:x6}", at, PcrCount / 8),
            Claim("pcrDigest", Convert.ToHexStringLower(digest), digestOffset, PcrLength),
        ]);
    }

    private static EvidenceClaim Claim(string name, string value, int offset, int length) =>
        new($"TPM {name}", value, $"{EvidencePart.TpmQuote}[0x{offset:x}..0x{offset + length:x}]");

    private static byte[] Sized(ref FieldReader reader, string field, int most)
    {
        int at = reader.Offset;
        int length = reader.UInt16BigEndian($"{field}.size");
        return length <= most
            ? reader.Bytes(length, field).ToArray()
            : throw new FieldException($"{field}.size", at, $"it must be at most {most}; it is {length}");
    }
}
