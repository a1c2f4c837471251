using System.Diagnostics;

namespace Enarx.Keepmgr.Launch;

/// <summary>Starts keepldr as a child that leaves keepmgr's session and is reparented when keepmgr ends.</summary>
internal sealed class DetachedLauncher : ILauncher
{
    /// <inheritdoc/>
    public async Task StartAsync(Guid id, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        (Process process, string errors) = await Launcher.RunToReadyAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        using (process)
        {
            if (errors.Length > 0)
                throw new KeepException(KeepErrorId.KeepStartFailed, $"keepldr could not begin: {errors}");
        }
    }
}
