namespace Enarx.Protocol;

/// <summary>
/// A channel binding with the kind that says how it was taken: rule <c>binder</c> of docs/protocol.cddl. Kinds are
/// versioned by their names; an unknown one is refused.
/// </summary>
/// <param name="Kind"><see cref="TlsExporter"/>.</param>
/// <param name="Value">The binding, 32 bytes.</param>
public sealed record KeepBinder(string Kind, byte[] Value)
{
    /// <summary>The <c>tls-exporter</c> channel binding of RFC 9266.</summary>
    public const string TlsExporter = "tls-exporter";

    /// <summary>Length of a tls-exporter binding, bytes.</summary>
    public const int Length = 32;

    private const string Rule = "binder";

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Text("kind", Kind).Bytes("value", Value));

    /// <summary>Reads an encoded binder.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule, or its kind is not known.</exception>
    public static KeepBinder Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        string? kind = null;
        byte[]? value = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "kind": kind = map.Line(32); break;
                case "value": value = map.Bytes(Length, Length); break;
                default: throw map.Unknown();
            }
        }

        if (kind is not TlsExporter)
            throw new ProtocolException(Rule, "kind", 0, kind is null ? "the field is missing." : $"the kind '{kind}' is not known.");
        return new KeepBinder(kind, value ?? throw map.Missing("value"));
    }
}
