namespace Enarx.Attestation;

/// <summary>
/// The claims of a PSA token (RFC 9783) or of the platform token of CCA (Arm DEN0137, section A7.2.3.2), read and
/// nothing more. Claims that no profile knows are passed over, as EAT asks (RFC 9711, section 7.2.1).
/// </summary>
internal sealed class ArmToken
{
    private const int MostClaims = 64;
    private const int MostComponents = 128;
    private const int LongestText = 512;
    private const int LongestConfiguration = 4096;

    private ArmToken(ArmProfile profile) => Profile = profile;

    /// <summary>The profile.</summary>
    public ArmProfile Profile { get; }

    /// <summary>The nonce of PSA; the challenge of CCA, which is a digest of the Realm's key.</summary>
    public ReadOnlyMemory<byte> Challenge { get; private init; }

    /// <summary>Implementation id, 32 bytes.</summary>
    public ReadOnlyMemory<byte> ImplementationId { get; private init; }

    /// <summary>Instance id, 33 bytes, the first of them 1.</summary>
    public ReadOnlyMemory<byte> InstanceId { get; private init; }

    /// <summary>Lifecycle as the claim has it.</summary>
    public int LifecycleValue { get; private init; }

    /// <summary>Lifecycle.</summary>
    public SecurityLifecycle Lifecycle => (SecurityLifecycle)(LifecycleValue >> 8);

    /// <summary>Platform configuration of CCA; null for PSA.</summary>
    public ReadOnlyMemory<byte>? Configuration { get; private init; }

    /// <summary>Where the token may be verified; null when it does not say.</summary>
    public string? VerificationService { get; private init; }

    /// <summary>Every software component; none when the oldest profile says that nothing is measured.</summary>
    public required IReadOnlyList<ArmSoftwareComponent> Components { get; init; }

    /// <summary>The claims for people.</summary>
    public required IReadOnlyList<EvidenceClaim> Claims { get; init; }

    /// <summary>Reads the claims.</summary>
    /// <param name="token">The payload's item.</param>
    /// <param name="cca">Whether it must be of a CCA platform, or must not.</param>
    /// <exception cref="CborException">They are malformed or of an unknown profile.</exception>
    public static ArmToken Read(CborItem token, bool cca)
    {
        CborMap map = token.Map(MostClaims);
        var profile = ArmProfile.Of(map, token, cca);
        var claims = new ArmClaims();
        claims.Add("profile", profile.Name, map.Find(ArmProfile.ProfileLabel, "profile") ?? map.Find(ArmProfile.OldestProfileLabel, "profile") ?? token);

        CborItem challenge = map.Get(profile.Nonce, cca ? "challenge" : "nonce");
        CborItem implementation = map.Get(profile.ImplementationId, "implementation id");
        CborItem instance = map.Get(profile.InstanceId, "instance id");
        CborItem lifecycle = map.Get(profile.Lifecycle, "lifecycle");
        CborItem? service = map.Find(profile.VerificationService, "verification service");
        CborItem? configuration = cca ? map.Get(2401, "platform configuration") : null;
        if (cca)
            claims.Add("platform hash algorithm", ArmHash.Name(map.Get(2402, "hash algorithm")), map.Get(2402, "hash algorithm"));
        else
            ReadDevice(map, profile, claims);

        var read = new ArmToken(profile)
        {
            Challenge = claims.Bytes(challenge, challenge.Hash()),
            ImplementationId = claims.Bytes(implementation, implementation.Bytes(32, 32)),
            InstanceId = claims.Bytes(instance, instance.Bytes(33, 33)),
            LifecycleValue = (int)lifecycle.Integer(0, 0x60ff),
            Configuration = configuration is { } bytes ? claims.Bytes(bytes, bytes.Bytes(0, LongestConfiguration)) : null,
            VerificationService = service?.Text(LongestText),
            Components = ReadComponents(map, profile, token, claims),
            Claims = claims.All,
        };
        if (read.InstanceId.Span[0] != 1)
            throw instance.Bad("its first byte is not 1, a random UEID.");
        if (!Enum.IsDefined(read.Lifecycle))
            throw lifecycle.Bad($"0x{read.LifecycleValue:x4} is no state of the lifecycle.");
        claims.Add("lifecycle", $"{read.Lifecycle} (0x{read.LifecycleValue:x4})", lifecycle);
        if (service is { } place)
            claims.Add("verification service", read.VerificationService!, place);
        return read;
    }

    private static List<ArmSoftwareComponent> ReadComponents(CborMap map, ArmProfile profile, CborItem token, ArmClaims claims)
    {
        const long NoMeasurements = -75007;
        CborItem? none = profile.IsOldest ? map.Find(NoMeasurements, "no software measurements") : null;
        CborItem? components = map.Find(profile.SoftwareComponents, "software components");
        if (none is null == components is null)
            throw token.Bad("there must be software components, or in the oldest profile a claim that nothing is measured, and not both.");
        if (none is { } empty)
        {
            empty.Integer(1, 1);
            return [];
        }

        List<ArmSoftwareComponent> read = [];
        foreach (CborItem item in components!.Value.Array(1, MostComponents))
        {
            read.Add(ArmSoftwareComponent.Read(item));
            claims.Add($"software component {read.Count - 1}", read[^1].ToString(), item);
        }

        return read;
    }

    /// <summary>What only PSA has.</summary>
    private static void ReadDevice(CborMap map, ArmProfile profile, ArmClaims claims)
    {
        CborItem client = map.Get(profile.ClientId, "client id");
        long id = client.Integer(int.MinValue, int.MaxValue);
        claims.Add("client id", id != 0 ? $"{id}" : throw client.Bad("0 is no client."), client);
        CborItem[] seeds = [.. profile.BootSeed.Select(label => map.Find(label, "boot seed")).OfType<CborItem>()];
        if (seeds.Length > 1)
            throw seeds[1].Bad("there is a second boot seed.");
        if (seeds is [{ } seed])
            claims.Bytes(seed, seed.Bytes(profile.IsOldest ? 32 : 8, 32));
        else if (profile.IsOldest)
            map.Get(profile.BootSeed[0], "boot seed");
        if (map.Find(profile.CertificationReference, "certification reference") is { } reference)
            claims.Add("certification reference", IsReference(reference.Text(32), profile) ? reference.Text(32) : throw reference.Bad("it is not an EAN-13 with its version."), reference);
    }

    private static bool IsReference(string text, ArmProfile profile) =>
        text.Length >= 13 && text[..13].All(char.IsAsciiDigit)
        && (profile.IsOldest && text.Length == 13 || (text.Length == 19 && text[13] == '-' && text[14..].All(char.IsAsciiDigit)));
}
