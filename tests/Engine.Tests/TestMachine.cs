using System.Diagnostics;

namespace Engine.Tests;

/// <summary>Folders of this run alone, and the end of what was started in them.</summary>
internal static class TestMachine
{
    private static readonly Lock Preparing = new();
    private static string? s_folder;

    /// <summary>The runtime folder.</summary>
    public static string RuntimeDirectory => Path.Combine(s_folder!, "r");

    /// <summary>Points the module at folders of this run.</summary>
    public static void Prepare()
    {
        lock (Preparing)
        {
            if (s_folder is not null)
                return;
            s_folder = Directory.CreateTempSubdirectory("epe-").FullName;
            Environment.SetEnvironmentVariable("ENARXPS_RUNTIME_DIR", RuntimeDirectory);
            Environment.SetEnvironmentVariable("ENARXPS_STATE_DIR", Path.Combine(s_folder, "s"));
            Environment.SetEnvironmentVariable("ENARXPS_HOST_DIR", null);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Clean();
        }
    }

    private static void Clean()
    {
        foreach (Process process in new[] { "keepmgr", "keepldr" }.SelectMany(Process.GetProcessesByName))
        {
            if (File.ReadAllText($"/proc/{process.Id}/cmdline").Contains(s_folder!, StringComparison.Ordinal))
                process.Kill();
        }

        Directory.Delete(s_folder!, recursive: true);
    }
}
