namespace Enarx.Protocol;

/// <summary>A request to a program of the host or in the keep: rule <c>request</c> of docs/protocol.cddl.</summary>
/// <param name="Operation">One of <see cref="Operations"/>.</param>
/// <param name="Body">The encoded body; null or empty when the operation has none.</param>
public readonly record struct Request(string Operation, ReadOnlyMemory<byte> Body)
{
    /// <summary>The protocol version that this release speaks; another one is refused.</summary>
    public const ulong Version = 1;

    private const string Rule = "request";

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode()
    {
        Request request = this;
        return MapWriter.Encode(map => map.Unsigned("version", Version).Text("operation", request.Operation)
            .Map("body", request.Body.IsEmpty ? null : request.Body.ToArray()));
    }

    /// <summary>Reads an encoded request.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static Request Decode(ReadOnlyMemory<byte> message)
    {
        var map = MapReader.Open(message, Rule);
        string? operation = null;
        ulong? version = null;
        ReadOnlyMemory<byte> body = default;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "version": version = map.Unsigned(); break;
                case "operation": operation = map.Line(64); break;
                case "body": body = map.Map(); break;
                default: throw map.Unknown();
            }
        }

        if (version != Version)
            throw new ProtocolException(Rule, "version", 0, $"version {Version} is spoken here, not {version?.ToString() ?? "none"}.");
        return new Request(operation ?? throw map.Missing("operation"), body);
    }

    /// <summary>Refuses a body where an operation has none.</summary>
    /// <exception cref="ProtocolException">There is one.</exception>
    public static void ExpectNoBody(ReadOnlyMemory<byte> body)
    {
        if (!body.IsEmpty)
            throw new ProtocolException(Rule, "body", 0, "the operation has no body.");
    }
}
