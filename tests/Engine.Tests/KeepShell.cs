using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Engine.Tests;

/// <summary>The real engine with the staged module imported. Each test has its own runspace; keeps are all on one host.</summary>
public sealed class KeepShell : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly CapturingHost _host = new();
    private readonly Runspace _runspace;

    public KeepShell()
    {
        TestMachine.Prepare();
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule([Repository.Manifest]);
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
        Set("report", Repository.Workload("report.wasm"));
        Set("probe", Repository.Workload("probe.wasm"));
    }

    /// <summary>Everything that the host was shown.</summary>
    public string Shown => _host.Text;

    /// <summary>What -Confirm asked.</summary>
    public IReadOnlyList<string> Prompts => _host.Prompts;

    /// <summary>Progress records.</summary>
    public IReadOnlyList<ProgressRecord> Progress => _host.Progress;

    /// <summary>The answer to -Confirm: 0 yes, 2 no.</summary>
    public int Answer
    {
        set => _host.Answer = value;
    }

    /// <summary>Sets a variable of the session.</summary>
    public void Set(string name, object? value) => _runspace.SessionStateProxy.SetVariable(name, value);

    /// <summary>Goes to a folder, in the session.</summary>
    public void SetLocation(string folder) => _runspace.SessionStateProxy.Path.SetLocation(folder);

    /// <summary>Runs a script to its end.</summary>
    public ShellResult Run(string script)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        IAsyncResult running = shell.BeginInvoke();
        if (!running.AsyncWaitHandle.WaitOne(Patience))
        {
            shell.Stop();
            Assert.Fail($"Not within {Patience.TotalSeconds} seconds: {script}");
        }

        var errors = new List<ErrorRecord>();
        PSDataCollection<PSObject> output = [];
        try
        {
            output = shell.EndInvoke(running);
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }

        errors.InsertRange(0, shell.Streams.Error);
        return new ShellResult([.. output], errors, [.. shell.Streams.Warning.Select(w => w.Message)], [.. shell.Streams.Verbose.Select(v => v.Message)], [.. shell.Streams.Information]);
    }

    /// <summary>Runs a script that must not fail.</summary>
    public IReadOnlyList<PSObject> Good(string script)
    {
        ShellResult result = Run(script);
        Assert.True(result.Errors.Count == 0, string.Join('\n', result.Errors.Select(error => $"{error.FullyQualifiedErrorId}: {error}")));
        return result.Output;
    }

    /// <summary>What a script shows through the engine's own formatting.</summary>
    public string Show(string script)
    {
        int before = _host.Text.Length;
        Good($"$OutputRendering = $PSStyle.OutputRendering; $PSStyle.OutputRendering = 'PlainText'; & {{ {script} }} | Out-Default");
        return _host.Text[before..];
    }

    /// <summary>Runs a script, stops it once a condition holds, and says how long the stop took.</summary>
    public TimeSpan Stop(string script, Func<bool> when)
    {
        using var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        IAsyncResult running = shell.BeginInvoke();
        Until(when);
        long begun = System.Diagnostics.Stopwatch.GetTimestamp();
        shell.Stop();
        Assert.Equal(PSInvocationState.Stopped, shell.InvocationStateInfo.State);
        _ = running;
        return System.Diagnostics.Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Waits for a condition.</summary>
    public static void Until(Func<bool> condition)
    {
        for (DateTime give = DateTime.UtcNow + Patience; !condition(); Thread.Sleep(20))
            Assert.True(DateTime.UtcNow < give, "The condition never held.");
    }

    public void Dispose() => _runspace.Dispose();
}
