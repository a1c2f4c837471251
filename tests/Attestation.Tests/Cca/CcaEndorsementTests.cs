using System.Buffers.Text;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

/// <summary>Every form in which a platform's key and reference values may come, and what is wrong with others.</summary>
public sealed class CcaEndorsementTests(SimulatedTees tees)
{
    private static readonly byte[] Mark = SHA256.HashData(Encoding.ASCII.GetBytes(SimulatedSnpAuthority.Organization));

    private byte[] KeyInfo => tees.Platform.Key.ExportSubjectPublicKeyInfo();

    private byte[] InstanceId => [1, .. SHA256.HashData(KeyInfo)];

    [Theory]
    [InlineData("DER")]
    [InlineData("PEM")]
    [InlineData("JWK")]
    [InlineData("JWK with more")]
    [InlineData("JWK set")]
    [InlineData("anchors")]
    [InlineData("CoRIM with PEM")]
    [InlineData("CoRIM with COSE_Key")]
    public void A_key_passes_in_every_form(string form)
    {
        KeepAppraisal appraisal = With(form switch
        {
            "DER" => KeyInfo,
            "PEM" => Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", KeyInfo) + "\r\n"),
            "JWK" => Utf8(Jwk(KeyInfo)),
            "JWK with more" => Utf8("\n" + Jwk(KeyInfo).Replace("{", "{\"kid\":\"1\",\"use\":\"sig\",", StringComparison.Ordinal)),
            "JWK set" => Utf8($$"""{"keys":[{{Jwk(KeyInfo)}}]}"""),
            "anchors" => Anchor(KeyInfo, Mark, InstanceId),
            "CoRIM with PEM" => CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, PemKey(KeyInfo))),
            _ => CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, CoseKeyOf(tees.Platform.Key))),
        });
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.Equal(tees.Cca.RootDigest, Assert.Single(appraisal.Endorsements).Sha256);
    }

    [Fact]
    public void The_right_key_is_picked_from_among_others()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] otherInfo = other.ExportSubjectPublicKeyInfo();
        KeepAppraisal appraisal = With(otherInfo, Anchor(otherInfo, Mark, InstanceId), Anchor(KeyInfo, Mark, [1, .. new byte[32]]), KeyInfo);
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
    }

    [Fact]
    public void A_key_that_the_policy_names_goes_before_one_that_it_does_not()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var scene = new CcaScene(tees);
        scene.Platform.Key = other;
        scene.Endorsements.Insert(0, other.ExportSubjectPublicKeyInfo());
        Assert.Equal(["cca.cpak.platform", "cca.platform.signature"], Failed(scene.Appraise()));
    }

    [Fact]
    public void Without_a_key_the_appraisal_is_not_done()
    {
        KeepAppraisal appraisal = With();
        Assert.False(appraisal.Passed);
        Assert.Empty(Failed(appraisal));
        Assert.Equal("cca.cpak.present", appraisal.FirstFailure!.Id);
    }

    [Fact]
    public void A_key_that_is_no_key_is_a_fault_of_the_anchor_alone()
    {
        byte[] bad = [.. KeyInfo[..^1], (byte)(KeyInfo[^1] ^ 1)];
        foreach (byte[] form in (byte[][])[bad, Utf8(Jwk(bad)), Anchor(bad, Mark, InstanceId), CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, PemKey(bad)))])
            Assert.Equal(["cca.cpak.point"], Failed(With(form)));
    }

    [Fact]
    public void Reference_values_that_fit_pass()
    {
        byte[] rim = KeepScene.Measurement, rpv = new byte[64];
        byte[] zero = new byte[48];
        KeepAppraisal appraisal = With(KeyInfo, PlatformReference(Convert.ToHexString(Mark)), RealmReference(rim),
            CorimBuilder.Corim(CorimBuilder.Platform(Mark, CorimBuilder.Component("RMM", Mark, Mark))),
            CorimBuilder.Corim(CorimBuilder.Platform(Mark, CorimBuilder.Configuration([]))),
            CorimBuilder.Corim(CorimBuilder.Realm(rim, CorimBuilder.Registers(rpv, ("rim", rim), ("rem0", zero), ("rem3", zero)))));
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.All(appraisal.Checks.Where(c => c.Id.EndsWith("reference", StringComparison.Ordinal)), c => Assert.Equal(CheckVerdict.Passed, c.Verdict));
    }

    [Fact]
    public void Reference_values_of_another_implementation_say_nothing()
    {
        KeepAppraisal appraisal = With(KeyInfo, CorimBuilder.Corim(CorimBuilder.Platform(new byte[32], CorimBuilder.Component("RMM", Mark, new byte[32]))));
        Assert.True(appraisal.Passed, CommonFaults.Explain(appraisal));
        Assert.Equal(CheckVerdict.NotDone, appraisal.Checks.Single(c => c.Id == "cca.policy.reference").Verdict);
    }

    [Theory]
    [InlineData("component", "cca.policy.reference")]
    [InlineData("signer", "cca.policy.reference")]
    [InlineData("configuration", "cca.policy.reference")]
    [InlineData("rim", "cca.policy.realm-reference")]
    [InlineData("rem", "cca.policy.realm-reference")]
    [InlineData("rpv", "cca.policy.realm-reference")]
    public void Reference_values_that_differ_are_refused(string what, string check)
    {
        byte[] rim = KeepScene.Measurement, other = SHA384.HashData("other"u8), rpv = new byte[64];
        byte[] reference = CorimBuilder.Corim(what switch
        {
            "component" => CorimBuilder.Platform(Mark, CorimBuilder.Component("BL2", Mark, Mark)),
            "signer" => CorimBuilder.Platform(Mark, CorimBuilder.Component("RMM", new byte[32], Mark)),
            "configuration" => CorimBuilder.Platform(Mark, CorimBuilder.Configuration([1])),
            "rim" => CorimBuilder.Realm(other, CorimBuilder.Registers(rpv, ("rim", other))),
            "rem" => CorimBuilder.Realm(rim, CorimBuilder.Registers(rpv, ("rem2", other))),
            _ => CorimBuilder.Realm(rim, CorimBuilder.Registers([1, .. new byte[63]], ("rim", rim))),
        });
        Assert.Equal([check], Failed(With(KeyInfo, reference)));
    }

    [Fact]
    public void What_is_wrong_with_an_endorsement_is_told()
    {
        string key = Jwk(KeyInfo);
        byte[] pem = Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", KeyInfo));
        byte[] good = CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, PemKey(KeyInfo)));
        byte[][] bad =
        [
            [.. pem, .. pem],
            Encoding.ASCII.GetBytes(PemEncoding.WriteString("PRIVATE KEY", KeyInfo)),
            "-----BEGIN PUBLIC KEY-----"u8.ToArray(),
            [.. KeyInfo, 0],
            KeyInfo[..40],
            Utf8("{"),
            Utf8("{}x"),
            Utf8("[1]"),
            Utf8("{\"keys\":1}"),
            Utf8("{\"other\":1}"),
            Utf8(key.Replace("EC", "RSA", StringComparison.Ordinal)),
            Utf8(key.Replace("P-384", "secp256k1", StringComparison.Ordinal)),
            Utf8(key.Replace("P-384", "P-256", StringComparison.Ordinal)),
            Utf8(key.Replace("\"y\"", "\"z\"", StringComparison.Ordinal)),
            Utf8(key.Replace("\"x\":\"", "\"x\":\"!", StringComparison.Ordinal)),
            Utf8(key.Replace("{", "{\"d\":\"AAAA\",", StringComparison.Ordinal)),
            Utf8(key.Replace("{", "{\"kty\":\"EC\",", StringComparison.Ordinal)),
            Utf8(key.Replace("\"EC\"", "7", StringComparison.Ordinal)),
            Utf8($$"""[{"pkey":{{key}},"surprise":1}]"""),
            Utf8($$"""[{"implementation-id":"00"}]"""),
            Utf8($$"""[{"pkey":{{key}},"instance-id":"0"}]"""),
            Utf8("""{"platform":[{"sw-components":[]}]}"""),
            Utf8("""{"platform":[{"implementation-id":"00","sw-components":[{"version":"1"}]}]}"""),
            Utf8("""{"realm":[{"initial-measurement":"00","extensible-measurements":["","","","",""]}]}"""),
            Utf8("""{"realm":[{}]}"""),
            [.. good, 0],
            good[..^1],
            CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, PemKey(KeyInfo)), tag: 500),
            [0xd2, 0x84, 0x40, 0xa0, 0x40, 0x40],
            CorimBuilder.Corim(CorimBuilder.Keys(Mark[..31], InstanceId, PemKey(KeyInfo))),
            CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId[..32], PemKey(KeyInfo))),
            CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, w => w.WriteTextString("no tag"))),
            CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, w => { w.WriteTag((CborTag)557); w.WriteByteString([1]); })),
            CorimBuilder.Corim(CorimBuilder.Keys(Mark, InstanceId, w => { w.WriteTag((CborTag)554); w.WriteTextString("no PEM"); })),
            CorimBuilder.Corim(CorimBuilder.Platform(Mark, w => { w.WriteStartMap(1); w.WriteInt32(1); w.WriteStartMap(0); w.WriteEndMap(); w.WriteEndMap(); })),
            CorimBuilder.Corim(CorimBuilder.Realm(new byte[40], CorimBuilder.Registers(new byte[64]))),
            CorimBuilder.Corim(CorimBuilder.Realm(new byte[48], CorimBuilder.Registers(new byte[64], ("rim", KeepScene.Measurement)))),
        ];
        for (int i = 0; i < bad.Length; i++)
        {
            KeepAppraisal appraisal = With(KeyInfo, bad[i]);
            Assert.True(Failed(appraisal).SequenceEqual(["cca.cpak.format"]), $"{i}: {CommonFaults.Explain(appraisal)}");
            AppraisalCheck row = appraisal.FirstFailure!;
            Assert.Equal("endorsements[1]", row.Source);
            Assert.NotEmpty(row.Actual!);
        }
    }

    /// <summary>A list of one trust anchor.</summary>
    internal static byte[] Anchor(byte[] info, byte[] implementation, byte[] instance) =>
        Utf8($$"""[{"implementation-id":"{{Convert.ToHexString(implementation)}}","instance-id":"{{Convert.ToHexString(instance)}}","pkey":{{Jwk(info)}}}]""");

    /// <summary>Reference values for the simulated platform, with one component of a measurement.</summary>
    internal static byte[] PlatformReference(string measurement) => Utf8(
        $$"""{"platform":[{"implementation-id":"{{Convert.ToHexString(Mark)}}","platform-configuration":"","sw-components":[{"component-type":"RMM","measurement-value":"{{measurement}}","signer-id":"{{Convert.ToHexString(Mark)}}","version":"0"}]}]}""");

    /// <summary>Reference values for a Realm.</summary>
    internal static byte[] RealmReference(byte[] rim) => Utf8(
        $$"""{"realm":[{"initial-measurement":"{{Convert.ToHexString(rim)}}","personalization-value":"{{new string('0', 128)}}","rak-hash-algorithm":"sha-256"}]}""");

    private static string Jwk(byte[] info) =>
        $$"""{"kty":"EC","crv":"P-384","x":"{{Base64Url.EncodeToString(info.AsSpan()[^96..^48])}}","y":"{{Base64Url.EncodeToString(info.AsSpan()[^48..])}}"}""";

    private static Action<CborWriter> PemKey(byte[] info) => w =>
    {
        w.WriteTag((CborTag)554);
        w.WriteTextString(PemEncoding.WriteString("PUBLIC KEY", info));
    };

    private static Action<CborWriter> CoseKeyOf(ECDsa key) => w =>
    {
        w.WriteTag((CborTag)558);
        w.WriteEncodedValue(SimulatedCcaPlatform.WriteKey(key));
    };

    private KeepAppraisal With(params byte[][] endorsements)
    {
        var scene = new CcaScene(tees);
        scene.Endorsements.Clear();
        scene.Endorsements.AddRange(endorsements);
        return scene.Appraise();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static IEnumerable<string> Failed(KeepAppraisal appraisal) => appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id);
}
