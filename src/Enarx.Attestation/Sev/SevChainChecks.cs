using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>
/// The checks of a platform's certificates: ARK, ASK and CEK on AMD's side, OCA on the owner's; both sign the PEK, which
/// signs the PDH (AMD 55766, section 2.1, "Keys", and appendix C).
/// </summary>
internal sealed class SevChainChecks(CheckList checks, KeepPolicy policy)
{
    private readonly List<KeepEndorsement> _used = [];

    /// <summary>True when the root, or the policy about it, says that no TEE is behind it.</summary>
    public bool IsSimulated { get; private set; }

    /// <summary>The product whose root it is; null when the root is none of AMD's.</summary>
    public string? Product { get; private set; }

    /// <summary>What was checked, for the record. Certificates of this format have no dates.</summary>
    public IReadOnlyList<KeepEndorsement> Used => _used;

    /// <summary>Whether a certificate carries a good signature of a signer, by the algorithm that is the signer's.</summary>
    public static bool IsSigned(SevCertificate certificate, SevUsage signer, byte[]? publicKeyInfo, SevAlgorithm algorithm) =>
        certificate.SlotOf(signer) is { } slot && certificate.SignerAlgorithm(slot) == algorithm
        && SevSignature.Verify(publicKeyInfo, algorithm, certificate.Signed, certificate.Signature(slot));

    /// <summary>Makes the checks of AMD's authority.</summary>
    public void MakeAuthority(SevEndorsements endorsements)
    {
        if (endorsements.Root is { } root)
        {
            MakeTrust(root, endorsements.Issuer);
            Use("ARK", root);
            checks.Record(SevChecks.RootSelf, root.KeyId.SequenceEqual(root.CertifyingId), "A root is issued by nobody else.",
                Convert.ToHexStringLower(root.KeyId), Convert.ToHexStringLower(root.CertifyingId), "ARK[0x14..0x24]");
            checks.Record(SevChecks.RootSignature, SevSignature.Verify(root.PublicKeyInfo, root.Algorithm, root.Signed, root.Signature), "The root was altered.", source: "ARK");
        }

        if (endorsements.Issuer is not { } issuer)
            return;
        Use("ASK", issuer);
        if (endorsements.Root is not { } named)
            return;
        checks.Record(SevChecks.IssuerNamed, issuer.CertifyingId.SequenceEqual(named.KeyId), "The ASK is of another root.",
            Convert.ToHexStringLower(named.KeyId), Convert.ToHexStringLower(issuer.CertifyingId), "ASK[0x14..0x24]");
        checks.Record(SevChecks.IssuerSignature, SevSignature.Verify(named.PublicKeyInfo, named.Algorithm, issuer.Signed, issuer.Signature),
            "The root did not issue this certificate, or it was altered.", source: "ASK");
    }

