using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace EnarxPS.Shell.Commands;

/// <summary>
/// The commands of PowerShell's own Utility and Management modules that scripts cannot do without, for machines that have neither.
/// They have the names, the parameters and the results of the real ones, but only the parameters listed by their classes.
/// </summary>
internal static class BuiltInCommands
{
    private static readonly (string Module, Type[] Commands)[] Modules =
    [
        ("Microsoft.PowerShell.Management",
        [
            typeof(GetChildItemCommand), typeof(GetContentCommand), typeof(GetItemCommand), typeof(GetLocationCommand),
            typeof(JoinPathCommand), typeof(NewItemCommand), typeof(PopLocationCommand), typeof(PushLocationCommand),
            typeof(RemoveItemCommand), typeof(ResolvePathCommand), typeof(SetContentCommand),
            typeof(SetLocationCommand), typeof(SplitPathCommand), typeof(TestPathCommand),
        ]),
        ("Microsoft.PowerShell.Utility",
        [
            typeof(ImportPowerShellDataFileCommand), typeof(MeasureObjectCommand), typeof(OutStringCommand), typeof(ReadHostCommand), typeof(SelectObjectCommand),
            typeof(SortObjectCommand), typeof(StartSleepCommand), typeof(WriteDebugCommand), typeof(WriteErrorCommand), typeof(WriteHostCommand),
            typeof(WriteInformationCommand), typeof(WriteOutputCommand), typeof(WriteProgressCommand), typeof(WriteVerboseCommand), typeof(WriteWarningCommand),
        ]),
    ];

    /// <summary>The built-in commands, without those whose real module is installed.</summary>
    /// <param name="modulePath">Folders of PSModulePath.</param>
    public static IEnumerable<SessionStateCommandEntry> For(IReadOnlyList<string> modulePath) =>
        from module in Modules
        where !modulePath.Any(folder => Directory.Exists(Path.Combine(folder, module.Module)))
        from command in module.Commands
        select new SessionStateCmdletEntry(NameOf(command), command, null);

    /// <summary>Lists the commands by module, for the help.</summary>
    public static string Describe()
    {
        var lines = new List<string>();
        foreach ((string module, Type[] commands) in Modules)
        {
            lines.Add($"  {module}:");
            lines.AddRange(commands.Select(NameOf).Chunk(4).Select(static names => "    " + string.Join(", ", names)));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private static string NameOf(Type command)
    {
        CmdletAttribute cmdlet = command.GetCustomAttribute<CmdletAttribute>()!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }
}
