using System.Management.Automation;
using EnarxPS.Shell.Commands;

namespace EnarxPS.Shell;

/// <summary>What <c>-Help</c> and <c>-Version</c> write.</summary>
internal static class HelpText
{
    /// <summary>One line: the shell, its version and the engine's.</summary>
    public static string Version => $"EnarxPS {ModuleLocator.Version} (PowerShell engine {PSVersionInfo.PSVersion})";

    /// <summary>The whole help.</summary>
    public static string Compose() => $$"""
        {{Version}}
        Runs PowerShell with the EnarxPS module loaded, where no pwsh is installed.

        enarxps [-NoLogo] [-NonInteractive] [-NoExit] [-WorkingDirectory folder]
                [[-File] script [arguments] | -Command text | -Command -]
        enarxps -Version | -Help

          -File script        Runs a script. All that follows is the script's: -Name value, -Switch,
                              -Switch:$false, or values by position. A path as the first argument
                              means -File.
          -Command text, -c   Runs the rest of the line as PowerShell text; '-' reads the commands
                              from standard input.
          -NoExit             Prompts after the script or the text.
          -NonInteractive     A question to the user is an error.
          -NoLogo             Writes no banner.
          -NoProfile          Taken for the sake of scripts; there are no profiles.

        Without a script or text: prompts on a terminal, else reads commands from standard input.

        Exit codes
          -File               N of 'exit N'; 1 after a terminating error or Ctrl+C; else 0.
          -Command            N of 'exit N' in the text; 0 or 1 by the last statement's success.
          64                  Wrong arguments, or no such script.
          70                  The EnarxPS module cannot be found or imported.

        The module is looked for in {{ModuleLocator.OverrideVariable}} (its folder or manifest), in
        Modules/EnarxPS and ../EnarxPS/{{ModuleLocator.Version}} beside the executable, and in out/ of the source tree.

        Built in because no pwsh is here; the real ones are used when their module is on PSModulePath
        {{BuiltInCommands.Describe()}}
        Not built in, as they need what only pwsh has: Format-Table, Format-List, ConvertTo-Json,
        Add-Type, Start-Job. Select-Object chooses the columns that are shown.

        """;
}
