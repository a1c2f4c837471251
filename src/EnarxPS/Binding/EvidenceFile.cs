using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>Files and folders with evidence or endorsements.</summary>
internal static class EvidenceFile
{
    private const long LongestFile = EvidenceReader.LongestInput;

    /// <summary>Reads the evidence in a file, or in a folder whose files are its parts.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, EvidenceUnrecognized.</exception>
    public static IReadOnlyList<KeepEvidence> Read(string path)
    {
        if (!Directory.Exists(path))
            return Named(path, () => EvidenceReader.Read(ReadBytes(path)));
        string[] files = [.. Directory.EnumerateFiles(path).Take(EvidenceReader.MostFiles + 1).Order(StringComparer.Ordinal)];
        return Named(path, () => EvidenceReader.ReadFolder([.. files.Select(file => KeyValuePair.Create(System.IO.Path.GetFileName(file), (ReadOnlyMemory<byte>)ReadBytes(file)))]));
    }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            using Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path);
            long length = RandomAccess.GetLength(file);
            if (length > LongestFile)
                throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has {length} bytes; evidence and endorsements have {LongestFile} at most.");
            byte[] content = new byte[length];
            int read = 0;
            for (int more; read < content.Length && (more = RandomAccess.Read(file, content.AsSpan(read), read)) > 0;)
                read += more;
            return read == content.Length ? content : content[..read];
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
