using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Enarx;
using Enarx.Client;

namespace EnarxPS.Completion;

/// <summary>Completes the names of keeps. It asks a running keep manager and never starts one.</summary>
public sealed class KeepNameCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string prefix = (wordToComplete ?? "").Trim('\'', '"');
        return KeepNames().Where(keep => keep.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(keep => new CompletionResult(keep.Name, keep.Name, CompletionResultType.ParameterValue, $"{keep.Tee}{(keep.IsSimulated ? ", simulated" : "")}, {keep.State}"));
    }

    private static IReadOnlyList<Keep> KeepNames()
    {
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            return KeepManager.IsRunning() ? Task.Run(() => KeepManager.OfThisUser(_ => { }).GetKeepsAsync(limit.Token)).GetAwaiter().GetResult() : [];
        }
        catch (Exception e) when (e is KeepException or OperationCanceledException)
        {
            return [];
        }
    }
}
