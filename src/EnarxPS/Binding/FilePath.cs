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

    /// <summary>The file system paths that a PowerShell path means.</summary>
    /// <returns>Each path, and whether the user named it; what wildcards found was not named.</returns>
    /// <exception cref="KeepException">It is not in the file system, or wildcards find nothing (id FileNotFound).</exception>
    public static IReadOnlyList<(string Path, bool Named)> Expand(PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [(Resolve(cmdlet, path), true)];
        try
        {
            System.Collections.ObjectModel.Collection<string> found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name == "FileSystem" && found.Count > 0)
                return [.. found.Order(StringComparer.Ordinal).Select(one => (one, false))];
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException)
        {
            // The same as finding nothing.
        }

        // A name may have brackets of its own.
        if (System.IO.File.Exists(Resolve(cmdlet, path)))
            return [(Resolve(cmdlet, path), true)];
        throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.");
    }
}
