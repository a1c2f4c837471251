using System.Collections.ObjectModel;
using System.Management.Automation;
using Enarx;

namespace EnarxPS.Binding;

/// <summary>Paths as users give them, relative to where the session is, which is not where the process is.</summary>
internal static class FilePath
{
    /// <summary>The file system path of a PowerShell path; wildcards are not expanded.</summary>
    /// <exception cref="KeepException">It is not in the file system, or its drive does not exist (id FileNotFound).</exception>
    public static string Resolve(PSCmdlet cmdlet, string path)
    {
        try
        {
            string resolved = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? resolved : throw new KeepException(KeepErrorId.FileNotFound, $"'{path}' is not in the file system.");
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"'{path}' is not in the file system. {e.Message}", e);
        }
    }

    /// <summary>The file system paths that a PowerShell path with wildcards stands for.</summary>
    /// <exception cref="KeepException">There are none, or they are not in the file system (id FileNotFound).</exception>
    public static IReadOnlyList<string> Expand(PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [Resolve(cmdlet, path)];
        try
        {
            Collection<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != "FileSystem")
                throw new KeepException(KeepErrorId.FileNotFound, $"'{path}' is not in the file system.");
            return found.Count > 0 ? found : throw new KeepException(KeepErrorId.FileNotFound, $"No file matches '{path}'.");
        }
        catch (Exception e) when (e is System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"'{path}' is not in the file system. {e.Message}", e);
        }
    }

    /// <summary>Reads a file whole.</summary>
    /// <param name="cmdlet">The cmdlet, whose session resolves the path.</param>
    /// <param name="path">The path as it was given.</param>
    /// <param name="most">The greatest length, bytes.</param>
    /// <exception cref="KeepException">It is not there (id FileNotFound), or cannot be read or is longer (id FileUnreadable).</exception>
    public static byte[] Read(PSCmdlet cmdlet, string path, long most)
    {
        string resolved = Resolve(cmdlet, path);
        try
        {
            return new FileInfo(resolved) is { Exists: true, Length: var length } && length > most
                ? throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has {length} bytes; it can have {most} at most.")
                : File.ReadAllBytes(resolved);
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
