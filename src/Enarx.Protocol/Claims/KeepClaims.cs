using System.Security.Cryptography;

namespace Enarx.Protocol;

/// <summary>
/// What a keep attests to: rule <c>claims</c> of docs/protocol.cddl. The report_data of its evidence is the SHA-512 of
/// this map's deterministic encoding, and the encoded map travels beside the evidence.
/// </summary>
public sealed record KeepClaims
{
    /// <summary>The only profile that this release makes and accepts.</summary>
    public const string CurrentProfile = "tag:enarxps,2026:claims#1";

    /// <summary>Length of a nonce, bytes.</summary>
    public const int NonceLength = 32;

    /// <summary>Length of <see cref="Key"/> and of the digests, bytes (SHA-384).</summary>
    public const int DigestLength = 48;

    /// <summary>The longest encoded map that is read, bytes.</summary>
    public const int MaximumLength = 1024;

    private const string Rule = "claims";

    /// <summary>Version of the meaning of this map; an unknown one is refused.</summary>
    public string Profile { get; init; } = CurrentProfile;

    /// <summary>The verifier's nonce, 32 bytes.</summary>
    public required byte[] Nonce { get; init; }

    /// <summary>SHA-384 of the DER SubjectPublicKeyInfo of the keep's one-use key.</summary>
    public required byte[] Key { get; init; }

    /// <summary>Channel binding of the connection in which the evidence was given.</summary>
    public KeepBinder? Binder { get; init; }

    /// <summary>SHA-384 of the module that the keep has accepted.</summary>
    public byte[]? Workload { get; init; }

    /// <summary>SHA-384 of the configuration that the keep has accepted.</summary>
    public byte[]? Config { get; init; }

    /// <summary>How many workloads the keep had accepted when it gave the evidence, that one included.</summary>
    public ulong? Launch { get; init; }

    /// <summary>SHA-512 over encoded claims: the 64 bytes of report_data.</summary>
    public static byte[] ReportData(ReadOnlySpan<byte> encoded) => SHA512.HashData(encoded);

    /// <summary>The deterministic encoding.</summary>
    public byte[] Encode() => MapWriter.Encode(map =>
    {
        map.Text("profile", Profile).Bytes("nonce", Nonce).Bytes("key", Key)
            .Bytes("workload", Workload).Bytes("config", Config);
        if (Binder is { } binder)
            map.Map("binder", binder.Encode());
        if (Launch is { } launch)
            map.Unsigned("launch", launch);
    });

    /// <summary>Reads encoded claims.</summary>
    /// <exception cref="ProtocolException">
    /// They are not in deterministic encoding, of another profile, too long, or a field is unknown, missing or of
    /// another length than the rule gives it.
    /// </exception>
    public static KeepClaims Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > MaximumLength)
            throw new ProtocolException(Rule, null, 0, $"the map is longer than {MaximumLength} bytes.");

        var map = MapReader.Open(encoded, Rule);
        string? profile = null;
        byte[]? nonce = null, key = null, workload = null, config = null;
        KeepBinder? binder = null;
        ulong? launch = null;
        while (map.MoveNext())
        {
            switch (map.Key)
            {
                case "profile": profile = map.Line(64); break;
                case "nonce": nonce = map.Bytes(NonceLength, NonceLength); break;
                case "key": key = map.Bytes(DigestLength, DigestLength); break;
                case "workload": workload = map.Bytes(DigestLength, DigestLength); break;
                case "config": config = map.Bytes(DigestLength, DigestLength); break;
                case "launch": launch = map.Unsigned(); break;
                case "binder": binder = KeepBinder.Decode(map.Map()); break;
                default: throw map.Unknown();
            }
        }

        if (profile != CurrentProfile)
            throw new ProtocolException(Rule, "profile", 0, profile is null ? "the field is missing." : $"the profile '{profile}' is not known; '{CurrentProfile}' is.");
        return new KeepClaims
        {
            Nonce = nonce ?? throw map.Missing("nonce"),
            Key = key ?? throw map.Missing("key"),
            Binder = binder,
            Workload = workload,
            Config = config,
            Launch = launch,
        };
    }
}
