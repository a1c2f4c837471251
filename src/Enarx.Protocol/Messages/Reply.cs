namespace Enarx.Protocol;

/// <summary>The answer to a request: rule <c>reply</c> of docs/protocol.cddl. It has a body or an error.</summary>
/// <param name="Body">The encoded body; empty when the operation has none.</param>
/// <param name="Error">Why the request failed; null when it did not.</param>
public readonly record struct Reply(ReadOnlyMemory<byte> Body, ErrorMessage? Error)
{
    private const string Rule = "reply";

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode()
    {
        Reply reply = this;
        return MapWriter.Encode(map => map.Map("body", reply.Body.IsEmpty ? null : reply.Body.ToArray()).Map("error", reply.Error?.Encode()));
    }

    /// <summary>Reads an encoded reply.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static Reply Decode(ReadOnlyMemory<byte> message)
    {
        var map = MapReader.Open(message, Rule);
        ReadOnlyMemory<byte> body = default;
        ErrorMessage? error = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "body": body = map.Map(); break;
                case "error": error = ErrorMessage.Decode(map.Map()); break;
                default: throw map.Unknown();
            }
        }

        return error is null || body.IsEmpty ? new Reply(body, error) : throw new ProtocolException(Rule, null, 0, "there are both a body and an error.");
    }
}
