using System.Management.Automation;
using System.Management.Automation.Runspaces;
using EnarxPS.Shell.Commands;
using Microsoft.PowerShell;

namespace EnarxPS.Shell.Hosting;

/// <summary>Opens the PowerShell engine with the EnarxPS module in it.</summary>
internal static class EngineFactory
{
    /// <summary>Opens a runspace.</summary>
    /// <param name="host">The host that commands in it see.</param>
    /// <param name="manifest">Full path of the module's manifest.</param>
    /// <exception cref="ShellException">The module cannot be imported.</exception>
    public static Runspace Open(ShellHost host, string manifest)
    {
        IReadOnlyList<string> modulePath = ModulePath(manifest);
        // The engine would add a folder beside its own assembly, where there are no modules.
        Environment.SetEnvironmentVariable("PSModulePath", string.Join(Path.PathSeparator, modulePath));

        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(BuiltInCommands.For(modulePath));
        state.ImportPSModule([manifest]);
        state.ThrowOnRunspaceOpenError = true;
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.Bypass;

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        try
        {
            runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            runspace.Open();
            Runspace.DefaultRunspace = runspace;
            return runspace;
        }
        catch (RuntimeException e)
        {
            runspace.Dispose();
            throw new ShellException($"the module '{manifest}' cannot be imported: {e.Message}", e);
        }
    }

    private static List<string> ModulePath(string manifest)
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string inherited = Environment.GetEnvironmentVariable("PSModulePath")
            ?? string.Join(Path.PathSeparator, Path.Combine(home, ".local", "share", "powershell", "Modules"), "/usr/local/share/powershell/Modules");
        return
        [
            .. new[] { ModuleLocator.ModulePathEntry(manifest) }.OfType<string>(),
            .. inherited.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
    }
}
