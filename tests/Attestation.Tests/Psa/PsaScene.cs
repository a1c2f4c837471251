using System.Formats.Cbor;
using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>A PSA token under a key of its own that passes, to be spoilt in one place.</summary>
internal sealed class PsaScene : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP384);

    public PsaScene(string profile = "tag:psacertified.org,2023:psa#tfm")
    {
        var claims = CborEdit.Read(new byte[] { 0xa0 });
        ArmProfile known = ArmProfile.All.Single(p => p.Name == profile);
        claims.Set(known.IsOldest ? -75000 : 265, w => w.WriteTextString(profile));
        claims.Set(known.Nonce, w => w.WriteByteString(new byte[32]));
        claims.Set(known.InstanceId, w => w.WriteByteString([1, .. new byte[32]]));
        claims.Set(known.ImplementationId, w => w.WriteByteString(new byte[32]));
        claims.Set(known.ClientId, w => w.WriteInt32(1));
        claims.Set(known.Lifecycle, w => w.WriteInt32(0x3000));
        claims.Set(known.BootSeed[0], w => w.WriteByteString(new byte[32]));
        claims.Set(known.CertificationReference, w => w.WriteTextString(known.IsOldest ? "1234567890123" : "1234567890123-12345"));
        claims.Set(known.VerificationService, w => w.WriteTextString("https://example.com"));
        claims.Set(known.SoftwareComponents, Components);
        Token = new CoseEdit(_key, claims, CoseSign1.Tag);
        Endorsements = [_key.ExportSubjectPublicKeyInfo()];
        Policy = new KeepPolicy { TrustedRoot = [Sha256Digest.FromBytes(SHA256.HashData(Endorsements[0]))] };
    }

    public CoseEdit Token { get; }

    public List<byte[]> Endorsements { get; }

    public KeepPolicy Policy { get; set; }

    public KeepAppraisal Appraise() =>
        EvidenceAppraiser.Appraise(new KeepEvidence { Tee = Tee.Psa, Report = Token.Encode(), Endorsements = Endorsements }, Policy, DateTimeOffset.UtcNow);

    public void Dispose() => _key.Dispose();

    /// <summary>One software component.</summary>
    public static void Components(CborWriter w)
    {
        w.WriteStartArray(1);
        w.WriteStartMap(3);
        w.WriteInt32(1);
        w.WriteTextString("PRoT");
        w.WriteInt32(2);
        w.WriteByteString(new byte[32]);
        w.WriteInt32(5);
        w.WriteByteString(new byte[32]);
        w.WriteEndMap();
        w.WriteEndArray();
    }
}
