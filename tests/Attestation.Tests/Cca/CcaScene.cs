using System.Formats.Cbor;
using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>A token of a simulated Realm that passes, to be spoilt in one place.</summary>
internal sealed class CcaScene : KeepScene
{
    public CcaScene(SimulatedTees tees)
        : base(Tee.Cca, tees.Cca.RootDigest)
    {
        (byte[] report, IReadOnlyList<byte[]> endorsements) = tees.Platform.Attest(Measurement, KeepClaims.ReportData(Claims));
        Endorsements.AddRange(endorsements);
        var token = CcaToken.Read(report);
        Platform = Edit(token.Platform, tees.Platform.Key);
        Realm = Edit(token.Realm, tees.Platform.RealmKey);
    }

    public CoseEdit Platform { get; }

    public CoseEdit Realm { get; }

    /// <summary>Puts the tokens together.</summary>
    public Func<byte[], byte[], byte[]> Collection { get; set; } = SimulatedCcaPlatform.WriteCollection;

    /// <summary>The platform's key as SubjectPublicKeyInfo.</summary>
    public byte[] KeyInfo => Endorsements[0];

    /// <summary>Sets a claim of the platform.</summary>
    public void SetPlatform(object label, Action<CborWriter> value) => Platform.Claims.Set(label, value);

    /// <summary>Sets a claim of the Realm.</summary>
    public void SetRealm(object label, Action<CborWriter> value) => Realm.Claims.Set(label, value);

    /// <summary>Sets the claim of the Realm's key, and has the platform vouch for it.</summary>
    public void SetRealmKey(byte[] key)
    {
        SetRealm(44237, w => w.WriteByteString(key));
        SetPlatform(10, w => w.WriteByteString(SHA256.HashData(key)));
    }

    protected override byte[] Report() => Collection(Platform.Encode(), Realm.Encode());

    private static CoseEdit Edit(CborItem token, ECDsa key) =>
        new(key, CborEdit.Read(CoseSign1.Read(token.Embedded("token"), requireTag: true).Payload.Bytes(0, int.MaxValue)), CoseSign1.Tag);
}
