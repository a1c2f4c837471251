using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Enarx.Attestation;

namespace EnarxPS.Completion;

/// <summary>Completes the models of virtual processors.</summary>
public sealed class ProcessorModelCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string prefix = (wordToComplete ?? "").Trim('\'', '"');
        return ProcessorModel.Names.Where(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
    }
}
