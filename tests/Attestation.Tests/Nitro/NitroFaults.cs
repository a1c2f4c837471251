using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the checks that it must fail.</summary>
internal static class NitroFaults
{
    private static readonly Dictionary<string, SceneFault<NitroScene>> Faults = new(
    [
        .. new Dictionary<string, SceneFault<NitroScene>>
        {
            ["no document"] = new(NitroChecks.Cose.Envelope, s => s.Raw = _ => []),
            ["a byte after the document"] = new(NitroChecks.Cose.Envelope, s => s.Raw = bytes => [.. bytes, 0]),
            ["an unprotected header"] = new(NitroChecks.Header, s => s.Document.Unprotected.Set(4, w => w.WriteByteString([1]))),
            ["ES256"] = new(NitroChecks.Cose.Algorithm, s => s.Document.Protected = CoseSigner.Header(CoseAlgorithm.Es256)),
            ["ES512"] = new(NitroChecks.Cose.Algorithm, s => s.Document.Protected = CoseSigner.Header(CoseAlgorithm.Es512)),

            // Which fields there are.
            ["an empty payload"] = new(NitroChecks.Fields, s => s.Document.Payload = _ => []),
            ["a payload of more than 16384 bytes"] = new(NitroChecks.Fields, s => { s.Set("user_data", w => w.WriteByteString(new byte[16384])); }),
            ["a payload that is a list"] = new(NitroChecks.Fields, s => s.Document.Payload = _ => [0x80]),
            ["bytes after the payload"] = new(NitroChecks.Fields, s => s.Document.Payload = c => [.. c.Encode(), 0]),
            ["a field that is not known"] = Field(NitroChecks.Fields, "nitrotpm_pcrs", w => w.WriteNull()),
            ["a field with a number for a name"] = new(NitroChecks.Fields, s => s.Document.Claims.Set(1, w => w.WriteNull())),
            ["a field twice"] = new(NitroChecks.Fields, s => s.Document.Claims.Add("digest", w => w.WriteTextString("SHA384"))),
            ["a field in chunks"] = Field(NitroChecks.Fields, "nonce", w => w.WriteEncodedValue([0x5f, 0x41, 0x01, 0xff])),
            ["no module_id"] = Without("module_id"),
            ["no digest"] = Without("digest"),
            ["no timestamp"] = Without("timestamp"),
            ["no pcrs"] = Without("pcrs"),
            ["no certificate"] = new(NitroChecks.Fields, s => s.FreezeCertificates(() => s.Document.Claims.Remove("certificate"))),
            ["no cabundle"] = new(NitroChecks.Fields, s => s.FreezeCertificates(() => s.Document.Claims.Remove("cabundle"))),
            ["module_id null"] = Field(NitroChecks.Fields, "module_id", w => w.WriteNull()),
            ["digest null"] = Field(NitroChecks.Fields, "digest", w => w.WriteNull()),
            ["timestamp null"] = Field(NitroChecks.Fields, "timestamp", w => w.WriteNull()),
            ["pcrs null"] = Field(NitroChecks.Fields, "pcrs", w => w.WriteNull()),
            ["certificate null"] = new(NitroChecks.Fields, s => s.FreezeCertificates(() => s.Set("certificate", w => w.WriteNull()))),
            ["cabundle null"] = new(NitroChecks.Fields, s => s.FreezeCertificates(() => s.Set("cabundle", w => w.WriteNull()))),

            // What is in them.
            ["module_id empty"] = Field(NitroChecks.ModuleId, "module_id", w => w.WriteTextString("")),
            ["module_id of bytes"] = Field(NitroChecks.ModuleId, "module_id", w => w.WriteByteString([1])),
            ["digest SHA256"] = Field(NitroChecks.Digest, "digest", w => w.WriteTextString("SHA256")),
            ["digest in lower case"] = Field(NitroChecks.Digest, "digest", w => w.WriteTextString("sha384")),
            ["timestamp 0"] = Field(NitroChecks.Timestamp, "timestamp", w => w.WriteInt32(0)),
            ["timestamp negative"] = Field(NitroChecks.Timestamp, "timestamp", w => w.WriteInt32(-1)),
            ["timestamp of text"] = Field(NitroChecks.Timestamp, "timestamp", w => w.WriteTextString("now")),
            ["timestamp beyond all dates"] = Field(NitroChecks.Timestamp, "timestamp", w => w.WriteUInt64(ulong.MaxValue)),
            ["timestamp of a fraction"] = Field(NitroChecks.Timestamp, "timestamp", w => w.WriteDouble(1.5)),
            ["pcrs empty"] = Registers(),
            ["PCR32"] = Registers((0, 48), (1, 48), (2, 48), (32, 48)),
            ["PCR-1"] = Registers((0, 48), (1, 48), (2, 48), (-1, 48)),
            ["33 registers"] = Registers([.. Enumerable.Range(0, 33).Select(i => (i, 48))]),
            ["a register of 20 bytes"] = Registers((0, 48), (1, 48), (2, 48), (3, 20)),
            ["an empty register"] = Registers((0, 48), (1, 48), (2, 48), (3, 0)),
            ["a register with a text for an index"] = new([NitroChecks.Pcrs, NitroChecks.Debug], s => s.Set("pcrs", w => { w.WriteStartMap(1); w.WriteTextString("0"); w.WriteByteString(new byte[48]); w.WriteEndMap(); })),
            ["a register of text"] = new([NitroChecks.Pcrs, NitroChecks.Debug], s => s.Set("pcrs", w => { w.WriteStartMap(1); w.WriteInt32(0); w.WriteTextString("0"); w.WriteEndMap(); })),
            ["pcrs as a list"] = new([NitroChecks.Pcrs, NitroChecks.Debug], s => s.Set("pcrs", w => { w.WriteStartArray(1); w.WriteByteString(new byte[48]); w.WriteEndArray(); })),
            ["certificate empty"] = new(NitroChecks.Certificate, s => s.Leaf = []),
            ["certificate of junk"] = new(NitroChecks.Certificate, s => s.Leaf = [1, 2, 3]),
            ["certificate cut"] = new(NitroChecks.Certificate, s => s.Leaf = s.Leaf[..^1]),
            ["certificate with a byte after it"] = new(NitroChecks.Certificate, s => s.Leaf = [.. s.Leaf, 0]),
            ["certificate of 1025 bytes"] = new(NitroChecks.Certificate, s => s.Leaf = new byte[1025]),
            ["cabundle empty"] = new(NitroChecks.Cabundle, s => s.Bundle.Clear()),
            ["cabundle with junk"] = new(NitroChecks.Cabundle, s => s.Bundle.Add([1])),
            ["cabundle with an empty entry"] = new(NitroChecks.Cabundle, s => s.Bundle.Add([])),
            ["cabundle with 1025 bytes"] = new(NitroChecks.Cabundle, s => s.Bundle.Add(new byte[1025])),
            ["cabundle of eight"] = new(NitroChecks.Cabundle, s => s.Bundle.AddRange([s.Bundle[0], s.Bundle[0], s.Bundle[0], s.Bundle[0]])),
            ["public_key empty"] = Field(NitroChecks.PublicKey, "public_key", w => w.WriteByteString([])),
            ["public_key of 1025 bytes"] = Field(NitroChecks.PublicKey, "public_key", w => w.WriteByteString(new byte[1025])),
            ["public_key of text"] = Field(NitroChecks.PublicKey, "public_key", w => w.WriteTextString("key")),
            ["nonce of 513 bytes"] = Field(NitroChecks.Nonce, "nonce", w => w.WriteByteString(new byte[513])),
            ["nonce of a number"] = Field(NitroChecks.Nonce, "nonce", w => w.WriteInt32(1)),
            ["user_data of 513 bytes"] = new([NitroChecks.UserData, ClaimsChecks.ReportData], s => s.Set("user_data", w => w.WriteByteString(new byte[513]))),
            ["user_data empty"] = Field(ClaimsChecks.ReportData, "user_data", w => w.WriteByteString([])),
            ["user_data null"] = Field(ClaimsChecks.ReportData, "user_data", w => w.WriteNull()),
            ["no user_data"] = new(ClaimsChecks.ReportData, s => s.Document.Claims.Remove("user_data")),

            // The certificates.
            ["issuers in the other order"] = new(NitroChecks.Order, s => s.Bundle.Reverse()),
            ["an issuer twice"] = new(NitroChecks.Order, s => s.Bundle.Add(s.Bundle[^1])),
            ["an issuer that has nothing to do with it"] = new(NitroChecks.Order, s => s.Bundle.Insert(0, Scene.SelfSigned())),
            ["a simulation that the policy does not name"] = new(NitroChecks.Chain.Simulation, s => s.Policy = s.Policy with { SimulationRoot = [] }),
            ["a simulation that the policy trusts as a vendor's"] = new(NitroChecks.Chain.Simulation, s => s.Policy = s.Policy with { SimulationRoot = [], TrustedRoot = s.Policy.SimulationRoot }),
            ["a root that nobody names"] = new(NitroChecks.Chain.Trusted, OwnRoot),
            ["an enclave's certificate under an unknown critical extension"] = Leaf(NitroChecks.Chain.Form, s => s.MakeLeaf(extension: new X509Extension("1.2.3.4", [5, 0], critical: true))),
            ["an enclave's certificate that another signed"] = Leaf(NitroChecks.Chain.Signatures, s => s.MakeLeaf(issuerKey: s.Key)),
            ["an enclave's certificate of yesterday"] = new([NitroChecks.Chain.Validity, NitroChecks.Moment], s => s.Leaf = s.MakeLeaf(startHours: -27, endHours: -24)),
            ["an enclave's certificate of tomorrow"] = new([NitroChecks.Chain.Validity, NitroChecks.Moment], s => s.Leaf = s.MakeLeaf(startHours: 24, endHours: 27)),
            ["a verification a day later"] = new(NitroChecks.Chain.Validity, s => s.Time = s.Time.AddDays(1)),
            ["an enclave's certificate that is an authority"] = Leaf(NitroChecks.Leaf, s => s.MakeLeaf(authority: true)),
            ["an enclave's certificate without a key usage"] = Leaf(NitroChecks.Leaf, s => s.MakeLeaf(usage: null)),
            ["an enclave's certificate that may not sign"] = Leaf(NitroChecks.Leaf, s => s.MakeLeaf(usage: X509KeyUsageFlags.KeyAgreement)),
            ["an enclave's certificate on P-256"] = new([NitroChecks.Leaf, NitroChecks.Cose.Signature], s => s.Leaf = s.MakeLeaf(key: ECDsa.Create(ECCurve.NamedCurves.nistP256))),
            ["an enclave's certificate of another key"] = Leaf(NitroChecks.Cose.Signature, s => s.MakeLeaf(key: ECDsa.Create(ECCurve.NamedCurves.nistP384))),
            ["a timestamp before the certificate"] = Field(NitroChecks.Moment, "timestamp", w => w.WriteInt64(DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeMilliseconds())),
            ["a timestamp after the certificate"] = Field(NitroChecks.Moment, "timestamp", w => w.WriteInt64(DateTimeOffset.UtcNow.AddHours(5).ToUnixTimeMilliseconds())),

            // The policy.
            ["debug mode"] = new(NitroChecks.Debug, s => s.SetRegisters((0, new byte[48]), (1, new byte[48]), (2, new byte[48]))),
            ["no application"] = new(NitroChecks.Debug, s => s.SetRegisters((0, KeepScene.Measurement), (1, KeepScene.Measurement), (2, new byte[48]))),
            ["no image"] = new(NitroChecks.Debug, s => s.SetRegisters((1, KeepScene.Measurement), (2, KeepScene.Measurement))),
            ["another image"] = Policy(NitroChecks.Measurement, p => p with { Measurement = [new string('a', 96)] }),
            ["another register"] = Policy(NitroChecks.Registers, p => p with { Pcr = new Dictionary<int, IReadOnlyList<string>> { [8] = [new string('a', 96)] } }),
            ["a register that there is not"] = Policy(NitroChecks.Registers, p => p with { Pcr = new Dictionary<int, IReadOnlyList<string>> { [31] = [new string('0', 96)] } }),
            ["another report_data"] = Policy(NitroChecks.PolicyReportData, p => p with { ReportData = "aa" }),
            ["no nonce for the policy"] = Policy(NitroChecks.PolicyNonce, p => p with { Nonce = "aa" }),
            ["another nonce than the policy's"] = new(NitroChecks.PolicyNonce, s => { s.Set("nonce", w => w.WriteByteString([1])); s.Policy = s.Policy with { Nonce = "02" }; }),
            ["an old document"] = new(NitroChecks.Age, s => { s.ReceivedAt = s.Time; s.Set("timestamp", w => w.WriteInt64(s.Time.AddMinutes(-5).ToUnixTimeMilliseconds())); s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(1) }; }),
            ["a document of the future"] = new(NitroChecks.Age, s => { s.ReceivedAt = s.Time; s.Set("timestamp", w => w.WriteInt64(s.Time.AddMinutes(5).ToUnixTimeMilliseconds())); s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(1) }; }),
            ["old evidence"] = new(ClaimsChecks.Age, s => { s.ReceivedAt = s.Time.AddHours(-2); s.Policy = s.Policy with { MaximumAge = TimeSpan.FromHours(1) }; }),
        },
        .. EnvelopeFaults.Of<NitroScene>(NitroChecks.Cose, s => s.Document, [NitroChecks.Cose.Signature], "document", NitroChecks.Header),
        .. CommonFaults.Of<NitroScene>(),
    ]);

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    public static IEnumerable<CheckDefinition> Covered => Faults.Values.SelectMany(f => f.Fails);

    public static SceneFault<NitroScene> Get(string name) => Faults[name];

    private static SceneFault<NitroScene> Field(CheckDefinition fails, string field, Action<System.Formats.Cbor.CborWriter> value) => new(fails, s => s.Set(field, value));

    private static SceneFault<NitroScene> Without(string field) => new(NitroChecks.Fields, s => s.Document.Claims.Remove(field));

    private static SceneFault<NitroScene> Leaf(CheckDefinition fails, Func<NitroScene, byte[]> leaf) => new(fails, s => s.Leaf = leaf(s));

    private static SceneFault<NitroScene> Policy(CheckDefinition fails, Func<KeepPolicy, KeepPolicy> change) => new(fails, s => s.Policy = change(s.Policy));

    // Registers are read in the order of writing, and those before the bad one are kept: the first three are good or absent.
    private static SceneFault<NitroScene> Registers(params (int Index, int Length)[] registers) =>
        new(registers.Length is 0 or > 32 ? [NitroChecks.Pcrs, NitroChecks.Debug] : [NitroChecks.Pcrs],
            s => s.SetRegisters([.. registers.Select(r => (r.Index, Enumerable.Repeat((byte)1, r.Length).ToArray()))]));

    /// <summary>Certificates of a root of the same name that is no simulation's.</summary>
    private static void OwnRoot(NitroScene scene)
    {
        using var root = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var request = new CertificateRequest(NitroScene.Name("aws.nitro-enclaves", "Amazon"), root, HashAlgorithmName.SHA384);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(scene.Time.AddDays(-1), scene.Time.AddYears(1));
        scene.Bundle.Clear();
        scene.Bundle.Add(certificate.RawData);
        scene.Leaf = scene.MakeLeaf(issuerKey: root, organization: "Amazon");
    }
}
