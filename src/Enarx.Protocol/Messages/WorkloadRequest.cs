namespace Enarx.Protocol;

/// <summary>
/// A workload's configuration, which precedes the module: rule <c>workload-request</c> of docs/protocol.cddl. Its
/// encoding is what <c>config</c> in the claims is the digest of.
/// </summary>
public sealed record WorkloadRequest
{
    /// <summary>The longest module that a keep takes, bytes.</summary>
    public const int MaximumModule = 100 * 1024 * 1024;

    /// <summary>The most arguments or variables.</summary>
    public const int MostStrings = 4096;

    /// <summary>The longest argument or variable, characters.</summary>
    public const int LongestString = 128 * 1024;

    private const string Rule = "workload-request";

    /// <summary>Arguments after argv[0].</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Length of the module that follows, bytes.</summary>
    public required int ModuleLength { get; init; }

    /// <summary>SHA-384 of the module that follows.</summary>
    public required byte[] ModuleDigest { get; init; }

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map => map
        .Texts("args", [.. Arguments])
        .Map("env", MapWriter.Encode(env =>
        {
            foreach ((string name, string value) in Environment)
                env.Text(name, value);
        }))
        .Integer("length", ModuleLength)
        .Bytes("digest", ModuleDigest));

    /// <summary>Reads an encoded configuration.</summary>
    /// <exception cref="ProtocolException">It does not follow the rule.</exception>
    public static WorkloadRequest Decode(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule);
        IReadOnlyList<string>? arguments = null;
        Dictionary<string, string>? environment = null;
        int? length = null;
        byte[]? digest = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "args": arguments = map.Texts(MostStrings, LongestString); break;
                case "env": environment = DecodeEnvironment(map.Encoded()); break;
                case "length": length = map.Integer(1, MaximumModule); break;
                case "digest": digest = map.Bytes(KeepClaims.DigestLength, KeepClaims.DigestLength); break;
                default: throw map.Unknown();
            }
        }

        return new WorkloadRequest
        {
            Arguments = arguments ?? throw map.Missing("args"),
            Environment = environment ?? throw map.Missing("env"),
            ModuleLength = length ?? throw map.Missing("length"),
            ModuleDigest = digest ?? throw map.Missing("digest"),
        };
    }

    private static Dictionary<string, string> DecodeEnvironment(ReadOnlyMemory<byte> encoded)
    {
        var map = MapReader.Open(encoded, Rule + ".env");
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        while (map.MoveNext())
        {
            if (environment.Count == MostStrings)
                throw map.Invalid($"there are more than {MostStrings} variables.");
            environment.Add(map.Key, map.Text(LongestString));
        }

        return environment;
    }
}
