using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation;

/// <summary>
/// Answers of vendors' services on disk, each in a bundle of its own. What is read from it is checked to be what was
/// asked for and then verified like anything else; a damaged entry is dropped, and asked for anew.
/// </summary>
public sealed class EndorsementCache
{
    /// <summary>Sets the folder of caches.</summary>
    public const string DirectoryVariable = "ENARXPS_CACHE_DIR";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string Suffix = ".endorsements";
    private const string TemporarySuffix = ".tmp";
    private const long LongestEntry = 8 * 1024 * 1024;

    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(400);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _time;

    private EndorsementCache(string directory, TimeProvider time)
    {
        Folder = directory;
        _time = time;
    }

    /// <summary>The folder of the current user's cache (XDG Base Directory Specification).</summary>
    public static string DefaultFolder
    {
        get
        {
            string root = Environment.GetEnvironmentVariable(DirectoryVariable) is { Length: > 0 } given ? Path.GetFullPath(given)
                : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? Path.Combine(xdg, "enarxps")
                : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "enarxps", "cache")
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "enarxps");
            return Path.Combine(root, "endorsements");
        }
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>
    /// For how long an answer is used that is still in date. A revocation list of AMD is in date for a year, and one who
    /// waited as long would learn of a revocation too late.
    /// </summary>
    public TimeSpan MaximumAge { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Opens a cache, and makes its folder if it is not there.</summary>
    /// <param name="folder">A folder that only this user reaches.</param>
    /// <param name="time">The clock by which entries age; the system's when it is left out.</param>
    /// <exception cref="KeepException">The folder is not this user's alone (UnsafeDirectory).</exception>
    public static EndorsementCache Open(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (OperatingSystem.IsLinux())
            folder = Protocol.PrivateDirectory.Ensure(folder);
        else
            Directory.CreateDirectory(folder);
        var cache = new EndorsementCache(folder, time ?? TimeProvider.System);
        cache.RemoveForgotten();
        return cache;
    }

    /// <summary>Looks an answer up.</summary>
    /// <param name="address">The address that was asked.</param>
    /// <param name="request">What the answer must be.</param>
    /// <returns>Null when it is not there, damaged, something else, or out of date.</returns>
    internal CachedAnswer? Find(Uri address, EndorsementRequest request)
    {
        string path = PathOf(address);
        EndorsementBundle bundle;
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > LongestEntry)
                throw new FormatException("the entry is too long.");
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            bundle = EndorsementBundle.Read(content, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or KeepException or FormatException)
        {
            Drop(path);
            return null;
        }

        DateTimeOffset now = _time.GetUtcNow();
        if (bundle.Request != address.AbsoluteUri || bundle.Fetched is not { } fetched || fetched > now + Skew
            || !request.IsAnsweredBy(bundle.Endorsements) || !bundle.Endorsements.All(one => one.IsInDate(now)))
        {
            Drop(path);
            return null;
        }

        return new CachedAnswer(bundle.Endorsements, IsFresh: now - fetched <= MaximumAge);
    }

    /// <summary>Keeps an answer: whole, or not at all.</summary>
    /// <returns>Null, or why it could not be kept, which is no reason to fail.</returns>
    internal string? Keep(Uri address, IReadOnlyList<Endorsement> answer)
    {
        string path = PathOf(address), temporary = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}{TemporarySuffix}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(temporary, options))
                file.Write(EndorsementBundle.Write(answer, address.AbsoluteUri, _time.GetUtcNow()));
            File.Move(temporary, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Drop(temporary);
            return $"The answer could not be kept in '{Folder}': {e.Message}";
        }
    }

    /// <summary>The file of an address's answer.</summary>
    internal string PathOf(Uri address) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.AbsoluteUri))) + Suffix);

    private void RemoveForgotten()
    {
        DateTime before = (_time.GetUtcNow() - Forgotten).UtcDateTime, left = (_time.GetUtcNow() - TimeSpan.FromDays(1)).UtcDateTime;
        try
        {
            foreach (FileInfo file in new DirectoryInfo(Folder).EnumerateFiles())
            {
                if (file.LastWriteTimeUtc < (file.Name.EndsWith(TemporarySuffix, StringComparison.Ordinal) ? left : before))
                    Drop(file.FullName);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What remains takes room and does no harm.
        }
    }

    private static void Drop(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is not used; another attempt to drop it comes with the next look.
        }
    }
}
