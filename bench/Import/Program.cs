using System.Management.Automation;
using System.Management.Automation.Runspaces;

// Opens a PowerShell engine, imports a module, runs one of its commands, and ends: what the import benchmark measures.
// usage: Import [MANIFEST [COMMAND ARGUMENT]]

using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
if (args.Length > 0)
    Invoke("Import-Module", args[0]);
if (args.Length > 1)
    Invoke(args[1], args[2]);

void Invoke(string command, string argument)
{
    using var shell = PowerShell.Create(runspace);
    shell.AddCommand(command).AddArgument(argument).AddParameter("ErrorAction", "Stop");
    shell.Invoke();
}
