using System.Reflection;

namespace EnarxPS.Shell;

/// <summary>Finds the manifest of the EnarxPS module that belongs to this shell.</summary>
internal static class ModuleLocator
{
    /// <summary>Environment variable that names the module's folder or manifest, before all other places.</summary>
    public const string OverrideVariable = "ENARXPS_MODULE_PATH";

    private const string Manifest = "EnarxPS.psd1";

    /// <summary>Version of this shell, which is the version of the module that it loads.</summary>
    public static string Version { get; } =
        typeof(ModuleLocator).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>
    /// Looks, in this order, at <see cref="OverrideVariable"/>, <c>Modules/EnarxPS</c> beside the executable (with or without a
    /// folder of the version), <c>../EnarxPS/VERSION</c>, and <c>out/EnarxPS/VERSION</c> of the source tree that the executable lies in.
    /// Only a module of the shell's own version is taken from a folder with versions: the two are released together.
    /// </summary>
    /// <param name="shellDirectory">Folder of the executable.</param>
    /// <param name="overridePath">Value of <see cref="OverrideVariable"/>; null or empty when it is not set.</param>
    /// <returns>Full path of the manifest.</returns>
    /// <exception cref="ShellException">There is none; a wrong override is not passed over.</exception>
    public static string Find(string shellDirectory, string? overridePath)
    {
        if (!string.IsNullOrEmpty(overridePath))
        {
            string named = overridePath.EndsWith(".psd1", StringComparison.OrdinalIgnoreCase) ? overridePath : Path.Combine(overridePath, Manifest);
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw new ShellException($"{OverrideVariable} is '{overridePath}', and there is no {Manifest} there.");
        }

        List<string> places = [.. Places(shellDirectory)];
        return places.FirstOrDefault(File.Exists) ?? throw new ShellException(
            $"the EnarxPS module {Version} was not found. Build it, or set {OverrideVariable} to its folder. Looked at:{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", places)}");
    }

    /// <summary>
    /// The folder that belongs on PSModulePath for <c>Import-Module EnarxPS</c> to find this manifest, as jobs need;
    /// null when the manifest does not lie in a folder called EnarxPS.
    /// </summary>
    public static string? ModulePathEntry(string manifest)
    {
        for (DirectoryInfo? folder = Directory.GetParent(manifest); folder is not null; folder = folder.Parent)
        {
            if (folder.Name == "EnarxPS")
                return folder.Parent?.FullName;
            if (!System.Version.TryParse(folder.Name, out _))
                return null;
        }

        return null;
    }

    private static IEnumerable<string> Places(string shellDirectory)
    {
        yield return Path.GetFullPath(Path.Combine(shellDirectory, "Modules", "EnarxPS", Manifest));
        yield return Path.GetFullPath(Path.Combine(shellDirectory, "Modules", "EnarxPS", Version, Manifest));
        yield return Path.GetFullPath(Path.Combine(shellDirectory, "..", "EnarxPS", Version, Manifest));

        for (DirectoryInfo? folder = new(shellDirectory); folder is not null; folder = folder.Parent)
        {
            // The root of a source tree is known by the manifest and the shell's own sources.
            if (File.Exists(Path.Combine(folder.FullName, Manifest)) && Directory.Exists(Path.Combine(folder.FullName, "src", "EnarxPS.Shell")))
            {
                yield return Path.Combine(folder.FullName, "out", "EnarxPS", Version, Manifest);
                yield break;
            }
        }
    }
}
