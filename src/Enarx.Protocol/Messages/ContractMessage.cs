namespace Enarx.Protocol;

/// <summary>A <see cref="KeepContract"/> on the wire: rule <c>contract</c> of docs/protocol.cddl.</summary>
public static class ContractMessage
{
    private const string Rule = "contract";

    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(KeepContract contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return MapWriter.Encode(map => map
            .Bytes("id", contract.Id.ToByteArray(bigEndian: true))
            .Text("backend", contract.Backend)
            .Text("tee", TeeName.Of(contract.Tee))
            .Text("product", contract.Product)
            .Boolean("simulated", contract.IsSimulated)
            .Integer("capacity", contract.Capacity)
            .Unsigned("expires", (ulong)contract.ExpiresAt.ToUnixTimeMilliseconds()));
    }

    /// <summary>Reads an encoded contract.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static KeepContract Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        Guid? id = null;
        string? backend = null, product = null;
        Tee? tee = null;
        bool? simulated = null;
        int? capacity = null;
        DateTimeOffset? expires = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "id": id = map.Id(); break;
                case "backend": backend = map.Line(32); break;
                case "tee": tee = TeeName.Read(map); break;
                case "product": product = map.Line(32); break;
                case "simulated": simulated = map.Boolean(); break;
                case "capacity": capacity = map.Integer(0, int.MaxValue); break;
                case "expires": expires = map.Time(); break;
                default: throw map.Unknown();
            }
        }

        return new KeepContract
        {
            Id = id ?? throw map.Missing("id"),
            Backend = backend ?? throw map.Missing("backend"),
            Tee = tee ?? throw map.Missing("tee"),
            Product = product ?? throw map.Missing("product"),
            IsSimulated = simulated ?? throw map.Missing("simulated"),
            Capacity = capacity ?? throw map.Missing("capacity"),
            ExpiresAt = expires ?? throw map.Missing("expires"),
        };
    }
}
