namespace Enarx.Protocol;

/// <summary>A <see cref="Keep"/> on the wire: rule <c>keep</c> of docs/protocol.cddl.</summary>
public static class KeepMessage
{
    private const string Rule = "keep";
    private const int MostMeasures = 32;
    private const int MostReason = 256;

    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(Keep keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return MapWriter.Encode(map => map
            .Bytes("id", keep.Id.ToByteArray(bigEndian: true))
            .Text("name", keep.Name)
            .Text("backend", keep.Backend)
            .Text("tee", TeeName.Of(keep.Tee))
            .Text("product", keep.Product)
            .Boolean("simulated", keep.IsSimulated)
            .Integer("state", (int)keep.State)
            .Text("endpoint", keep.Endpoint)
            .Integer("pid", keep.ProcessId)
            .Unsigned("created", (ulong)keep.CreatedAt.ToUnixTimeMilliseconds())
            .Items("sandbox", [.. keep.Sandbox.Select(EncodeMeasure)]));
    }

    /// <summary>Reads an encoded keep.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static Keep Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        Guid? id = null;
        string? name = null, backend = null, product = null, endpoint = null;
        Tee? tee = null;
        bool? simulated = null;
        KeepState? state = null;
        int? pid = null;
        DateTimeOffset? created = null;
        IReadOnlyList<SandboxMeasure>? sandbox = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "id": id = map.Id(); break;
                case "name":
                    name = map.Line(KeepName.MaximumLength);
                    if (!KeepName.IsValid(name))
                        throw map.Invalid("it is no name of a keep.");
                    break;
                case "backend": backend = map.Line(32); break;
                case "tee": tee = TeeName.Read(map); break;
                case "product": product = map.Line(32); break;
                case "simulated": simulated = map.Boolean(); break;
                case "state": state = (KeepState)map.Integer(0, (int)KeepState.Unresponsive); break;
                case "endpoint": endpoint = map.Line(256); break;
                case "pid": pid = map.Integer(0, int.MaxValue); break;
                case "created": created = map.Time(); break;
                case "sandbox": sandbox = [.. map.Maps(MostMeasures).Select(DecodeMeasure)]; break;
                default: throw map.Unknown();
            }
        }

        return new Keep
        {
            Id = id ?? throw map.Missing("id"),
            Name = name ?? throw map.Missing("name"),
            Backend = backend ?? throw map.Missing("backend"),
            Tee = tee ?? throw map.Missing("tee"),
            Product = product ?? throw map.Missing("product"),
            IsSimulated = simulated ?? throw map.Missing("simulated"),
            State = state ?? throw map.Missing("state"),
            Endpoint = endpoint,
            ProcessId = pid ?? throw map.Missing("pid"),
            CreatedAt = created ?? throw map.Missing("created"),
            Sandbox = sandbox ?? throw map.Missing("sandbox"),
        };
    }

    private static byte[] EncodeMeasure(SandboxMeasure measure) => MapWriter.Encode(map => map
        .Text("name", measure.Name).Boolean("applied", measure.Applied).Text("reason", measure.Reason is null ? null : DisplayText.FitLine(measure.Reason, MostReason)));

    private static SandboxMeasure DecodeMeasure(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, "sandbox-measure");
        string? name = null, reason = null;
        bool? applied = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "name": name = map.Line(64); break;
                case "applied": applied = map.Boolean(); break;
                case "reason": reason = map.Line(MostReason); break;
                default: throw map.Unknown();
            }
        }

        return new SandboxMeasure(name ?? throw map.Missing("name"), applied ?? throw map.Missing("applied"), reason);
    }
}
