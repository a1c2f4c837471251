using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The guest owner's side of one launch under SEV or SEV-ES (AMD 55766, section 2.2.2 and chapter 6): makes the keys that
/// only the owner and the verified platform's firmware know, checks what the launch gave, and wraps secrets for the guest.
/// Order: appraise the platform's certificates, <see cref="Create"/>, send <see cref="Start"/>, <see cref="Appraise"/>
/// with what came back, <see cref="WrapSecret"/>. The keys are zeroed when it is disposed.
/// </summary>
public sealed class SevLaunchSession : IDisposable
{
    /// <summary>Length of the two keys of a session, bytes.</summary>
    public const int KeysLength = 2 * SevKeys.Length;

    // Pinned, so that the collector leaves no copy behind.
    private readonly byte[] _keys = GC.AllocateArray<byte>(KeysLength, pinned: true);
    private bool _disposed;

    private SevLaunchSession(SevPolicy policy) => Policy = policy;

    /// <summary>The policy that the guest must be launched with.</summary>
    public SevPolicy Policy { get; }

    /// <summary>What the host needs for LAUNCH_START; null for a session that goes on from its keys.</summary>
    public SevLaunchStart? Start { get; private init; }

    /// <summary>Makes a session for one launch on a platform.</summary>
    /// <param name="platform">A passed appraisal of the platform's certificates.</param>
    /// <param name="policy">The policy to launch with; <see cref="SevPolicy.Strict"/> for most.</param>
    /// <exception cref="KeepException">AppraisalNotPassed: the platform is not one to trust keys to.</exception>
    /// <exception cref="ArgumentException">The policy has bits that are not defined.</exception>
    public static SevLaunchSession Create(KeepAppraisal platform, SevPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(platform);
        if (platform.Tee != Tee.Sev || !platform.Passed || platform.Evidence.Report.Length != SevPlatform.Length)
            throw new KeepException(KeepErrorId.AppraisalNotPassed, $"The platform's certificates were not appraised, or did not pass ({platform}). Appraise them as evidence of {Tee.Sev} first.");
        if (!policy.IsDefined)
            throw new ArgumentException($"The policy {policy} has bits that are not defined; bits 6 to 15 must be 0.", nameof(policy));
        SevCertificate pdh = new SevPlatform(platform.Evidence.Report).Pdh;
        using var host = ECDiffieHellman.Create();
        host.ImportSubjectPublicKeyInfo(pdh.PublicKeyInfo!, out _);
        using var owner = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        Span<byte> random = stackalloc byte[2 * SevKeys.Length];
        RandomNumberGenerator.Fill(random);
        byte[] shared = owner.DeriveRawSecretAgreement(host.PublicKey), keys = GC.AllocateArray<byte>(KeysLength, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(keys);
            byte[] session = SevLaunchStart.Wrap(policy, shared, random[..SevKeys.Length], random[SevKeys.Length..], keys);
            var made = new SevLaunchSession(policy) { Start = new SevLaunchStart(policy, SevCertificateWriter.Exchange(owner), session) };
            keys.CopyTo(made._keys, 0);
            return made;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(shared);
            CryptographicOperations.ZeroMemory(keys);
        }
    }

    /// <summary>Goes on with a session from the keys that <see cref="ExportKeys"/> gave.</summary>
    /// <param name="keys">TEK and TIK, 16 bytes each.</param>
    /// <param name="policy">The policy that the session was made with.</param>
    /// <exception cref="ArgumentException">There are not 32 bytes.</exception>
    public static SevLaunchSession Open(ReadOnlySpan<byte> keys, SevPolicy policy)
    {
        if (keys.Length != KeysLength)
            throw new ArgumentException($"The keys of a session are {KeysLength} bytes; there are {keys.Length}.", nameof(keys));
        var session = new SevLaunchSession(policy);
        keys.CopyTo(session._keys);
        return session;
    }

    /// <summary>TEK and TIK, 16 bytes each, to go on with later. Whoever has them can read the guest's secrets; zero them after use.</summary>
    public byte[] ExportKeys() => [.. Keys];

