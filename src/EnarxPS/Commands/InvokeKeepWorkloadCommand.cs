using System.IO.Pipelines;
using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>
/// Runs a workload in a keep whose evidence passed, as a native command would run: pipeline input is its standard
/// input, its standard output is the pipeline's output, and its exit status is in $LASTEXITCODE.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "KeepWorkload", SupportsShouldProcess = true, DefaultParameterSetName = ByAppraisal)]
[OutputType(typeof(string))]
public sealed class InvokeKeepWorkloadCommand : WorkloadStartCmdlet
{
    private const string ByAppraisal = "Appraisal";
    private const string ByInput = "Input";
    private const int PieceLength = 64 * 1024;

    private readonly MemoryStream _pending = new();
    private WorkloadRun? _run;
    private bool _refused;

    /// <summary>An appraisal that passed, as Test-KeepEvidence gives it.</summary>
    [Parameter(ParameterSetName = ByAppraisal, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ByInput, Mandatory = true)]
    public KeepAppraisal Appraisal { get; set; } = null!;

    /// <summary>Standard input from the pipeline: text becomes lines in UTF-8, bytes are given as they are.</summary>
    [Parameter(ParameterSetName = ByInput, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>A file to give as standard input.</summary>
    [Parameter(ParameterSetName = ByAppraisal)]
    [ValidateNotNullOrEmpty]
    public string? InputPath { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByAppraisal)
        {
            if (!ShouldRun())
                return;
            Run(Path, async (pipeline, stop) =>
            {
                FileStream? input = OpenInput(InputPath is null ? null : FilePath.Resolve(this, InputPath));
                _run = await StartAsync(Appraisal, FilePath.Resolve(this, Path), pipeline, stop).ConfigureAwait(false);
                _ = FeedAsync(input, _run.StandardInput);
            });
            Finish();
            return;
        }

        if (_run is null && (_refused || !Begin()))
            return;
        StandardInputBytes.Append(InputObject, _pending);
        if (_pending.Length >= PieceLength)
            Run(Path, (pipeline, stop) => GiveAsync(pipeline, stop));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName != ByInput || _refused || (_run is null && !Begin()))
            return;
        Run(Path, async (pipeline, stop) =>
        {
            await GiveAsync(pipeline, stop).ConfigureAwait(false);
            await _run!.StandardInput.CompleteAsync().ConfigureAwait(false);
        });
        Finish();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A run that is still here was stopped, or nobody downstream wants more: the program ends with it.
            _run?.Dispose();
            _pending.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool ShouldRun() => ShouldProcess(Appraisal.Keep?.Name ?? "no keep", $"Run '{Path}'");

    private bool Begin()
    {
        _refused = !ShouldRun() || !Run(Path, async (pipeline, stop) =>
            _run = await StartAsync(Appraisal, FilePath.Resolve(this, Path), pipeline, stop).ConfigureAwait(false));
        return !_refused;
    }

    // Output is taken while input waits for room, or a program that answers each line would wait for us as we for it.
    private async Task GiveAsync(PipelineThread pipeline, CancellationToken stop)
    {
        WorkloadStreams.DrainLines(_run!, pipeline);
        byte[] piece = _pending.ToArray();
        _pending.SetLength(0);
        Task<FlushResult> given = _run!.StandardInput.WriteAsync(piece, stop).AsTask();
        while (!given.IsCompleted)
        {
            Task<bool> output = _run.WaitForOutputAsync(stop);
            if (await Task.WhenAny(given, output).ConfigureAwait(false) == output && !await output.ConfigureAwait(false))
                break;
            WorkloadStreams.DrainLines(_run, pipeline);
        }

        await given.ConfigureAwait(false);
    }

    private void Finish()
    {
        if (_run is not { } run)
            return;
        bool drained = Run(run.Workload, async (pipeline, stop) =>
        {
            await WorkloadStreams.DrainToEndAsync(run, pipeline, stop).ConfigureAwait(false);
            WorkloadStreams.ReportFailure(run.Workload, pipeline);
        });
        if (!drained || run.Workload.ExitStatus is not { } status)
            return;
        SessionState.PSVariable.Set("global:LASTEXITCODE", status);
        if (status != 0)
            WriteError(KeepErrors.Record(new KeepException(KeepErrorId.WorkloadExitStatus, $"The workload '{run.Workload.Name}' ended with exit status {status}."), run.Workload));
    }
}