    /// <summary>Makes the checks of the platform's certificates.</summary>
    public void MakePlatform(SevPlatform platform, SevCaCertificate? issuer)
    {
        MakeForm(platform);
        foreach ((SevUsage usage, SevCertificate certificate, _) in platform.All)
            _used.Add(new KeepEndorsement($"{usage}".ToUpperInvariant(), $"API {certificate.ApiMajor}.{certificate.ApiMinor}", Sha256Digest.FromBytes(SHA256.HashData(certificate.Bytes)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        if (issuer is not null && checks.Passed(SevChecks.ChipEndorsed))
            MakeSigned(SevChecks.ChipSignature, platform.Cek, SevUsage.Ask, issuer.PublicKeyInfo, issuer.Algorithm, "CEK");
        MakeSigned(SevChecks.OwnerSignature, platform.Oca, SevUsage.Oca, platform.Oca.PublicKeyInfo, platform.Oca.Algorithm, "OCA");
        MakeSigned(SevChecks.EndorsedByOwner, platform.Pek, SevUsage.Oca, platform.Oca.PublicKeyInfo, platform.Oca.Algorithm, "PEK");
        MakeSigned(SevChecks.EndorsedByChip, platform.Pek, SevUsage.Cek, platform.Cek.PublicKeyInfo, platform.Cek.Algorithm, "PEK");
        MakeSigned(SevChecks.ExchangeSignature, platform.Pdh, SevUsage.Pek, platform.Pek.PublicKeyInfo, platform.Pek.Algorithm, "PDH");
        if (platform.Oca.PublicKeyInfo is { } owner)
            MakeOwner(Sha256Digest.FromBytes(SHA256.HashData(owner)));
        checks.NotDone(SevChecks.Rollback, required: false, "Chip keys of SEV do not depend on the firmware's version: whoever ran old, faulty firmware on the chip may hold them (Buhren and others, arXiv 1908.11680). Only SEV-SNP ties them to a TCB.", Product);
    }

    private void MakeTrust(SevCaCertificate root, SevCaCertificate? issuer)
    {
        Sha256Digest digest = root.PublicKeyDigest;
        Product = SevRoots.ProductOf(digest);
        bool named = policy.SimulationRoot.Contains(digest);
        IsSimulated = named || SevRoots.IsSimulation(root) || (issuer is not null && SevRoots.IsSimulation(issuer));
        checks.Record(SevChecks.RootSimulation, !IsSimulated || named,
            "The platform is simulated: no TEE is behind it. To accept that for development, name this root in the policy's SimulationRoot.",
            "AMD's root, or a simulation root of the policy", $"key id {Convert.ToHexStringLower(root.KeyId)}, SPKI SHA-256 {digest}", "ARK");
        if (IsSimulated)
            checks.NotDone(SevChecks.RootTrusted, required: false, $"'{SevChecks.RootSimulation.Id}' decides about simulation roots.");
        else
            checks.Record(SevChecks.RootTrusted, Product is not null || policy.TrustedRoot.Contains(digest), "Nobody vouches for this root. Roots are never taken from evidence.",
                "a pinned root, or one of the policy's TrustedRoot", $"SPKI SHA-256 {digest}", "ARK");
    }

    private void MakeForm(SevPlatform platform)
    {
        string? version = null, stray = null, usage = null, algorithm = null, key = null, signer = null;
        foreach ((SevUsage own, SevCertificate certificate, int? offset) in platform.All)
        {
            string At(int start, int end) => SevPlatform.Source(offset, start, end);
            if (certificate.Version != 1)
                version ??= At(0x00, 0x04);
            if (certificate.FindStray() is >= 0 and var at)
                stray ??= At(at, at + 1);
            if (certificate.Usage != own)
                usage ??= At(0x08, 0x0c);
            if (!IsAlgorithm(own, certificate.Algorithm))
                algorithm ??= At(0x0c, 0x10);
            // Platforms make keys on P-384 only; an owner brings its own.
            if (!(certificate.Curve == 2 || (own == SevUsage.Oca && certificate.Curve == 1)) || certificate.PublicKeyInfo is not { } info || VerificationKey.Import(info) is null)
                key ??= At(0x10, 0xa4);
            if (FindForeignSigner(certificate, own) is { } slot)
                signer ??= At(SevCertificate.SignedLength + (slot * 0x208), SevCertificate.SignedLength + (slot * 0x208) + 8);
        }

        checks.Record(SevChecks.Version, version is null, "The layout of this version is not known.", "1", source: version);
        checks.Record(SevChecks.Reserved, stray is null, "The certificate was altered, or has fields that this release cannot judge.", "zero", source: stray);
        checks.Record(SevChecks.Usage, usage is null, "The certificates are out of order, or of another kind.", "PDH, PEK, OCA, CEK", source: usage);
        checks.Record(SevChecks.Algorithm, algorithm is null, "No platform makes such a key.", "ECDH for the PDH, ECDSA for the others", source: algorithm);
        checks.Record(SevChecks.Key, key is null, "The key is none, or one made to give secrets away (CVE-2019-9836).", "a point of P-384, for the OCA or of P-256", source: key);
        checks.Record(SevChecks.Signers, signer is null, "Nobody else signs such a certificate.", source: signer);
    }

    private void MakeSigned(CheckDefinition check, SevCertificate certificate, SevUsage signer, byte[]? publicKeyInfo, SevAlgorithm algorithm, string source)
    {
        string? actual = certificate.SlotOf(signer) is not { } slot ? "no signature of that key"
            : certificate.SignerAlgorithm(slot) != algorithm ? $"{certificate.SignerAlgorithm(slot)}" : null;
        checks.Record(check, IsSigned(certificate, signer, publicKeyInfo, algorithm), "The certificate was altered, or another key signed it.",
            $"{algorithm} by the {signer}", actual, source);
    }

    private void MakeOwner(Sha256Digest owner)
    {
        if (policy.TrustedRoot.Contains(owner))
            checks.Record(SevChecks.Owner, holds: true, "", actual: owner.ToString(), source: "OCA");
        else
            checks.NotDone(SevChecks.Owner, required: false, "The policy's TrustedRoot does not name the owner. A platform that nobody owns made this key itself.", $"SPKI SHA-256 {owner}", "OCA");
    }

    private void Use(string kind, SevCaCertificate certificate) =>
        _used.Add(new KeepEndorsement(kind, $"key id {Convert.ToHexStringLower(certificate.KeyId)}", Sha256Digest.FromBytes(SHA256.HashData(certificate.Bytes.Span)), DateTimeOffset.MinValue, DateTimeOffset.MaxValue));

    private static bool IsAlgorithm(SevUsage usage, SevAlgorithm algorithm) => usage == SevUsage.Pdh
        ? algorithm is SevAlgorithm.EcdhSha256 or SevAlgorithm.EcdhSha384
        : algorithm is SevAlgorithm.EcdsaSha256 or SevAlgorithm.EcdsaSha384;

    /// <summary>The slot that is neither empty nor of a signer that the usage has, or repeats one; null when there is none.</summary>
    private static int? FindForeignSigner(SevCertificate certificate, SevUsage usage)
    {
        for (int slot = 0; slot < 2; slot++)
        {
            SevUsage signer = certificate.Signer(slot);
            bool known = usage switch
            {
                SevUsage.Pdh => signer == SevUsage.Pek,
                SevUsage.Pek => signer is SevUsage.Oca or SevUsage.Cek,
                SevUsage.Oca => signer == SevUsage.Oca,
                _ => signer == SevUsage.Ask,
            };
            bool empty = signer == SevUsage.Invalid && certificate.SignerAlgorithm(slot) == SevAlgorithm.Invalid;
            if (!empty && (!known || (slot == 1 && signer == certificate.Signer(0))))
                return slot;
        }

        return null;
    }
}
