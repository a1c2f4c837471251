using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace EnarxPS.Shell.Hosting;

/// <summary>
/// Writes to the console as <c>pwsh</c> does: errors to standard error, all other streams to standard output, progress only
/// to a terminal, and colours only where a terminal takes them (NO_COLOR and TERM=dumb forbid them).
/// </summary>
internal sealed class ShellUserInterface : PSHostUserInterface
{
    private readonly bool _colourOut;
    private readonly bool _colourError;
    private readonly Questions _questions;

    /// <summary>Binds to the console.</summary>
    /// <param name="nonInteractive">True when a question to the user is an error.</param>
    public ShellUserInterface(bool nonInteractive)
    {
        if (Environment.GetEnvironmentVariable("NO_COLOR") is not null)
            PSStyle.Instance.OutputRendering = OutputRendering.PlainText;

        bool takesEscapes = Environment.GetEnvironmentVariable("TERM") != "dumb";
        _colourOut = takesEscapes && !Console.IsOutputRedirected;
        _colourError = takesEscapes && !Console.IsErrorRedirected;
        RawUI = new ShellRawUserInterface(Capture);
        Progress = new ProgressLine(Console.Error, _colourError, () => RawUI.WindowSize.Width);
        _questions = new Questions(this, nonInteractive);
    }

    /// <inheritdoc/>
    public override PSHostRawUserInterface RawUI { get; }

    /// <inheritdoc/>
    public override bool SupportsVirtualTerminal => _colourOut;

    /// <summary>The capture of Out-String.</summary>
    public TextCapture Capture { get; } = new();

    /// <summary>The progress bar.</summary>
    public ProgressLine Progress { get; }

    /// <inheritdoc/>
    public override void Write(string value)
    {
        if (Capture.Take(value))
            return;
        Progress.Clear();
        Console.Out.Write(GetOutputString(value, _colourOut));
    }

    /// <inheritdoc/>
    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Coloured(foregroundColor, backgroundColor, value));

    /// <inheritdoc/>
    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine() => Write(Environment.NewLine);

    /// <inheritdoc/>
    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        WriteLine(Coloured(foregroundColor, backgroundColor, value));

    /// <inheritdoc/>
    public override void WriteErrorLine(string value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        Progress.Clear();
        Console.Error.WriteLine(GetOutputString(value, _colourError));
    }

    /// <inheritdoc/>
    public override void WriteWarningLine(string message) => WriteStyled(FormatStyle.Warning, "WARNING: " + message);

    /// <inheritdoc/>
    public override void WriteVerboseLine(string message) => WriteStyled(FormatStyle.Verbose, "VERBOSE: " + message);

    /// <inheritdoc/>
    public override void WriteDebugLine(string message) => WriteStyled(FormatStyle.Debug, "DEBUG: " + message);

    /// <inheritdoc/>
    public override void WriteProgress(long sourceId, ProgressRecord record) => Progress.Show(record);

    /// <inheritdoc/>
    public override string ReadLine() => _questions.ReadLine();

    /// <inheritdoc/>
    public override SecureString ReadLineAsSecureString() => _questions.ReadSecret();

    /// <inheritdoc/>
    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) =>
        _questions.AskFields(caption, message, descriptions);

    /// <inheritdoc/>
    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
        _questions.AskChoice(caption, message, choices, defaultChoice);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) =>
        _questions.AskCredential(caption, message, userName);

    /// <inheritdoc/>
    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        _questions.AskCredential(caption, message, userName);

    private void WriteStyled(FormatStyle style, string text) =>
        WriteLine(_colourOut ? GetFormatStyleString(style) + text + GetFormatStyleString(FormatStyle.Reset) : text);

    private string Coloured(ConsoleColor foreground, ConsoleColor background, string value)
    {
        if (!_colourOut)
            return value;

        // The engine fills in the console's own colours where a caller named none; only a named one is set.
        string start = (foreground == RawUI.ForegroundColor ? "" : PSStyle.MapForegroundColorToEscapeSequence(foreground))
            + (background == RawUI.BackgroundColor ? "" : PSStyle.MapBackgroundColorToEscapeSequence(background));
        return start.Length == 0 ? value : start + value + PSStyle.Instance.Reset;
    }
}
