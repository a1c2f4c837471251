namespace Enarx.Protocol;

/// <summary>What <see cref="Operations.Create"/> asks for: rule <c>create</c> of docs/protocol.cddl.</summary>
/// <param name="Contract">The offer that the keep consumes.</param>
/// <param name="Name">The keep's name.</param>
public sealed record CreateBody(Guid Contract, string Name)
{
    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map.Bytes("contract", Contract.ToByteArray(bigEndian: true)).Text("name", Name));

    /// <summary>Reads an encoded body.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static CreateBody Decode(ReadOnlyMemory<byte> body)
    {
        var map = MapReader.Open(body, "create");
        Guid? contract = null;
        string? name = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "contract": contract = map.Id(); break;
                case "name": name = map.Line(KeepName.MaximumLength); break;
                default: throw map.Unknown();
            }
        }

        return new CreateBody(contract ?? throw map.Missing("contract"), name ?? throw map.Missing("name"));
    }
}
