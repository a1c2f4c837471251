using System.Security.Cryptography;
using System.Text;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the checks that it must fail.</summary>
internal static class CcaFaults
{
    private static readonly Dictionary<string, SceneFault<CcaScene>> Faults = new(
    [
        .. new Dictionary<string, SceneFault<CcaScene>>
        {
            // The collection.
            ["no token"] = new(CcaChecks.Collection, s => s.Raw = _ => []),
            ["a byte after the token"] = new(CcaChecks.Collection, s => s.Raw = bytes => [.. bytes, 0]),
            ["another tag"] = new(CcaChecks.Collection, s => s.Raw = bytes => [0xd9, 1, 0x90, .. bytes[3..]]),
            ["no tag"] = new(CcaChecks.Collection, s => s.Raw = bytes => bytes[3..]),
            ["a collection of open length"] = new(CcaChecks.Collection, s => s.Raw = bytes => [.. bytes[..3], 0xbf, .. bytes[4..], 0xff]),
            ["the platform token twice"] = Collection((w, p, r) => { w.WriteStartMap(2); w.WriteInt32(44234); w.WriteByteString(p); w.WriteInt32(44234); w.WriteByteString(p); w.WriteEndMap(); }),
            ["no Realm token"] = Collection((w, p, r) => { w.WriteStartMap(1); w.WriteInt32(44234); w.WriteByteString(p); w.WriteEndMap(); }),
            ["no platform token"] = Collection((w, p, r) => { w.WriteStartMap(1); w.WriteInt32(44241); w.WriteByteString(r); w.WriteEndMap(); }),
            ["a third token"] = Collection((w, p, r) => { w.WriteStartMap(3); w.WriteInt32(44234); w.WriteByteString(p); w.WriteInt32(44241); w.WriteByteString(r); w.WriteInt32(44242); w.WriteByteString(r); w.WriteEndMap(); }),
            ["a key that is a byte string"] = Collection((w, p, r) => { w.WriteStartMap(1); w.WriteByteString([1]); w.WriteByteString(p); w.WriteEndMap(); }),
            ["a wrapped token of another content format"] = Wrapped(264),
            ["an empty platform token"] = new(CcaChecks.Platform.Envelope, s => s.Collection = (_, r) => SimulatedCcaPlatform.WriteCollection([], r)),

            // Claims of the platform.
            ["another platform profile"] = Platform(265, w => w.WriteTextString("tag:arm.com,2030:cca_platform#9.0.0")),
            ["a PSA profile"] = Platform(265, w => w.WriteTextString("http://arm.com/psa/2.0.0")),
            ["no platform profile"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Remove(265)),
            ["a platform profile that is a number"] = Platform(265, w => w.WriteInt32(1)),
            ["no platform challenge"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Remove(10)),
            ["a platform challenge of 33 bytes"] = Platform(10, w => w.WriteByteString(new byte[33])),
            ["an implementation id of 31 bytes"] = Platform(2396, w => w.WriteByteString(new byte[31])),
            ["an implementation id that is a text"] = Platform(2396, w => w.WriteTextString(new string('a', 32))),
            ["an instance id of 32 bytes"] = Platform(256, w => w.WriteByteString([1, .. new byte[31]])),
            ["an instance id of another type"] = Platform(256, w => w.WriteByteString([2, .. new byte[32]])),
            ["no configuration"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Remove(2401)),
            ["no lifecycle"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Remove(2395)),
            ["a lifecycle between two states"] = Platform(2395, w => w.WriteInt32(0x3100)),
            ["a lifecycle beyond the states"] = Platform(2395, w => w.WriteInt32(0x6100)),
            ["a negative lifecycle"] = Platform(2395, w => w.WriteInt32(-1)),
            ["a lifecycle of 64 bits"] = Platform(2395, w => w.WriteUInt64(ulong.MaxValue)),
            ["an unknown platform hash"] = Platform(2402, w => w.WriteTextString("sha-1")),
            ["no software components"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Remove(2399)),
            ["an empty list of software components"] = Platform(2399, w => { w.WriteStartArray(0); w.WriteEndArray(); }),
            ["a software component without a signer"] = Platform(2399, w => { w.WriteStartArray(1); w.WriteStartMap(1); w.WriteInt32(2); w.WriteByteString(new byte[32]); w.WriteEndMap(); w.WriteEndArray(); }),
            ["a software component without a measurement"] = Platform(2399, w => { w.WriteStartArray(1); w.WriteStartMap(1); w.WriteInt32(5); w.WriteByteString(new byte[32]); w.WriteEndMap(); w.WriteEndArray(); }),
            ["a measurement of 20 bytes"] = Platform(2399, w => { w.WriteStartArray(1); w.WriteStartMap(2); w.WriteInt32(2); w.WriteByteString(new byte[20]); w.WriteInt32(5); w.WriteByteString(new byte[32]); w.WriteEndMap(); w.WriteEndArray(); }),
            ["a platform claim twice"] = new(CcaChecks.PlatformClaims, s => s.Platform.Claims.Add(2395, w => w.WriteInt32(0x3000))),
            ["bytes after the platform claims"] = new(CcaChecks.PlatformClaims, s => s.Platform.Payload = c => [.. c.Encode(), 0]),
            ["platform claims of open length"] = new(CcaChecks.PlatformClaims, s => s.Platform.Payload = c => c.Encode(indefinite: true)),
            ["no platform claims"] = new(CcaChecks.PlatformClaims, s => s.Platform.Payload = _ => []),
            ["platform claims that are a list"] = new(CcaChecks.PlatformClaims, s => s.Platform.Payload = _ => [0x80]),
            ["a text that is not UTF-8"] = Platform(2400, w => w.WriteEncodedValue([0x62, 0xc3, 0x28])),

            // Claims of the Realm.
            ["another Realm profile"] = Realm(265, w => w.WriteTextString("tag:arm.com,2024:realm#2.0.0")),
            ["no Realm challenge"] = new(CcaChecks.RealmClaims, s => s.Realm.Claims.Remove(10)),
            ["a Realm challenge of 63 bytes"] = Realm(10, w => w.WriteByteString(new byte[63])),
            ["a personalization value of 32 bytes"] = Realm(44235, w => w.WriteByteString(new byte[32])),
            ["an initial measurement of 40 bytes"] = Realm(44238, w => w.WriteByteString(new byte[40])),
            ["three extensible measurements"] = Realm(44239, w => { w.WriteStartArray(3); for (int i = 0; i < 3; i++) w.WriteByteString(new byte[32]); w.WriteEndArray(); }),
            ["five extensible measurements"] = Realm(44239, w => { w.WriteStartArray(5); for (int i = 0; i < 5; i++) w.WriteByteString(new byte[32]); w.WriteEndArray(); }),
            ["an extensible measurement of no bytes"] = Realm(44239, w => { w.WriteStartArray(4); for (int i = 0; i < 4; i++) w.WriteByteString([]); w.WriteEndArray(); }),
            ["an unknown Realm hash"] = Realm(44236, w => w.WriteTextString("md5")),
            ["no hash of the Realm's key"] = new(CcaChecks.RealmClaims, s => s.Realm.Claims.Remove(44240)),
            ["a Realm claim twice"] = new(CcaChecks.RealmClaims, s => s.Realm.Claims.Add(44240, w => w.WriteTextString("sha-256"))),
            ["a Realm claim twice in two encodings"] = new(CcaChecks.RealmClaims, s => s.Realm.Claims.AddEncoded([0x18, 0x0a], CborEdit.Encode(w => w.WriteByteString(new byte[64])))),
            ["a bare point under the profile of 2023"] = new(CcaChecks.RealmClaims, s => s.SetRealmKey(Point(s, 4))),
            ["a COSE_Key without a profile"] = new(CcaChecks.RealmClaims, s => s.Realm.Claims.Remove(265)),
            ["a compressed bare point"] = new(CcaChecks.RealmClaims, s => { s.Realm.Claims.Remove(265); s.SetRealmKey(Point(s, 2)); }),
            ["a Realm's key on another curve than it says"] = RealmKey(k => k.Set(-1, w => w.WriteInt32(1))),
            ["a Realm's key that is RSA"] = RealmKey(k => k.Set(1, w => w.WriteInt32(3))),
            ["a Realm's key with a sign for Y"] = RealmKey(k => k.Set(-3, w => w.WriteBoolean(true))),
            ["a Realm's private key"] = RealmKey(k => k.Set(-4, w => w.WriteByteString(new byte[48]))),
            ["a Realm's key with X twice"] = RealmKey(k => k.AddEncoded([0x21], k.Get(-2))),
            ["a Realm's key that is not on its curve"] = new(CcaChecks.RealmKey, s => s.SetRealmKey(EditKey(s, k => k.Set(-3, w => w.WriteByteString(new byte[48]))))),
            ["a Realm's key of another curve than the algorithm's"] = new(CcaChecks.RealmKey, s => s.SetRealmKey(OtherCurve())),

            // The platform's key.
            ["an endorsement of junk"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add("junk"u8.ToArray())),
            ["an empty endorsement"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add([])),
            ["a cut key"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add(s.KeyInfo[..^1])),
            ["a certificate for a key"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add(s.Certificate!)),
            ["PEM of a certificate"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add(Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE", s.Certificate!)))),
            ["33 endorsements"] = new(CcaChecks.Key.Format, s => s.Endorsements.AddRange(Enumerable.Repeat(s.KeyInfo, 32))),
            ["an endorsement that is too long"] = new(CcaChecks.Key.Format, s => s.Endorsements.Add(new byte[EndorsementSet.LongestItem + 1])),
            ["a key beside its curve"] = new(CcaChecks.Key.Point, s => s.Endorsements.Add([.. s.KeyInfo[..^1], (byte)(s.KeyInfo[^1] ^ 1)])),
            ["another key"] = new([CcaChecks.Key.Platform, CcaChecks.Key.Trusted, CcaChecks.Platform.Signature], s => (s.Endorsements[0], s.Platform.Claims) = (Info(ECCurve.NamedCurves.nistP384), s.Platform.Claims.Set(2400, w => w.WriteTextString("elsewhere")))),
            ["a key on another curve"] = new([CcaChecks.Key.Platform, CcaChecks.Key.Simulation], s => s.Endorsements[0] = Info(ECCurve.NamedCurves.nistP256)),
            ["a key of another instance"] = new(CcaChecks.Key.Platform, s => s.Endorsements[0] = CcaEndorsementTests.Anchor(s.KeyInfo, new byte[32], [1, .. new byte[32]])),
            ["a simulation that the policy does not name"] = new(CcaChecks.Key.Simulation, s => s.Policy = s.Policy with { SimulationRoot = [] }),
            ["a simulation that the policy trusts as a vendor's"] = new(CcaChecks.Key.Simulation, s => s.Policy = s.Policy with { SimulationRoot = [], TrustedRoot = s.Policy.SimulationRoot }),
            ["a vendor's key that the policy does not name"] = new(CcaChecks.Key.Trusted, s => { s.Policy = s.Policy with { SimulationRoot = [] }; s.SetPlatform(2400, w => w.WriteTextString("elsewhere")); }),

            // The binding.
            ["a challenge of another key"] = new(CcaChecks.Binding, s => s.SetPlatform(10, w => w.WriteByteString(SHA256.HashData("other"u8)))),
            ["a challenge under another hash"] = new(CcaChecks.Binding, s => s.SetRealm(44240, w => w.WriteTextString("sha-512"))),
            ["a challenge of zeros"] = new(CcaChecks.Binding, s => s.SetPlatform(10, w => w.WriteByteString(new byte[32]))),

            // The policy.
            ["a platform that is debugged"] = new(CcaChecks.Policy.Debug, s => s.SetPlatform(2395, w => w.WriteInt32(0x4000))),
            ["a root of trust that is debugged"] = new(CcaChecks.Policy.Debug, s => s.SetPlatform(2395, w => w.WriteInt32(0x50ff))),
            ["an unknown state"] = new(CcaChecks.Policy.Lifecycle, s => s.SetPlatform(2395, w => w.WriteInt32(0))),
            ["a state of assembly"] = new(CcaChecks.Policy.Lifecycle, s => s.SetPlatform(2395, w => w.WriteInt32(0x1000))),
            ["a decommissioned platform"] = new(CcaChecks.Policy.Lifecycle, s => s.SetPlatform(2395, w => w.WriteInt32(0x6000))),
            ["a state that the policy does not list"] = Policy(CcaChecks.Policy.Lifecycle, p => p with { Lifecycle = [SecurityLifecycle.AssemblyAndTest] }),
            ["debug allowed but not listed"] = new(CcaChecks.Policy.Lifecycle, s => { s.SetPlatform(2395, w => w.WriteInt32(0x4000)); s.Policy = s.Policy with { AllowDebug = true, Lifecycle = [SecurityLifecycle.Secured] }; }),
            ["another implementation"] = Policy(CcaChecks.Policy.Implementation, p => p with { ImplementationId = [new string('a', 64)] }),
            ["another instance"] = Policy(CcaChecks.Policy.Instance, p => p with { ChipId = ["01" + new string('a', 64)] }),
            ["other software"] = Policy(CcaChecks.Policy.Software, p => p with { SoftwareComponent = [new string('a', 64)] }),
            ["another Realm"] = Policy(CcaChecks.Measurement, p => p with { Measurement = [new string('a', 96)] }),
            ["another register"] = Policy(CcaChecks.Rem, p => p with { Rem = new Dictionary<int, IReadOnlyList<string>> { [3] = [new string('a', 96)] } }),
            ["a register that there is not"] = Policy(CcaChecks.Rem, p => p with { Rem = new Dictionary<int, IReadOnlyList<string>> { [4] = [new string('0', 96)] } }),
            ["another personalization"] = Policy(CcaChecks.Personalization, p => p with { PersonalizationValue = [new string('a', 128)] }),
            ["another report_data"] = Policy(CcaChecks.ReportData, p => p with { ReportData = "aa" }),
            ["another policy nonce"] = Policy(CcaChecks.Nonce, p => p with { Nonce = "aa" }),
            ["old evidence"] = new(ClaimsChecks.Age, s => { s.ReceivedAt = s.Time.AddHours(-2); s.Policy = s.Policy with { MaximumAge = TimeSpan.FromHours(1) }; }),
            ["other reference values for the software"] = new(CcaChecks.Policy.Reference, s => s.Endorsements.Add(CcaEndorsementTests.PlatformReference("aa"))),
            ["other reference values for the Realm"] = new(CcaChecks.RealmReference, s => s.Endorsements.Add(CcaEndorsementTests.RealmReference(new byte[48]))),
        },
        .. EnvelopeFaults.Of<CcaScene>(CcaChecks.Platform, s => s.Platform, [CcaChecks.Key.Platform, CcaChecks.Platform.Signature], "platform"),
        .. EnvelopeFaults.Of<CcaScene>(CcaChecks.Realm, s => s.Realm, [CcaChecks.Realm.Signature], "Realm"),
        .. CommonFaults.Of<CcaScene>(),
    ]);

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<CheckDefinition> Covered => Faults.Values.SelectMany(f => f.Fails);

    public static SceneFault<CcaScene> Get(string name) => Faults[name];

    private static SceneFault<CcaScene> Platform(object label, Action<System.Formats.Cbor.CborWriter> value) => new(CcaChecks.PlatformClaims, s => s.SetPlatform(label, value));

    private static SceneFault<CcaScene> Realm(object label, Action<System.Formats.Cbor.CborWriter> value) => new(CcaChecks.RealmClaims, s => s.SetRealm(label, value));

    private static SceneFault<CcaScene> RealmKey(Action<CborEdit> change) => new(CcaChecks.RealmClaims, s => s.SetRealmKey(EditKey(s, change)));

    private static SceneFault<CcaScene> Policy(CheckDefinition fails, Func<KeepPolicy, KeepPolicy> change) => new(fails, s => s.Policy = change(s.Policy));

    private static SceneFault<CcaScene> Collection(Action<System.Formats.Cbor.CborWriter, byte[], byte[]> write) => new(CcaChecks.Collection, s => s.Collection = (platform, realm) => CborEdit.Encode(w =>
    {
        w.WriteTag((System.Formats.Cbor.CborTag)399);
        write(w, platform, realm);
    }));

    private static SceneFault<CcaScene> Wrapped(int format) => new(CcaChecks.Collection, s => s.Collection = (platform, realm) => WriteWrapped(platform, realm, format));

    /// <summary>The collection of the newer drafts.</summary>
    public static byte[] WriteWrapped(byte[] platform, byte[] realm, int format) => CborEdit.Encode(w =>
    {
        w.WriteTag((System.Formats.Cbor.CborTag)907);
        w.WriteStartMap(2);
        foreach ((int label, byte[] token) in ((int, byte[])[])[(44234, platform), (44241, realm)])
        {
            w.WriteInt32(label);
            w.WriteStartArray(2);
            w.WriteInt32(format);
            w.WriteByteString(token);
            w.WriteEndArray();
        }

        w.WriteEndMap();
    });

    private static byte[] EditKey(CcaScene scene, Action<CborEdit> change)
    {
        var key = CborEdit.Read(SimulatedCcaPlatform.WriteKey(scene.Realm.Key));
        change(key);
        return key.Encode();
    }

    /// <summary>The Realm's key as a bare point.</summary>
    public static byte[] Point(CcaScene scene, byte form) => [form, .. scene.Realm.Key.ExportSubjectPublicKeyInfo()[^96..]];

    private static byte[] OtherCurve()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return CborEdit.Read(SimulatedCcaPlatform.WriteKey(key)).Set(-1, w => w.WriteInt32(1)).Encode();
    }

    private static byte[] Info(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportSubjectPublicKeyInfo();
    }
}
