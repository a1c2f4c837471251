using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// Finds out what evidence bytes or text are, and takes it out of what it is wrapped in. Content decides and never a
/// name; what is of no known form, or fits two, is refused. To be found here makes nothing trusted.
/// </summary>
public static class EvidenceReader
{
    /// <summary>The longest input that is read, bytes.</summary>
    public const int LongestInput = 16 * 1024 * 1024;

    /// <summary>The greatest number of files that a folder of evidence has.</summary>
    public const int MostFiles = 64;

    /// <summary>Reads evidence from the bytes of a file or of a message.</summary>
    /// <param name="content">
    /// A TEE's own evidence, or that in hexadecimal, base64, PEM, a certificate, a certification request, a conceptual
    /// message wrapper (RFC 9999) or the JSON of Confidential Containers and of NVIDIA's tools.
    /// </param>
    /// <returns>One or more pieces of evidence, each with the endorsements and parts that came with it.</returns>
    /// <exception cref="KeepException">It is no evidence that is known (id EvidenceUnrecognized).</exception>
    public static IReadOnlyList<KeepEvidence> Read(ReadOnlyMemory<byte> content)
    {
        if (content.Length > LongestInput)
            throw Unrecognized.At("", LongestInput, $"there are {content.Length} bytes, and evidence has {LongestInput} at most.");
        var found = new FoundEvidence();
        new EvidenceFinder().Find(content, "", found);
        return found.Complete();
    }

    /// <summary>Reads evidence from text.</summary>
    /// <param name="text">Any form that is text; see <see cref="Read"/>.</param>
    /// <returns>One or more pieces of evidence.</returns>
    /// <exception cref="KeepException">It is no evidence that is known (id EvidenceUnrecognized).</exception>
    public static IReadOnlyList<KeepEvidence> ReadText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= LongestInput
            ? Read(Encoding.UTF8.GetBytes(text))
            : throw Unrecognized.At("", LongestInput, $"there are {text.Length} characters, and evidence has {LongestInput} at most.");
    }

    /// <summary>
    /// Reads evidence whose parts are files of one folder: an HCL report with its TPM quote, or a quote or report with
    /// certificates, lists, collateral and an event log. Files that are none of these are passed over.
    /// </summary>
    /// <param name="files">
    /// Name and content of each. A name tells only what content cannot: a signature of a TPM has <c>sig</c> in its name,
    /// and the values of PCRs have <c>pcr</c>.
    /// </param>
    /// <returns>One or more pieces of evidence.</returns>
    /// <exception cref="KeepException">There is no evidence among them, or it is not told what belongs to what (id EvidenceUnrecognized).</exception>
    public static IReadOnlyList<KeepEvidence> ReadFolder(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (files.Count > MostFiles)
            throw Unrecognized.At(" folder", 0, $"there are {files.Count} files, and a folder of evidence has {MostFiles} at most.");
        long total = files.Sum(file => (long)file.Value.Length);
        if (total > LongestInput)
            throw Unrecognized.At(" folder", 0, $"its files have {total} bytes, and evidence has {LongestInput} at most.");
        var found = new FoundEvidence();
        foreach ((string name, ReadOnlyMemory<byte> content) in files)
            FolderPart.Add(name, content, found);
        return found.Complete();
    }
}