    /// <summary>
    /// Appraises evidence with this session, and so checks its MEASURE too. The evidence has to have
    /// <see cref="EvidencePart.SevLaunch"/>.
    /// </summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="policy">What it must show; name the expected launch digest in <see cref="KeepPolicy.Measurement"/>.</param>
    /// <param name="verificationTime">The moment of the appraisal.</param>
    public KeepAppraisal Appraise(KeepEvidence evidence, KeepPolicy policy, DateTimeOffset verificationTime)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return EvidenceAppraiser.Appraise(evidence, policy, verificationTime, this);
    }

    /// <summary>Whether the firmware that holds this session's keys measured exactly this launch. It says nothing about whether the launch digest is a good one.</summary>
    /// <param name="launch">What the launch gave.</param>
    public bool HasMeasured(SevLaunch launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        Span<byte> measure = stackalloc byte[SHA256.HashSizeInBytes];
        launch.ComputeMeasure(Tik, measure);
        return CryptographicOperations.FixedTimeEquals(measure, launch.Measure);
    }

    /// <summary>Wraps secrets for the guest that was appraised: nothing else can open them.</summary>
    /// <param name="appraisal">A passed appraisal by this session, against a policy that names the launch digest.</param>
    /// <param name="secrets">The secrets.</param>
    /// <returns>What the host needs for LAUNCH_SECRET.</returns>
    /// <exception cref="KeepException">AppraisalNotPassed: the appraisal did not pass, is of another session's launch, or no launch digest was asked for.</exception>
    /// <exception cref="ArgumentException">There is no secret, an id stands twice, or they are too long.</exception>
    public SevSecretPacket WrapSecret(KeepAppraisal appraisal, params ReadOnlySpan<SevSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(appraisal);
        if (!appraisal.Passed || !appraisal.Evidence.Parts.TryGetValue(EvidencePart.SevLaunch, out byte[]? part) || part.Length is not (SevLaunch.Length or SevLaunch.LengthWithProof))
            throw new KeepException(KeepErrorId.AppraisalNotPassed, $"The launch was not appraised, or did not pass ({appraisal}). Appraise it with its session first.");
        SevLaunch launch = SevLaunch.Decode(part);
        if (!HasMeasured(launch) || launch.Policy != Policy)
            throw new KeepException(KeepErrorId.AppraisalNotPassed, "The appraisal is of a launch under another session.");
        if (!appraisal.Policy.Measurement.Contains(Convert.ToHexStringLower(launch.Digest), StringComparer.OrdinalIgnoreCase))
            throw new KeepException(KeepErrorId.AppraisalNotPassed, "Nobody said which guest may have the secrets. Appraise against a policy whose Measurement names the launch digest.");
        byte[] table = SevSecretTable.Write(secrets);
        try
        {
            return SevSecretPacket.Wrap(Keys, RandomNumberGenerator.GetBytes(SevKeys.Length), launch.Measure, table);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(table);
        }
    }

    /// <summary>The key with which the guest makes a <see cref="SevGuestProof"/>, to be wrapped with the other secrets.</summary>
    /// <returns>A secret of 16 bytes; zero it after use.</returns>
    public SevSecret GuestProofKey()
    {
        byte[] key = new byte[SevKeys.Length];
        SevKeys.Derive(Tik, "enarx-guest-proof"u8, [], key);
        return new SevSecret(SevGuestProof.SecretId, key);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_keys);
    }

    /// <summary>Whether the guest that got <see cref="GuestProofKey"/> stated the launch's report_data.</summary>
    internal bool HasProven(SevLaunch launch)
    {
        if (launch is not { ReportData: { } stated, Proof: { } proof })
            return false;
        byte[] key = GuestProofKey().Value;
        try
        {
            return CryptographicOperations.FixedTimeEquals(SevGuestProof.Make(key, stated), proof);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private ReadOnlySpan<byte> Keys
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _keys;
        }
    }

    private ReadOnlySpan<byte> Tik => Keys[SevKeys.Length..];
}
