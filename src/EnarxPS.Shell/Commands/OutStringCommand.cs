using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using EnarxPS.Shell.Hosting;

namespace EnarxPS.Shell.Commands;

/// <summary>Out-String: the text that the engine's formatting makes of objects.</summary>
[Cmdlet("Out", "String")]
public sealed class OutStringCommand : PSCmdlet, IDisposable
{
    private readonly StringBuilder _text = new();
    private SteppablePipeline? _formatting;
    private TextCapture? _capture;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Columns that the text may have; those of the console when absent.</summary>
    [Parameter]
    [ValidateRange(2, 10_000)]
    public int Width { get; set; }

    /// <summary>Gives each line as a string of its own.</summary>
    [Parameter]
    public SwitchParameter Stream { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _capture = (TextCapture)Host.PrivateData.BaseObject;
        if (Width == 0)
            Width = Host.UI.RawUI.BufferSize.Width;
        _formatting = ScriptBlock.Create("Microsoft.PowerShell.Core\\Out-Host").GetSteppablePipeline(CommandOrigin.Internal);
        During(() => _formatting.Begin(expectInput: true));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null)
            During(() => _formatting!.Process(InputObject));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        During(() => _formatting!.End());
        string text = PSHostUserInterface.GetOutputString(_text.ToString(), Host.UI.SupportsVirtualTerminal);
        if (!Stream)
            WriteObject(text);
        else
            WriteObject((text.EndsWith('\n') ? text[..^1] : text).Split('\n'), enumerateCollection: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _formatting?.Dispose();

    // On a console the engine leaves the last column free; in a string it may be used.
    private void During(Action write) => _capture!.During(_text, Width + 1, write);
}
