namespace Enarx.Attestation;

/// <summary>
/// A profile of a token of a PSA root of trust, and the numbers under which it keeps its claims. The platform token of
/// CCA is one of them.
/// </summary>
internal sealed record ArmProfile
{
    /// <summary>Claim of the profile's name, in all but the oldest (RFC 9711, section 4.3.2).</summary>
    public const long ProfileLabel = 265;

    /// <summary>Claim of the profile's name in the oldest.</summary>
    public const long OldestProfileLabel = -75000;

    private const string OldestName = "PSA_IOT_PROFILE_1";

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is of a CCA platform.</summary>
    public bool IsCca { get; init; }

    /// <summary>Whether it is the oldest one of PSA.</summary>
    public bool IsOldest => Name == OldestName;

    public long Nonce { get; init; } = 10;

    public long InstanceId { get; init; } = 256;

    public long ClientId { get; init; } = 2394;

    public long Lifecycle { get; init; } = 2395;

    public long ImplementationId { get; init; } = 2396;

    /// <summary>Claims under which the boot seed may stand.</summary>
    public IReadOnlyList<long> BootSeed { get; init; } = [268];

    public long CertificationReference { get; init; } = 2398;

    public long SoftwareComponents { get; init; } = 2399;

    public long VerificationService { get; init; } = 2400;

    /// <summary>Every profile that is known: PSA of RFC 9783 and of its drafts, CCA of RMM 1.0 and of before it.</summary>
    public static IReadOnlyList<ArmProfile> All { get; } =
    [
        new() { Name = "tag:psacertified.org,2023:psa#tfm" },
        // Drafts before the tenth had a number of their own for the boot seed.
        new() { Name = "http://arm.com/psa/2.0.0", BootSeed = [268, 2397] },
        new()
        {
            Name = OldestName,
            ClientId = -75001,
            Lifecycle = -75002,
            ImplementationId = -75003,
            BootSeed = [-75004],
            CertificationReference = -75005,
            SoftwareComponents = -75006,
            Nonce = -75008,
            InstanceId = -75009,
            VerificationService = -75010,
        },
        new() { Name = "tag:arm.com,2023:cca_platform#1.0.0", IsCca = true },
        new() { Name = "http://arm.com/CCA-SSD/1.0.0", IsCca = true },
    ];

    /// <summary>Finds the profile of a token.</summary>
    /// <exception cref="CborException">It names none that is known.</exception>
    public static ArmProfile Of(CborMap claims, CborItem token, bool cca)
    {
        // Of the oldest, the name may be left out; a newer name beside old claims decides, and the claims are then missing.
        CborItem? name = claims.Find(ProfileLabel, "profile") ?? claims.Find(OldestProfileLabel, "profile");
        string text = name?.Text(64) ?? (claims.Has(-75008) ? OldestName : throw token.Bad("it names no profile (265)."));
        return All.FirstOrDefault(p => p.Name == text && p.IsCca == cca && p.IsOldest != claims.Has(ProfileLabel))
            ?? throw (name ?? token).Bad($"the profile is none of {string.Join(", ", All.Where(p => p.IsCca == cca).Select(p => p.Name))}.");
    }
}
