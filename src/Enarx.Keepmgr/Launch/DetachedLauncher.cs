namespace Enarx.Keepmgr.Launch;

/// <summary>Starts keepldr as a child that leaves keepmgr's session and is reparented when keepmgr ends.</summary>
internal sealed class DetachedLauncher : ILauncher
{
    /// <inheritdoc/>
    public async Task StartAsync(Guid id, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        (int? status, string errors) = await Launcher.RunToReadyAsync(program, arguments, cancellationToken).ConfigureAwait(false);
        if (status is not null || errors.Length > 0)
            throw new KeepException(KeepErrorId.KeepStartFailed, $"keepldr ended with status {status?.ToString() ?? "unknown"}: {(errors.Length > 0 ? errors : "it said nothing")}");
    }
}
