namespace Enarx.Protocol;

/// <summary>
/// Where the per-user keep manager and its keeps live: sockets in the runtime folder, the simulation root in the state
/// folder (XDG Base Directory Specification).
/// </summary>
/// <param name="RuntimeDirectory">Sockets, locks and logs; gone after a restart of the machine.</param>
/// <param name="StateDirectory">What outlives a restart.</param>
public sealed record LocalPlaces(string RuntimeDirectory, string StateDirectory)
{
    /// <summary>Sets the runtime folder.</summary>
    public const string RuntimeVariable = "ENARXPS_RUNTIME_DIR";

    /// <summary>Sets the state folder.</summary>
    public const string StateVariable = "ENARXPS_STATE_DIR";

    // sun_path has 108 bytes with its NUL (unix(7)); a longer path would be cut or refused, depending on the caller.
    private const int LongestSocketPath = 107;

    /// <summary>The keep manager's socket.</summary>
    public string ManagerSocket => Path.Combine(RuntimeDirectory, "keepmgr.sock");

    /// <summary>Held by the one running keep manager.</summary>
    public string ManagerLock => Path.Combine(RuntimeDirectory, "keepmgr.lock");

    /// <summary>What the keep manager has to say.</summary>
    public string ManagerLog => Path.Combine(RuntimeDirectory, "keepmgr.log");

    /// <summary>One folder a keep.</summary>
    public string KeepsDirectory => Path.Combine(RuntimeDirectory, "keeps");

    /// <summary>The simulation root and the simulated processors.</summary>
    public string SimulationDirectory => Path.Combine(StateDirectory, "simulation");

    /// <summary>The folder of one keep.</summary>
    public string KeepDirectory(Guid id) => Path.Combine(KeepsDirectory, id.ToString("N"));

    /// <summary>The socket of one keep's loader.</summary>
    public static string LoaderSocket(string keepDirectory) => Path.Combine(keepDirectory, "ldr");

    /// <summary>The socket from which a keep that is a process takes its clients' connections.</summary>
    public static string GuestSocket(string keepDirectory) => Path.Combine(keepDirectory, "tcp");

    /// <summary>Held by a keep's loader for its whole life: who can take it knows that the loader is dead.</summary>
    public static string LoaderLock(string keepDirectory) => Path.Combine(keepDirectory, "lock");

    /// <summary>The places of the current user, from the environment.</summary>
    public static LocalPlaces OfThisUser()
    {
        string runtime = Environment.GetEnvironmentVariable(RuntimeVariable) is { Length: > 0 } given ? Path.GetFullPath(given)
            : FromXdg("XDG_RUNTIME_DIR") is { } xdg ? Path.Combine(xdg, "enarxps")
            : Path.Combine(Path.GetTempPath(), $"enarxps-{PrivateDirectory.EffectiveUserId()}");
        string state = Environment.GetEnvironmentVariable(StateVariable) is { Length: > 0 } stated ? Path.GetFullPath(stated)
            : FromXdg("XDG_STATE_HOME") is { } home ? Path.Combine(home, "enarxps")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state", "enarxps");
        return new LocalPlaces(runtime, state);
    }

    // The specification has relative paths ignored; here they would mean another folder in each program.
    private static string? FromXdg(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { } path && Path.IsPathFullyQualified(path) ? path : null;

    /// <summary>Creates the folders and checks that they belong to this user alone.</summary>
    /// <exception cref="KeepException">One does not, or its path is too long for a socket.</exception>
    public LocalPlaces Ensure()
    {
        PrivateDirectory.Ensure(RuntimeDirectory);
        PrivateDirectory.Ensure(KeepsDirectory);
        PrivateDirectory.Ensure(StateDirectory);
        int length = System.Text.Encoding.UTF8.GetByteCount(LoaderSocket(KeepDirectory(Guid.Empty)));
        return length <= LongestSocketPath ? this : throw new KeepException(KeepErrorId.UnsafeDirectory,
            $"The folder '{RuntimeDirectory}' makes socket paths of {length} bytes, and {LongestSocketPath} is the most; set {RuntimeVariable} to a shorter one.");
    }
}
