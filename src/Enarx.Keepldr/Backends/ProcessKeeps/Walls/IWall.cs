namespace Enarx.Keepldr.Backends.ProcessKeeps.Walls;

/// <summary>
/// One wall of the sandbox. It is raised on the thread that then starts the keep's process, and holds for what that
/// thread starts: never for keepldr itself.
/// </summary>
internal interface IWall
{
    /// <summary>Its name, as users see it.</summary>
    string Name { get; }

    /// <summary>Raises it.</summary>
    /// <returns>Null when it stands, else why it does not.</returns>
    string? Raise(SandboxPlan plan);
}
