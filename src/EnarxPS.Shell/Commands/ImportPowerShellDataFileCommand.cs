using System.Management.Automation;
using System.Management.Automation.Language;

namespace EnarxPS.Shell.Commands;

/// <summary>Import-PowerShellDataFile: reads the hash table of a .psd1 file without running anything in it.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile")]
[OutputType(typeof(System.Collections.Hashtable))]
public sealed class ImportPowerShellDataFileCommand : PSCmdlet
{
    /// <summary>The files; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string file in Path.SelectMany(path => GetResolvedProviderPathFromPSPath(path, out _)))
        {
            ScriptBlockAst ast = Parser.ParseFile(file, out _, out ParseError[] errors);
            var table = ast.Find(static a => a is HashtableAst, searchNestedScriptBlocks: false);
            if (errors.Length > 0 || table is null)
            {
                string problem = errors.Length > 0 ? errors[0].Message : "it has no hash table.";
                WriteError(new ErrorRecord(new PSInvalidOperationException($"The data file '{file}' cannot be read: {problem}"), "CouldNotParseAsPowerShellDataFile", ErrorCategory.ParserError, file));
                continue;
            }

            WriteObject(table.SafeGetValue());
        }
    }
}
