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
}
