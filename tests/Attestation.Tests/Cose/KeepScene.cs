using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence of a simulated keep that passes, to be spoilt in one place; what is the same for every TEE.</summary>
internal abstract class KeepScene
{
    protected KeepScene(Tee tee, Sha256Digest root)
    {
        Tee = tee;
        Policy = new KeepPolicy { SimulationRoot = [root] };
        Certificate = Scene.SelfSigned();
        Claims = new KeepClaims { Nonce = Nonce!, Key = SHA384.HashData(X509Certificate.Parse(Certificate).PublicKey.Span) }.Encode();
    }

    public static byte[] Measurement { get; } = SHA384.HashData("a keep"u8);

    public Tee Tee { get; }

    public List<byte[]> Endorsements { get; init; } = [];

    public byte[]? Claims { get; set; }

    public byte[]? Nonce { get; set; } = RandomNumberGenerator.GetBytes(32);

    public byte[]? Certificate { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }

    public EvidenceWrapping? Wrapping { get; set; }

    public DateTimeOffset Time { get; set; } = DateTimeOffset.UtcNow.AddSeconds(1);

    public KeepPolicy Policy { get; set; }

    /// <summary>Changes the bytes of the report last of all.</summary>
    public Func<byte[], byte[]> Raw { get; set; } = bytes => bytes;

    /// <summary>Makes it the evidence of another system, without a keep's claims.</summary>
    public void Strip() => (Claims, Nonce, Certificate) = (null, null, null);

    public KeepEvidence Evidence() => new()
    {
        Tee = Tee,
        Report = Raw(Report()),
        Endorsements = Endorsements,
        Claims = Claims,
        Nonce = Nonce,
        Certificate = Certificate,
        ReceivedAt = ReceivedAt,
        Wrapping = Wrapping,
    };

    public KeepAppraisal Appraise() => EvidenceAppraiser.Appraise(Evidence(), Policy, Time);

    protected abstract byte[] Report();
}
