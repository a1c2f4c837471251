using Enarx;
using Enarx.Client;

namespace EnarxPS.Hosting;

/// <summary>Brings a workload's streams to the pipeline: lines of standard output as objects, of standard error as information.</summary>
internal static class WorkloadStreams
{
    /// <summary>Posts a workload's failure, when it failed or was lost, as an error that ends nothing.</summary>
    public static void ReportFailure(KeepWorkload workload, PipelineThread pipeline)
    {
        if (workload.Error is { } error)
            pipeline.WriteError(KeepErrors.Record(error, workload));
    }

    /// <summary>Posts what output is there as lines; at the end of the output, an unfinished last line too.</summary>
    public static void DrainLines(WorkloadRun run, PipelineThread pipeline)
    {
        while (run.TryTakeOutput(out WorkloadOutput piece))
        {
            if (piece.IsError)
                run.StandardErrorLines.Add(piece.Data, pipeline.WriteStandardError);
            else
                run.StandardOutputLines.Add(piece.Data, pipeline.WriteObject);
        }
    }

    /// <summary>Posts output until there will be no more.</summary>
    public static async Task DrainToEndAsync(WorkloadRun run, PipelineThread pipeline, CancellationToken stop)
    {
        while (await run.WaitForOutputAsync(stop).ConfigureAwait(false))
            DrainLines(run, pipeline);
        run.StandardOutputLines.Finish(pipeline.WriteObject);
        run.StandardErrorLines.Finish(pipeline.WriteStandardError);
        await run.Ended.WaitAsync(stop).ConfigureAwait(false);
    }
}
