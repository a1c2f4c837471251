using System.Management.Automation.Host;

namespace EnarxPS.Shell.Hosting;

/// <summary>One choice of a question: <c>&amp;</c> in its label stands before its access key.</summary>
internal sealed class Choice
{
    /// <summary>Reads the engine's description.</summary>
    public Choice(ChoiceDescription description)
    {
        int mark = description.Label.IndexOf('&', StringComparison.Ordinal);
        Label = description.Label.Replace("&", "", StringComparison.Ordinal);
        Key = mark >= 0 && mark < Label.Length ? Label.Substring(mark, 1).ToUpperInvariant() : Label;
        Help = string.IsNullOrEmpty(description.HelpMessage) ? Label : description.HelpMessage;
    }

    /// <summary>The label without its mark.</summary>
    public string Label { get; }

    /// <summary>What may be typed for short.</summary>
    public string Key { get; }

    /// <summary>What the choice does.</summary>
    public string Help { get; }

    /// <summary>True when the answer means this choice.</summary>
    public bool Is(string answer) =>
        answer.Equals(Key, StringComparison.OrdinalIgnoreCase) || answer.Equals(Label, StringComparison.OrdinalIgnoreCase);
}
