namespace Enarx.Keepldr.Backends.ProcessKeeps;

/// <summary>What the walls of one sandbox know of each other while they are raised.</summary>
/// <param name="ProgramDirectory">The folder with wasmldr and its library.</param>
/// <param name="RootMountPoint">An empty folder on which the new root is mounted.</param>
internal sealed record SandboxPlan(string ProgramDirectory, string RootMountPoint)
{
    /// <summary>Where the program's folder is mounted in a root of its own.</summary>
    public const string ProgramMount = "/keep";

    /// <summary>Folders that the dynamic loader takes system libraries from.</summary>
    public static IReadOnlyList<string> LibraryDirectories { get; } =
        [.. new[] { "/lib", "/lib64", "/usr/lib", "/usr/lib64" }.Where(Directory.Exists)];

    /// <summary>True when the mount namespace wall stands.</summary>
    public bool HasMountNamespace { get; set; }

    /// <summary>True when the keep has a root of its own.</summary>
    public bool HasOwnRoot { get; set; }

    /// <summary>The program's folder as the keep's process sees it.</summary>
    public string VisibleProgramDirectory => HasOwnRoot ? ProgramMount : ProgramDirectory;
}
