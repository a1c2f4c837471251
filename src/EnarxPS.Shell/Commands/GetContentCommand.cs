using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Provider;
using Microsoft.PowerShell.Commands;

namespace EnarxPS.Shell.Commands;

/// <summary>Get-Content: reads files or other providers' items. Text is UTF-8 unless the file's own mark says otherwise.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path")]
public sealed class GetContentCommand : PSCmdlet
{
    private const int LinesAtOnce = 256;

    /// <summary>The paths, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The paths, without wildcards.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Gives the whole file as one string, or as one array with <c>-AsByteStream</c>.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Gives bytes.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == "LiteralPath";
        foreach (string path in isLiteral ? LiteralPath : Path)
            ProviderErrors.Catch(this, path, () => Read(isLiteral ? WildcardPattern.Escape(path) : path));
    }

    private void Read(string path)
    {
        if (!Raw && !AsByteStream)
        {
            foreach (IContentReader reader in InvokeProvider.Content.GetReader(path))
                Drain(reader);
            return;
        }

        foreach (string file in GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider))
        {
            if (provider.Name != FileSystemProvider.ProviderName)
                throw new IOException($"-Raw and -AsByteStream are for files; '{path}' is an item of the {provider.Name} provider.");
            if (AsByteStream)
                WriteObject(File.ReadAllBytes(file), enumerateCollection: !Raw);
            else
                WriteObject(File.ReadAllText(file));
        }
    }

    private void Drain(IContentReader reader)
    {
        using (reader)
        {
            for (IList lines = reader.Read(LinesAtOnce); lines is { Count: > 0 }; lines = reader.Read(LinesAtOnce))
                WriteObject(lines, enumerateCollection: true);
            reader.Close();
        }
    }
}
