namespace Enarx.Attestation;

/// <summary>The claims of a Realm token (Arm DEN0137, section A7.2.3.1), read and nothing more.</summary>
internal sealed class CcaRealmToken
{
    /// <summary>Number of extensible measurements.</summary>
    public const int Registers = 4;

    /// <summary>The profile whose Realm key is a COSE_Key. Tokens from before it name none and have the bare point.</summary>
    public const string ProfileName = "tag:arm.com,2023:realm#1.0.0";

    private const int MostClaims = 64;
    private const int LongestKey = 512;
    private const byte Uncompressed = 4;

    /// <summary>The profile; null in tokens from before there was one.</summary>
    public string? Profile { get; private init; }

    /// <summary>What the Realm wanted to have attested, 64 bytes.</summary>
    public ReadOnlyMemory<byte> Challenge { get; private init; }

    /// <summary>Realm personalization value, 64 bytes.</summary>
    public ReadOnlyMemory<byte> PersonalizationValue { get; private init; }

    /// <summary>Realm initial measurement: 32, 48 or 64 bytes.</summary>
    public ReadOnlyMemory<byte> InitialMeasurement { get; private init; }

    /// <summary>Realm extensible measurements, four.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> ExtensibleMeasurements { get; init; }

    /// <summary>The claim of the Realm's key (RAK) as it stands: what the platform's challenge is the digest of.</summary>
    public ReadOnlyMemory<byte> KeyClaim { get; private init; }

    /// <summary>SubjectPublicKeyInfo of the Realm's key, of a point that nobody has looked at.</summary>
    public required byte[] KeyInfo { get; init; }

    /// <summary>The hash under which the platform's challenge is the digest.</summary>
    public required string KeyHash { get; init; }

    /// <summary>The claims for people.</summary>
    public required IReadOnlyList<EvidenceClaim> Claims { get; init; }

    /// <summary>Reads the claims.</summary>
    /// <exception cref="CborException">They are malformed or of an unknown profile.</exception>
    public static CcaRealmToken Read(CborItem token)
    {
        CborMap map = token.Map(MostClaims);
        var claims = new ArmClaims();
        CborItem? profile = map.Find(ArmProfile.ProfileLabel, "Realm profile");
        string? name = profile?.Text(64);
        if (name is not (null or ProfileName))
            throw profile!.Value.Bad($"the profile is not {ProfileName}.");
        if (profile is { } named)
            claims.Add("Realm profile", name!, named);

        CborItem challenge = map.Get(10, "Realm challenge"), personalization = map.Get(44235, "Realm personalization value");
        CborItem initial = map.Get(44238, "Realm initial measurement"), key = map.Get(44237, "Realm public key");
        CborItem hash = map.Get(44236, "Realm hash algorithm"), keyHash = map.Get(44240, "Realm public key hash algorithm");
        List<CborItem> registers = map.Get(44239, "Realm extensible measurements").Array(Registers, Registers);
        claims.Add(hash.Field, ArmHash.Name(hash), hash);
        claims.Add(keyHash.Field, ArmHash.Name(keyHash), keyHash);
        return new CcaRealmToken
        {
            Profile = name,
            Challenge = claims.Bytes(challenge, challenge.Bytes(64, 64)),
            PersonalizationValue = claims.Bytes(personalization, personalization.Bytes(64, 64)),
            InitialMeasurement = claims.Bytes(initial, initial.Hash()),
            ExtensibleMeasurements = [.. registers.Select(register => claims.Bytes(register, register.Hash()))],
            KeyClaim = claims.Bytes(key, key.Bytes(1, LongestKey)),
            KeyInfo = name is null ? ReadPoint(key) : CoseKey.Read(key.Embedded("Realm public key")),
            KeyHash = ArmHash.Name(keyHash),
            Claims = claims.All,
        };
    }

    /// <summary>Reads the key of the older encoding: a point of P-384, uncompressed (SEC 1, section 2.3.3).</summary>
    private static byte[] ReadPoint(CborItem key)
    {
        ReadOnlySpan<byte> point = key.Bytes(97, 97).Span;
        return point[0] == Uncompressed ? VerificationKey.InfoOfPoint(point[1..]) : throw key.Bad("the point is not uncompressed (04).");
    }
}
