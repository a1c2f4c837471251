using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace EnarxPS.Shell.Commands;

/// <summary>Set-Content: writes a file anew, text as UTF-8 without a mark.</summary>
[Cmdlet(VerbsCommon.Set, "Content", SupportsShouldProcess = true)]
public sealed class SetContentCommand : PSCmdlet, IDisposable
{
    private readonly List<FileStream> _files = [];

    /// <summary>The files.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>The lines, or the bytes with <c>-AsByteStream</c>.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? Value { get; set; }

    /// <summary>Writes no line end after a value.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>Writes bytes.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string path in Path)
            ProviderErrors.Catch(this, path, () => Open(path));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (object? value in Value ?? [])
        {
            object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            byte[] bytes = AsByteStream ? Bytes(plain) : System.Text.Encoding.UTF8.GetBytes(LanguagePrimitives.ConvertTo<string>(value) + (NoNewline ? "" : Environment.NewLine));
            _files.ForEach(file => file.Write(bytes));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(static file => file.Dispose());

    private void Open(string path)
    {
        string file = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        if (provider.Name != FileSystemProvider.ProviderName)
            throw new IOException($"Only files can be written; '{path}' is an item of the {provider.Name} provider.");
        if (ShouldProcess(path, "Set Content"))
            _files.Add(new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read));
    }

    private static byte[] Bytes(object? value) => value switch
    {
        byte one => [one],
        byte[] many => many,
        _ => [LanguagePrimitives.ConvertTo<byte>(value)],
    };
}
