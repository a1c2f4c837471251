using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>Files and folders with evidence or endorsements.</summary>
internal static class EvidenceFile
{
    private const long LongestFile = EvidenceReader.LongestInput;
    private const int UnknownLength = 4096;

    /// <summary>Reads the evidence in a file, or in a folder whose files are its parts.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, EvidenceUnrecognized.</exception>
    public static IReadOnlyList<KeepEvidence> Read(string path) => Named(path, () => Directory.Exists(path)
        ? EvidenceReader.ReadFolder([.. FilesOf(path).Select(file => KeyValuePair.Create(Path.GetFileName(file), (ReadOnlyMemory<byte>)ReadBytes(file)))])
        : EvidenceReader.Read(ReadBytes(path)));

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable.</exception>
    public static byte[] ReadBytes(string path) => Guard(path, () =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        // Devices and files of the kernel, as configfs-tsm has them, do not know how long they are.
        byte[] content = new byte[Math.Max(UnknownLength, Math.Min(file.Length, LongestFile) + 1)];
        int length = 0;
        for (int read; (read = file.Read(content, length, content.Length - length)) > 0;)
        {
            length += read;
            if (length > LongestFile)
                throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' is longer than {LongestFile} bytes, the most that evidence and endorsements have.");
            if (length == content.Length)
                Array.Resize(ref content, (int)Math.Min(2L * length, LongestFile + 1));
        }

        return content[..length];
    });

    private static string[] FilesOf(string folder) =>
        Guard(folder, () => Directory.EnumerateFiles(folder).Take(EvidenceReader.MostFiles + 1).Order(StringComparer.Ordinal).ToArray());

    private static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    // Among many files, an error must say which.
    private static IReadOnlyList<KeepEvidence> Named(string path, Func<IReadOnlyList<KeepEvidence>> read)
    {
        try
        {
            return read();
        }
        catch (KeepException e) when (e.ErrorId == KeepErrorId.EvidenceUnrecognized)
        {
            throw new KeepException(e.ErrorId, $"'{path}': {e.Message}", e);
        }
    }
}
