using System.Collections;
using System.IO.Pipelines;
using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>A cmdlet that sends a workload to a keep whose evidence passed.</summary>
public abstract class WorkloadStartCmdlet : KeepCmdlet
{
    /// <summary>The WebAssembly module.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Arguments for the program, after its name.</summary>
    [Parameter(Position = 1)]
    [Alias("Args")]
    [AllowEmptyString]
    public string[] ArgumentList { get; set; } = [];

    /// <summary>Environment for the program; it gets nothing of this session's.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary Environment { get; set; } = new Hashtable();

    /// <inheritdoc/>
    protected override string Activity => "Running a workload";

    /// <summary>Sends the workload.</summary>
    private protected async Task<WorkloadRun> StartAsync(KeepAppraisal appraisal, string path, PipelineThread pipeline, CancellationToken stop)
    {
        byte[] module = await ModuleFile.ReadAsync(path, stop).ConfigureAwait(false);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment)
            environment[variable.Key.ToString()!] = LanguagePrimitives.ConvertTo<string>(variable.Value);
        return await WorkloadRun.StartAsync(appraisal, System.IO.Path.GetFileName(path), module, ArgumentList, environment, pipeline.WriteVerbose, stop).ConfigureAwait(false);
    }

    /// <summary>Gives a file, or nothing, as standard input, in the background.</summary>
    /// <exception cref="KeepException">FileNotFound, FileUnreadable.</exception>
    private protected static FileStream? OpenInput(string? path)
    {
        try
        {
            return path is null ? null : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Copies a file to a program's standard input and ends it.</summary>
    private protected static async Task FeedAsync(FileStream? input, PipeWriter standardInput)
    {
        try
        {
            if (input is not null)
            {
                await using (input.ConfigureAwait(false))
                    await input.CopyToAsync(standardInput).ConfigureAwait(false);
            }

            await standardInput.CompleteAsync().ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // The program must not take half of a file for all of it.
            await standardInput.CompleteAsync(e).ConfigureAwait(false);
        }
    }
}
