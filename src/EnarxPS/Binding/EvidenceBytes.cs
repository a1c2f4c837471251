using Enarx;
using Enarx.Attestation;

namespace EnarxPS.Binding;

/// <summary>Reads files with evidence, which are never long.</summary>
internal static class EvidenceBytes
{
    /// <summary>Reads a file whole.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > EvidenceReader.LongestInput)
                throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has {file.Length} bytes; evidence has {EvidenceReader.LongestInput} at most.");
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
