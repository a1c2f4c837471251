using System.ComponentModel;
using System.Diagnostics;

namespace Enarx.Keepmgr.Launch;

/// <summary>Chooses how keep loaders are started here, and runs a program up to the end of its error stream.</summary>
internal static class Launcher
{
    private const string SystemdMarker = "/run/systemd/system";
    private const int MostErrorText = 4096;

    /// <summary>A transient unit where systemd is the service manager, else a detached child.</summary>
    public static ILauncher ForThisHost() => Directory.Exists(SystemdMarker) && SystemdLauncher.IsUsable()
        ? new SystemdLauncher()
        : new DetachedLauncher();

    /// <summary>
    /// Starts a program and reads its error stream to the end, which comes when the program lets go of it or ends.
    /// </summary>
    /// <returns>The process, and what it wrote.</returns>
    public static async Task<(Process Process, string Errors)> RunToReadyAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new KeepException(KeepErrorId.HostProgramMissing, $"'{program}' cannot be started: {e.Message}.", e);
        }

        process.StandardInput.Close();
        char[] errors = new char[MostErrorText];
        int length = await process.StandardError.ReadBlockAsync(errors, cancellationToken).ConfigureAwait(false);
        return (process, new string(errors, 0, length).Trim());
    }
}
