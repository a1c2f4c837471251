using System.IO.Enumeration;

namespace Enarx.Attestation;

/// <summary>
/// Endorsements from files, folders and bundles. What a file holds is told by its content. Everything is bounded: how
/// deep a folder is walked, how many files are read, and how much.
/// </summary>
public static class EndorsementFiles
{
    private const int MostFiles = 100_000;
    private const int DeepestFolder = 16;
    private const long MostBytes = 1L << 30;

    /// <summary>Reads a file or a folder into a pool.</summary>
    /// <param name="pool">The pool.</param>
    /// <param name="path">A file, a bundle, or a folder, which is read with those in it; links to folders are not followed.</param>
    /// <param name="named">
    /// The user named this very file: it must be of a known kind, and its endorsements are judged with every evidence.
    /// A file that is not named, in a folder or found by a wildcard, is skipped when it is of no known kind.
    /// </param>
    /// <param name="skipped">Is told of what was skipped, and why.</param>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, EndorsementUnrecognized, EndorsementBundleDamaged.</exception>
    public static void AddTo(EndorsementPool pool, string path, bool named = true, Action<string>? skipped = null)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            AddFolder(pool, path, skipped);
        else
            AddFile(pool, path, named, skipped);
    }

    /// <summary>Reads one file; a bundle gives all that is in it.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable, EndorsementUnrecognized, EndorsementBundleDamaged.</exception>
    public static IReadOnlyList<Endorsement> Read(string path)
    {
        byte[] content = ReadBytes(path);
        if (EndorsementBundle.IsBundle(content))
            return EndorsementBundle.Read(content, path).Endorsements;
        try
        {
            return EndorsementReader.Read(content, path);
        }
        catch (DerException e)
        {
            throw new KeepException(KeepErrorId.EndorsementUnrecognized, $"'{path}' is no endorsement: {e.Message}", e);
        }
    }

    private static void AddFile(EndorsementPool pool, string path, bool named, Action<string>? skipped)
    {
        try
        {
            bool isBundle = EndorsementBundle.IsBundle(ReadStart(path));
            pool.Add(Read(path), always: named && !isBundle);
        }
        catch (KeepException e) when (!named && e.ErrorId == KeepErrorId.EndorsementUnrecognized)
        {
            skipped?.Invoke($"Skipped: {e.Message}");
        }
    }

    private static void AddFolder(EndorsementPool pool, string path, Action<string>? skipped)
    {
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = DeepestFolder,
            IgnoreInaccessible = false,
            AttributesToSkip = FileAttributes.None,
        };
        int files = 0;
        long bytes = 0;
        try
        {
            var walk = new FileSystemEnumerable<(string Path, long Length)>(path, static (ref FileSystemEntry entry) => (entry.ToFullPath(), entry.Length), options)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory,
                // A folder behind a link may hold this one.
                ShouldRecursePredicate = static (ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) == 0,
            };
            foreach ((string file, long length) in walk)
            {
                if (++files > MostFiles)
                    throw new KeepException(KeepErrorId.FileUnreadable, $"The folder '{path}' has more than {MostFiles} files.");
                bytes += length;
                if (bytes > MostBytes)
                    throw new KeepException(KeepErrorId.FileUnreadable, $"The folder '{path}' has more than {MostBytes} bytes; '{file}' is one too many.");
                AddFile(pool, file, named: false, skipped);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static byte[] ReadStart(string path) => Guarded(path, file =>
    {
        byte[] start = new byte[EndorsementBundle.MarkLength];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length ? start : [];
    });

    private static byte[] ReadBytes(string path) => Guarded(path, file =>
    {
        byte[] start = new byte[(int)Math.Min(file.Length, EndorsementBundle.LongestBundle + 1)];
        file.ReadExactly(start);
        int most = EndorsementBundle.IsBundle(start) ? EndorsementBundle.LongestBundle : EndorsementReader.LongestContent;
        return start.Length <= most
            ? start
            : throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has {file.Length} bytes; an endorsement has {most} at most.");
    });

    private static byte[] Guarded(string path, Func<FileStream, byte[]> read)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            // Reading a pipe would wait for whoever writes it.
            return file.CanSeek ? read(file) : throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' is not a regular file.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    private static KeepException Unreadable(string path, Exception e) =>
        new(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
}
