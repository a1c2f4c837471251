using System.Diagnostics;
using System.Runtime.InteropServices;

namespace EnarxPS.Shell.Tests;

/// <summary>Runs the built shell as a process of its own, in a folder of its own, with a small module in the place of EnarxPS.</summary>
public sealed partial class ShellFixture : IDisposable
{
    private const int SIGINT = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public ShellFixture()
    {
        Folder = Directory.CreateTempSubdirectory("enarxps-shell-").FullName;
        ModuleFolder = Directory.CreateDirectory(Path.Combine(Folder, "modules", "EnarxPS")).FullName;
        File.WriteAllText(Path.Combine(ModuleFolder, "EnarxPS.psd1"),
            "@{ RootModule = 'EnarxPS.psm1'; ModuleVersion = '0.1.0'; GUID = '7d0f3b52-3f0c-4a86-9a5c-6a1f0c2be7d4'; FunctionsToExport = @('Get-Probe'); CmdletsToExport = @(); AliasesToExport = @(); VariablesToExport = @() }");
        File.WriteAllText(Path.Combine(ModuleFolder, "EnarxPS.psm1"), "function Get-Probe { [pscustomobject]@{ Name = 'probe'; State = 'Ready' } }");
    }

    public static string Executable { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "EnarxPS.Shell.exe" : "EnarxPS.Shell");

    public string Folder { get; }

    public string ModuleFolder { get; }

    public string Script(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public ShellRun Run(params string[] arguments) => Run(arguments, "", null);

    public ShellRun Pipe(string input, params string[] arguments) => Run(arguments, input, null);

    public ShellRun Run(string[] arguments, string input, Dictionary<string, string?>? environment)
    {
        using Process process = Start(Executable, arguments, environment);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        return Finish(process);
    }

    /// <summary>Runs the shell, sends SIGINT once it has written a line, and waits for its end.</summary>
    public ShellRun Interrupt(params string[] arguments)
    {
        using Process process = Start(Executable, arguments, null);
        process.StandardInput.Close();
        string? first = process.StandardOutput.ReadLine();
        Assert.Equal(0, Kill(process.Id, SIGINT));
        ShellRun run = Finish(process);
        return run with { Output = (first + "\n" + run.Output).TrimEnd('\n') };
    }

    /// <summary>Runs the shell on a pseudo-terminal, with keys typed as given.</summary>
    public ShellRun OnTerminal(string keys, params string[] arguments) => OnTerminal(keys, null, arguments);

    public ShellRun OnTerminal(string keys, Dictionary<string, string?>? environment, string[] arguments)
    {
        string command = string.Join(' ', arguments.Prepend(Executable).Select(static a => $"'{a}'"));
        using Process process = Start("script", ["--quiet", "--return", "--command", command, "/dev/null"], environment);
        process.StandardInput.Write(keys);
        process.StandardInput.Flush();
        return Finish(process);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private Process Start(string program, string[] arguments, Dictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ENARXPS_MODULE_PATH"] = ModuleFolder;
        start.Environment["TERM"] = "xterm";
        start.Environment.Remove("NO_COLOR");
        start.Environment.Remove("PSModulePath");
        foreach ((string name, string? value) in environment ?? [])
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static ShellRun Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("The shell did not end.");
        }

        return new ShellRun(process.ExitCode, Plain(output.GetAwaiter().GetResult()), Plain(error.GetAwaiter().GetResult()));
    }

    private static string Plain(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
