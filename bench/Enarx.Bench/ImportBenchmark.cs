using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Enarx.Bench;

/// <summary>What importing the module and the first cmdlet add to a PowerShell engine that opens, each time in a fresh process.</summary>
internal static class ImportBenchmark
{
    private const string Empty = "empty";
    private const string Import = "import";
    private const string Cmdlet = "cmdlet";
    private const int WarmUps = 1;
    private const int Rounds = 9;
    private const double MostAdded = 150;

    private static readonly string[] Stages = [Empty, Import, Cmdlet];

    /// <summary>Runs it.</summary>
    public static async Task RunAsync()
    {
        Dictionary<string, List<double>> times = Stages.ToDictionary(stage => stage, _ => new List<double>());
        for (int round = -WarmUps; round < Rounds; round++)
        {
            foreach (string stage in Stages)
            {
                double time = await TimeAsync(stage);
                if (round >= 0)
                    times[stage].Add(time);
            }
        }

        double empty = Report.Median(times[Empty]);
        double import = Report.Median(times[Import]);
        double cmdlet = Report.Median(times[Cmdlet]);
        Report.Table(
            ["process, start to end (ms)", "median", "least", "most"],
            Report.Spread("opens an empty engine", times[Empty]),
            Report.Spread("and Import-Module EnarxPS", times[Import]),
            Report.Spread("and New-KeepPolicy x", times[Cmdlet]),
            ["import adds", Report.Number(import - empty), "", ""],
            ["the first cmdlet adds", Report.Number(cmdlet - import), "", ""]);
        Report.Aim($"import and first cmdlet add at most {MostAdded} ms ({Report.Number(cmdlet - empty)})", cmdlet - empty <= MostAdded);
    }

    /// <summary>One fresh process, seen from inside.</summary>
    public static int RunStage(string stage)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        if (stage == Empty)
            return 0;
        Invoke(runspace, "Import-Module", Path.Combine(Repository.Stage, "EnarxPS.psd1"));
        if (stage == Cmdlet)
            Invoke(runspace, "New-KeepPolicy", "x");
        return 0;
    }

    private static void Invoke(Runspace runspace, string command, string argument)
    {
        using var shell = PowerShell.Create(runspace);
        shell.AddCommand(command).AddArgument(argument).AddParameter("ErrorAction", "Stop");
        shell.Invoke();
    }

    private static async Task<double> TimeAsync(string stage)
    {
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(Environment.ProcessPath!, ["--import-stage", stage]);
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException($"The process of stage '{stage}' ended with {process.ExitCode}.");
    }
}
