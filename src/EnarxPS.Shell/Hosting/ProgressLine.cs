using System.Management.Automation;

namespace EnarxPS.Shell.Hosting;

/// <summary>Shows the newest progress record in one line of a terminal, on standard error, and takes it away again.</summary>
/// <param name="writer">Standard error.</param>
/// <param name="isTerminal">False when nothing is to be shown.</param>
/// <param name="width">Gives the columns of the terminal.</param>
internal sealed class ProgressLine(TextWriter writer, bool isTerminal, Func<int> width)
{
    private const string ToStartAndErase = "\r\u001b[K";
    private readonly Lock _gate = new();
    private bool _isShown;

    /// <summary>Shows a record; one that says it is complete clears the line.</summary>
    public void Show(ProgressRecord record)
    {
        if (!isTerminal)
            return;
        if (record.RecordType == ProgressRecordType.Completed)
        {
            Clear();
            return;
        }

        string percent = record.PercentComplete >= 0 ? $" {record.PercentComplete}%" : "";
        string text = $"{record.Activity}: {record.StatusDescription}{percent}".ReplaceLineEndings(" ");
        int most = Math.Max(width() - 1, 1);
        lock (_gate)
        {
            _isShown = true;
            writer.Write(ToStartAndErase + (text.Length > most ? text[..most] : text));
        }
    }

    /// <summary>Takes the line away, if there is one, so that other text starts on an empty line.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            if (_isShown)
                writer.Write(ToStartAndErase);
            _isShown = false;
        }
    }
}
