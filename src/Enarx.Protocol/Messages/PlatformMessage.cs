namespace Enarx.Protocol;

/// <summary>A <see cref="KeepPlatform"/> on the wire: rule <c>platform</c> of docs/protocol.cddl.</summary>
public static class PlatformMessage
{
    private const int MostChecks = 64;
    private const int MostText = 512;

    /// <summary>The deterministic encoding.</summary>
    public static byte[] Encode(KeepPlatform platform)
    {
        ArgumentNullException.ThrowIfNull(platform);
        return MapWriter.Encode(map => map
            .Text("tee", TeeName.Of(platform.Tee)).Text("backend", platform.Backend)
            .Boolean("simulated", platform.IsSimulated).Boolean("available", platform.IsAvailable)
            .Items("checks", [.. platform.Checks.Select(EncodeCheck)]));
    }

    /// <summary>Reads an encoded platform.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static KeepPlatform Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, "platform");
        Tee? tee = null;
        string? backend = null;
        bool? simulated = null, available = null;
        IReadOnlyList<PlatformCheck>? checks = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "tee": tee = TeeName.Read(map); break;
                case "backend": backend = map.Line(32); break;
                case "simulated": simulated = map.Boolean(); break;
                case "available": available = map.Boolean(); break;
                case "checks": checks = [.. map.Maps(MostChecks).Select(DecodeCheck)]; break;
                default: throw map.Unknown();
            }
        }

        return new KeepPlatform
        {
            Tee = tee ?? throw map.Missing("tee"),
            Backend = backend ?? throw map.Missing("backend"),
            IsSimulated = simulated ?? throw map.Missing("simulated"),
            IsAvailable = available ?? throw map.Missing("available"),
            Checks = checks ?? throw map.Missing("checks"),
        };
    }

    private static byte[] EncodeCheck(PlatformCheck check) => MapWriter.Encode(map => map
        .Text("name", check.Name).Boolean("passed", check.Passed).Text("found", Fit(check.Found)).Text("advice", Fit(check.Advice)));

    private static string? Fit(string? text) => text is null ? null : DisplayText.FitLine(text, MostText);

    private static PlatformCheck DecodeCheck(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, "platform-check");
        string? name = null, found = null, advice = null;
        bool? passed = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "name": name = map.Line(64); break;
                case "passed": passed = map.Boolean(); break;
                case "found": found = map.Line(MostText); break;
                case "advice": advice = map.Line(MostText); break;
                default: throw map.Unknown();
            }
        }

        return new PlatformCheck(name ?? throw map.Missing("name"), passed ?? throw map.Missing("passed"), found, advice);
    }
}
