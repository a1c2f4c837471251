namespace Enarx.Keepmgr.Launch;

/// <summary>A way to start a keep loader that outlives keepmgr.</summary>
internal interface ILauncher
{
    /// <summary>Starts keepldr.</summary>
    /// <param name="id">The keep.</param>
    /// <param name="program">Path of keepldr.</param>
    /// <param name="arguments">Its command line.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="KeepException">It could not be started (id KeepStartFailed), with what it said.</exception>
    Task StartAsync(Guid id, string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
