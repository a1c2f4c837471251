namespace Enarx.Protocol;

/// <summary>Why a request failed: rule <c>error</c> of docs/protocol.cddl.</summary>
/// <param name="Id">One of <see cref="KeepErrorId"/>.</param>
/// <param name="Message">What was wrong, as sentences.</param>
public sealed record ErrorMessage(string Id, string Message)
{
    private const string Rule = "error";
    private const int MostText = 16 * 1024;

    /// <summary>The deterministic encoding. A text that is too long is cut, and control characters are replaced: what went wrong must arrive.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Text("id", Id).Text("message", DisplayText.FitLines(Message, MostText)));

    /// <summary>Reads an encoded error.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static ErrorMessage Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        string? id = null, message = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "id":
                    id = map.Line(64);
                    if (id.Length == 0 || !id.All(char.IsAsciiLetterOrDigit))
                        throw map.Invalid("an error id has letters and digits only.");
                    break;
                case "message": message = map.Lines(MostText); break;
                default: throw map.Unknown();
            }
        }

        return new ErrorMessage(id ?? throw map.Missing("id"), message ?? throw map.Missing("message"));
    }
}
