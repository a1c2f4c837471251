using System.Runtime.InteropServices;

namespace Enarx.Client;

/// <summary>Where the host programs lie that the module brings with it.</summary>
public static class HostPrograms
{
    /// <summary>Names another folder with keepmgr, keepldr and wasmldr.</summary>
    public const string Variable = "ENARXPS_HOST_DIR";

    /// <summary>Finds a host program.</summary>
    /// <exception cref="KeepException">It is not there (id HostProgramMissing).</exception>
    public static string Find(string name)
    {
        // This assembly lies in <module>/bin/private, the programs in <module>/host/<rid>.
        string directory = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? given
            : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(HostPrograms).Assembly.Location)!, "..", "..", "host", $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}"));
        string program = Path.Combine(directory, name);
        return File.Exists(program)
            ? program
            : throw new KeepException(KeepErrorId.HostProgramMissing, $"The host program '{program}' is not there. This module has host programs for the machine that it was built on; {Variable} names another folder.");
    }
}
