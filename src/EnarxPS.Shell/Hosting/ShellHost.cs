using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace EnarxPS.Shell.Hosting;

/// <summary>The host that the engine talks to: a console without profiles, remoting or a debugger's prompt.</summary>
/// <param name="ui">Where text goes and answers come from.</param>
/// <param name="runNestedPrompt">Runs a prompt of the given level until it is left.</param>
/// <param name="promptsFollow">True when a person will be prompted for commands.</param>
internal sealed class ShellHost(ShellUserInterface ui, Action<int> runNestedPrompt, bool promptsFollow) : PSHost
{
    /// <inheritdoc/>
    public override string Name => "EnarxPS Host";

    /// <inheritdoc/>
    public override Version Version { get; } = Version.Parse(ModuleLocator.Version);

    /// <inheritdoc/>
    public override Guid InstanceId { get; } = Guid.NewGuid();

    /// <inheritdoc/>
    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    /// <inheritdoc/>
    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    /// <inheritdoc/>
    public override PSHostUserInterface UI => ui;

    /// <summary>Lets Out-String take the text that Out-Host writes.</summary>
    public override PSObject PrivateData { get; } = new(ui.Capture);

    /// <summary>The progress bar.</summary>
    public ProgressLine Progress => ui.Progress;

    /// <summary>The code of <c>exit</c>; null until then.</summary>
    public int? ExitRequested { get; private set; }

    /// <summary>True when a person is prompted for commands.</summary>
    public bool PromptsFollow => promptsFollow;

    /// <summary>How many prompts are open inside running commands.</summary>
    public int NestedPromptLevel { get; private set; }

    /// <inheritdoc/>
    public override void SetShouldExit(int exitCode) => ExitRequested = exitCode;

    /// <inheritdoc/>
    public override void EnterNestedPrompt()
    {
        if (!promptsFollow)
            throw new HostException("There is nobody to prompt: this shell runs a script or reads standard input.");

        int level = ++NestedPromptLevel;
        try
        {
            runNestedPrompt(level);
        }
        finally
        {
            NestedPromptLevel = level - 1;
        }
    }

    /// <inheritdoc/>
    public override void ExitNestedPrompt()
    {
        if (NestedPromptLevel > 0)
            NestedPromptLevel--;
    }

    /// <inheritdoc/>
    public override void NotifyBeginApplication() => ui.Progress.Clear();

    /// <inheritdoc/>
    public override void NotifyEndApplication()
    {
    }
}
