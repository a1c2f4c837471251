using System.Text;

namespace EnarxPS.Shell.Hosting;

/// <summary>Turns what the engine writes to the host into text for a while, so that Out-String has the engine's own formatting.</summary>
internal sealed class TextCapture
{
    private StringBuilder? _text;

    /// <summary>True while text is captured.</summary>
    public bool IsActive => _text is not null;

    /// <summary>Columns that the captured text may have.</summary>
    public int Width { get; private set; }

    /// <summary>Captures what an action writes.</summary>
    /// <param name="text">Where the text is appended.</param>
    /// <param name="width">Columns that the text may have.</param>
    /// <param name="write">The action; it must write on the calling thread only.</param>
    public void During(StringBuilder text, int width, Action write)
    {
        (StringBuilder? outer, int outerWidth) = (_text, Width);
        (_text, Width) = (text, width);
        try
        {
            write();
        }
        finally
        {
            (_text, Width) = (outer, outerWidth);
        }
    }

    /// <summary>Takes text, if there is a capture.</summary>
    /// <returns>False when the text must go to the console.</returns>
    public bool Take(string text)
    {
        _text?.Append(text);
        return _text is not null;
    }
}
