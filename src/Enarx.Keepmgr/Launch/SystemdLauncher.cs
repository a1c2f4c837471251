using System.ComponentModel;
using System.Diagnostics;
using Enarx.Protocol;

namespace Enarx.Keepmgr.Launch;

/// <summary>
/// Starts keepldr as a transient unit (systemd-run(1)), so that the service manager keeps its log, its limits and the
/// record of its end, and its life does not hang on keepmgr's unit.
/// </summary>
internal sealed class SystemdLauncher : ILauncher
{
    /// <summary>True when this user's service manager answers.</summary>
    public static bool IsUsable()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("systemctl", [.. Scope(), "show-environment"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return process.WaitForExit(TimeSpan.FromSeconds(2)) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    /// <summary>The command line of systemd-run for a keep.</summary>
    public static IReadOnlyList<string> Command(Guid id, string program, IReadOnlyList<string> arguments) =>
        [.. Scope(), "--quiet", "--collect", "--no-ask-password", $"--unit=enarxps-keep-{id:N}", "--description=EnarxPS keep loader", "--", program, .. arguments];

    /// <inheritdoc/>
    public async Task StartAsync(Guid id, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        (Process process, string errors) = await Launcher.RunToReadyAsync("systemd-run", Command(id, program, arguments), cancellationToken).ConfigureAwait(false);
        using (process)
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new KeepException(KeepErrorId.KeepStartFailed, $"systemd-run ended with status {process.ExitCode}: {errors}");
        }
    }

    private static string[] Scope() => PrivateDirectory.EffectiveUserId() == 0 ? ["--system"] : ["--user"];
}
