using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace EnarxPS.Shell.Hosting;

/// <summary>Runs one command at a time in the runspace, with its output and errors written by the engine's own formatting.</summary>
internal sealed class PipelineRunner(Runspace runspace, ShellHost host)
{
    private readonly Lock _gate = new();
    private readonly Stack<Pipeline> _running = new();

    /// <summary>True when the text reads the pipeline's input by <c>$input</c>.</summary>
    public static bool ReadsInput(string text) =>
        Parser.ParseInput(text, out _, out _).Find(static ast => ast is VariableExpressionAst { VariablePath.UserPath: var name } && name.Equals("input", StringComparison.OrdinalIgnoreCase), searchNestedScriptBlocks: true) is not null;

    /// <summary>Runs text as if it had been typed: it goes to the history, and <c>$?</c> stays as it leaves it.</summary>
    /// <param name="text">PowerShell text.</param>
    /// <param name="input">Lines for the pipeline; null for none.</param>
    public RunResult RunText(string text, IEnumerable<string>? input = null)
    {
        using Pipeline pipeline = _running.Count > 0 ? runspace.CreateNestedPipeline(text, true) : runspace.CreatePipeline(text, true);
        return Finish(pipeline, input);
    }

    /// <summary>Runs a command with its parameters.</summary>
    /// <param name="command">The command.</param>
    /// <param name="input">Lines for the pipeline; null for none.</param>
    public RunResult Run(Command command, IEnumerable<string>? input = null)
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.Add(command);
        return Finish(pipeline, input);
    }

    /// <summary>The prompt that the function <c>prompt</c> gives; that of PowerShell's own when the function fails.</summary>
    public string Prompt()
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.Add(new Command("prompt"));
        try
        {
            string text = string.Concat(Collect(pipeline).Select(static o => o?.ToString()));
            return text.Length > 0 ? text : "PS>";
        }
        catch (RuntimeException)
        {
            return "PS>";
        }
    }

    /// <summary>The value of <c>$?</c>.</summary>
    public bool LastStatementSucceeded()
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.Add(new Command("$global:?", isScript: true));
        return Collect(pipeline) is [{ BaseObject: true }];
    }

    /// <summary>Asks what runs now to stop, and does not wait.</summary>
    /// <returns>False when nothing runs.</returns>
    public bool Stop()
    {
        lock (_gate)
        {
            if (!_running.TryPeek(out Pipeline? pipeline))
                return false;
            pipeline.StopAsync();
            return true;
        }
    }

    // An error that ends the pipeline is written as PowerShell writes it.
    private RunResult Finish(Pipeline pipeline, IEnumerable<string>? input)
    {
        RuntimeException? failure = Invoke(pipeline, input);
        if (failure is PipelineStoppedException || pipeline.PipelineStateInfo.State == PipelineState.Stopped)
            return RunResult.Stopped;
        if (failure is null)
            return RunResult.Completed;
        Report(failure);
        return RunResult.Failed;
    }

    private RuntimeException? Invoke(Pipeline pipeline, IEnumerable<string>? input)
    {
        pipeline.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(new Command("Out-Default", isScript: false, useLocalScope: true));
        try
        {
            Collect(pipeline, input);
            return null;
        }
        catch (RuntimeException e)
        {
            return e;
        }
        finally
        {
            host.Progress.Clear();
        }
    }

    private Collection<PSObject> Collect(Pipeline pipeline, IEnumerable<string>? input = null)
    {
        lock (_gate)
            _running.Push(pipeline);
        try
        {
            return input is null ? pipeline.Invoke() : pipeline.Invoke(input);
        }
        finally
        {
            lock (_gate)
                _running.Pop();
        }
    }

    private void Report(RuntimeException failure)
    {
        using Pipeline pipeline = Create();
        pipeline.Commands.Add(new Command("[CmdletBinding()] param($record) $PSCmdlet.WriteError($record)", isScript: true));
        pipeline.Commands[0].Parameters.Add("record", failure.ErrorRecord);
        if (Invoke(pipeline, null) is not null)
            host.UI.WriteErrorLine(failure.Message);
    }

    private Pipeline Create() => _running.Count > 0 ? runspace.CreateNestedPipeline() : runspace.CreatePipeline();
}
