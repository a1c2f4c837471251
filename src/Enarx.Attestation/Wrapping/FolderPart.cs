namespace Enarx.Attestation;

/// <summary>One file of a folder of evidence: evidence, endorsements, or a part that only goes with other evidence.</summary>
internal static class FolderPart
{
    private const int PcrsLength = 24 * 32;
    private const int LongestSignature = 1024;
    private const int CcelTableLength = 56;

    /// <summary>Adds what the file is; what is nothing that is known is passed over.</summary>
    public static void Add(string name, ReadOnlyMemory<byte> content, FoundEvidence found)
    {
        ReadOnlySpan<byte> bytes = content.Span;
        if (bytes is [0xff, (byte)'T', (byte)'C', (byte)'G', 0x80, 0x18, ..])
            found.AddPart(EvidencePart.TpmQuote, content);
        else if (IsEventLog(bytes))
            found.AddPart(EvidencePart.EventLog, content);
        else if (new EvidenceFinder().TryFind(content, $" file '{name}'", found) is null)
            return;
        else if (bytes.Length == PcrsLength && Names(name, "pcr"))
            found.AddPart(EvidencePart.TpmPcrs, content);
        else if (bytes.Length is > 0 and <= LongestSignature && Names(name, "sig"))
            found.AddPart(EvidencePart.TpmSignature, content);
    }

    // The first event of a log for several hash algorithms (TCG PC Client Platform Firmware Profile, section 10.4.5.1).
    // Firmware's table that says where the log is, 56 bytes, may stand before it.
    private static bool IsEventLog(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("CCEL"u8) && bytes.Length > CcelTableLength)
            bytes = bytes[CcelTableLength..];
        return bytes.Length > 48 && bytes[32..].StartsWith("Spec ID Event03\0"u8);
    }

    private static bool Names(string file, string part) => Path.GetFileName(file).Contains(part, StringComparison.OrdinalIgnoreCase);
}
