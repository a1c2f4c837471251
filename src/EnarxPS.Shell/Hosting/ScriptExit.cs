using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace EnarxPS.Shell.Hosting;

/// <summary>Lets <c>exit N</c> of the script file that runs next end the shell, as <c>pwsh -File</c> does.</summary>
internal static class ScriptExit
{
    // To the engine, a script file that a host starts is one called from a prompt: 'exit N' in it only sets $LASTEXITCODE. pwsh
    // turns this switch of the engine to have it otherwise, and no public one does the same: text that calls the script and
    // passes the code on would bind '-Switch:$false' otherwise, and cannot tell a failed call from a failed script. The engine is of
    // the one version that this shell ships with; a test of the exit codes fails if another version has no such switch.
    private const string ContextType = "System.Management.Automation.ExecutionContext, System.Management.Automation";

    /// <summary>Sets the switch, which holds for one script file.</summary>
    public static void EndsShell(Runspace runspace) => SetRethrow(GetContext(runspace), true);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_ExecutionContext")]
    [return: UnsafeAccessorType(ContextType)]
    private static extern object GetContext(Runspace runspace);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_ScriptCommandProcessorShouldRethrowExit")]
    private static extern void SetRethrow([UnsafeAccessorType(ContextType)] object context, bool value);
}
