using System.Text;

namespace Enarx.Client;

/// <summary>
/// Makes lines of bytes that arrive in pieces. A piece may end inside a line and inside a character. Bytes that are
/// not UTF-8 become U+FFFD.
/// </summary>
public sealed class LineReader
{
    private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
    private readonly StringBuilder _line = new();
    private char[] _characters = [];

    /// <summary>Takes a piece.</summary>
    /// <param name="piece">The bytes.</param>
    /// <param name="emit">Gets each line that the piece completes, without its end (LF or CRLF).</param>
    public void Add(ReadOnlySpan<byte> piece, Action<string> emit)
    {
        ArgumentNullException.ThrowIfNull(emit);
        int most = Encoding.UTF8.GetMaxCharCount(piece.Length);
        if (_characters.Length < most)
            _characters = new char[most];
        int count = _decoder.GetChars(piece, _characters, flush: false);
        ReadOnlySpan<char> rest = _characters.AsSpan(0, count);
        for (int end; (end = rest.IndexOf('\n')) >= 0; rest = rest[(end + 1)..])
        {
            if (_line.Length == 0)
            {
                emit((rest[..end] is [.. var text, '\r'] ? text : rest[..end]).ToString());
                continue;
            }

            _line.Append(rest[..end]);
            emit(Take());
        }

        _line.Append(rest);
    }

    /// <summary>At the end of the stream: the last line, when it has no end of its own.</summary>
    public void Finish(Action<string> emit)
    {
        ArgumentNullException.ThrowIfNull(emit);
        Span<char> last = stackalloc char[4];
        _line.Append(last[.._decoder.GetChars([], last, flush: true)]);
        if (_line.Length > 0)
            emit(Take());
    }

    private string Take()
    {
        string line = _line.ToString();
        _line.Clear();
        return line.EndsWith('\r') ? line[..^1] : line;
    }
}
