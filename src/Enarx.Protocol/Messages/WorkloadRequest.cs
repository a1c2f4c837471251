using System.Text;

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

    /// <summary>The longest argument, and the longest name or value of a variable, bytes of UTF-8.</summary>
    public const int LongestString = 128 * 1024;

    private const string Rule = "workload-request";

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Arguments after argv[0].</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Environment, by name.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Length of the module that follows, bytes.</summary>
    public required int ModuleLength { get; init; }

    /// <summary>SHA-384 of the module that follows.</summary>
    public required byte[] ModuleDigest { get; init; }

    /// <summary>The deterministic encoding.</summary>
    /// <exception cref="KeepException">
    /// Arguments or variables are too many or too long for a message, or not Unicode text (id WorkloadConfigInvalid).
    /// </exception>
    public byte[] Encode()
    {
        if (Arguments.Count > MostStrings || Environment.Count > MostStrings)
            throw Unusable($"there are more than {MostStrings} of them");
        try
        {
            if (Arguments.Concat(Environment.Keys).Concat(Environment.Values).Any(text => StrictUtf8.GetByteCount(text) > LongestString))
                throw Unusable($"one is longer than {LongestString} bytes of UTF-8");
        }
        catch (EncoderFallbackException e)
        {
            throw Unusable("one has an unpaired surrogate, so it is not text", e);
        }

        byte[] encoded = EncodeFields();
        return encoded.Length <= Frames.MaximumLength ? encoded : throw Unusable($"they take {encoded.Length} bytes together and {Frames.MaximumLength} is the most");
    }

    private byte[] EncodeFields() => MapWriter.Encode(map => map
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
                case "env": environment = DecodeEnvironment(map.Map()); break;
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
            if (Encoding.UTF8.GetByteCount(map.Key) > LongestString)
                throw map.Invalid($"the name is longer than {LongestString} bytes of UTF-8.");
            environment.Add(map.Key, map.Text(LongestString));
        }

        return environment;
    }

    private static KeepException Unusable(string problem, Exception? inner = null) =>
        new(KeepErrorId.WorkloadConfigInvalid, $"The workload's arguments and environment cannot be sent: {problem}.", inner);
}
