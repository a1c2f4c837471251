using System.Text;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the check that it must fail.</summary>
internal static class AzureFaults
{
    private static readonly DateTimeOffset LongAgo = new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, AzureFault> Faults = new()
    {
        // The paravisor's report.
        ["a part that is not appraised"] = new(PartChecks.Known, s => s.MoreParts[EvidencePart.EventLog] = [1]),
        ["a TD quote beside an SEV-SNP report"] = new(PartChecks.Known, s => s.MoreParts[EvidencePart.TdQuote] = [1]),
        ["a part of no known name"] = new(PartChecks.Known, s => s.MoreParts["tpm"] = []),
        ["no report"] = Report(_ => []),
        ["another signature than HCLA"] = Report(r => With(r, 0, (byte)'h')),
        ["version 0"] = Report(r => With(r, 4, 0)),
        ["version 3"] = Report(r => With(r, 4, 3)),
        ["a report size one more"] = Report(r => With(r, 8, (byte)(r[8] + 1))),
        ["another request"] = Report(r => With(r, 0xc, 1)),
        ["a status"] = Report(r => With(r, 0x10, 1)),
        ["a reserved byte of the header"] = Report(r => With(r, 0x1f, 1)),
        ["runtime data one longer"] = Report(r => With(r, 0x4c0, (byte)(r[0x4c0] + 1))),
        ["runtime data of 4 GB"] = Report(r => With(With(r, 0x4c3, 0xff), 0xb, 0xff)),
        ["another version of the runtime data"] = Report(r => With(r, 0x4c4, 2)),
        ["a report of a VM without a TEE"] = Report(r => With(r, 0x4c8, 1)),
        ["no hash"] = Report(r => With(r, 0x4cc, 0)),
        ["a hash of no known kind"] = Report(r => With(r, 0x4cc, 4)),
        ["claims one longer"] = Report(r => With(r, 0x4d0, (byte)(r[0x4d0] + 1))),
        ["claims cut off"] = Report(r => r[..0x500]),
        ["a byte after the claims"] = Report(r => With(r, 2599, 1)),
        ["an SEV-SNP report as TDX"] = new(AzureChecks.ReportTee, s => { byte[] report = s.Evidence().Report; s.EditReport = _ => report; s.Tee = Tee.AzureTdx; }),
        ["a report that says TDX"] = new(AzureChecks.ReportTee, s => s.EditReport = r => With(r, 0x4c8, 4)),
        ["claims that are no JSON"] = Claims("{", ""),
        ["claims that are a list"] = new(AzureChecks.RuntimeClaims, s => s.ClaimsText = "[]"),
        ["no claims"] = new(AzureChecks.RuntimeClaims, s => s.ClaimsText = ""),
        ["claims with something after them"] = new(AzureChecks.RuntimeClaims, s => s.ClaimsText += "{}"),
        ["a member twice"] = Claims("\"vm-configuration\"", "\"user-data\":\"\",\"vm-configuration\""),
        ["claims nested too deep"] = Claims("true", "[[[[[[[[[[1]]]]]]]]]]"),
        ["no attestation key"] = Claims("HCLAkPub", "HCLAk"),
        ["keys that are no list"] = Claims("\"keys\":[", "\"keys\":1,\"other\":["),
        ["two attestation keys"] = Claims("HCLEkPub", "HCLAkPub"),
        ["an attestation key on a curve"] = Claims("\"kty\":\"RSA\"", "\"kty\":\"EC\""),
        ["a key of no modulus"] = Claims("\"n\":\"", "\"N\":\""),
        ["a modulus with padding"] = Claims("\"},{", "==\"},{"),
        ["a modulus that is no base64url"] = Claims("\"n\":\"", "\"n\":\"+"),
        ["a modulus with a leading zero"] = Claims("\"n\":\"", "\"n\":\"AAAA"),
        ["a modulus of 64 bits"] = new(AzureChecks.RuntimeClaims, s => s.ClaimsText = """{"keys":[{"kid":"HCLAkPub","kty":"RSA","e":"AQAB","n":"_____________w"}]}"""),
        ["the exponent 3"] = Claims("AQAB", "Aw"),
        ["user data of 63 bytes"] = Claims("\"user-data\":\"", "\"user-data\":\"00\",\"was\":\""),
        ["user data that is no hexadecimal"] = Claims("\"user-data\":\"", "\"user-data\":\"x"),
        ["user data that is a number"] = Claims("\"user-data\":\"", "\"user-data\":1,\"was\":\""),
        ["a configuration of a thousand members"] = new(AzureChecks.RuntimeClaims, s =>
        {
            s.ReportLength = 1 << 14;
            s.ClaimsText = s.ClaimsText.Replace("\"console-enabled\"", string.Concat(Enumerable.Range(0, 1000).Select(i => $"\"{i}\":1,")) + "\"console-enabled\"", StringComparison.Ordinal);
        }),

        // The processor's report.
        ["a VCEK of another chip"] = new(AzureChecks.LeafChip, s => s.EditHardware = h => h[0x1a0] ^= 1, SnpChecks.ChipEndorsed),
        ["claims of another VM"] = new(AzureChecks.Binding, s => s.EditHardware = h => h[0x50] ^= 1),
        ["the digest in the second half"] = new(AzureChecks.Binding, s => s.EditHardware = h => { h.AsSpan(0x50, 32).CopyTo(h.AsSpan(0x70)); h.AsSpan(0x50, 32).Clear(); }),
        ["something after the digest"] = new(AzureChecks.Binding, s => s.EditHardware = h => h[0x8f] = 1),
        ["another hash than the one used"] = new(AzureChecks.Binding, s => s.EditReport = r => With(r, 0x4cc, 2)),
        ["a character of the claims"] = new(AzureChecks.Binding, s => s.EditReport = r => With(r, Encoding.ASCII.GetString(r).IndexOf("26F8BC30", StringComparison.Ordinal), (byte)'3')),
        ["an altered SEV-SNP report"] = new(SnpChecks.ReportSignature, s => s.EditReport = r => With(r, 0x20 + 0x90, (byte)(r[0xb0] ^ 1))),
        ["a guest that can be debugged"] = new(SnpChecks.Debug, s => s.EditHardware = h => h[0xa] |= 8),
        ["another measurement than the policy's"] = new(SnpChecks.Measurement, s => s.Policy = s.Policy with { Measurement = [new string('0', 96)] }),
        ["a simulation that nobody accepted"] = new(SnpChecks.RootSimulation, s => s.Policy = s.Policy with { SimulationRoot = [] }),
        ["an endorsement of junk"] = new(SnpChecks.EndorsementFormat, s => s.Endorsements.Add("junk"u8.ToArray())),

        // The attestation key's certificate.
        ["a certificate of another TPM"] = Ak(AzureChecks.AkKey, s => s.Ak.PublicKey = CertificateSpec.Key("ak-leaf").ExportSubjectPublicKeyInfo()),
        ["a certificate for another use"] = Ak(AzureChecks.AkUsage, s => s.Ak.Set("2.5.29.37", [0x30, 0x0a, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 1])),
        ["a certificate for no use"] = Ak(AzureChecks.AkUsage, s => s.Ak.Set("2.5.29.37", null)),
        ["a certificate with a damaged use"] = Ak(AzureChecks.AkUsage, s => s.Ak.Set("2.5.29.37", [0x30, 1])),
        ["a certificate of an authority"] = Ak(AzureChecks.AkUsage, s => s.Ak.Set("2.5.29.19", [0x30, 3, 1, 1, 0xff])),
        ["a root that nobody trusts"] = Ak(AzureChecks.AkChain.Trusted, s => s.Policy = s.Policy with { TrustedRoot = [] }),
        ["a root that is a simulation of another"] = Ak(AzureChecks.AkChain.Simulation, s =>
        {
            s.Root.Subject = s.Root.Issuer = s.Issuer.Issuer = CertificateSpec.Name($"CN=A root, O=\"{SimulatedSnpAuthority.Organization}\"");
        }),
        ["an issuer that may not issue"] = Ak(AzureChecks.AkChain.Form, s => s.Issuer.Set("2.5.29.19", null)),
        ["a certificate with an unknown critical extension"] = Ak(AzureChecks.AkChain.Form, s => s.Ak.Set("1.2.3.4", [5, 0], critical: true)),
        ["a certificate signed by the root"] = Ak(AzureChecks.AkChain.Signatures, s => s.Ak.Signer = CertificateSpec.Key("ak-root")),
        ["an expired certificate"] = Ak(AzureChecks.AkChain.Validity, s => s.Ak.NotAfter = s.Time.AddDays(-1)),
        ["an altered list"] = Ak(AzureChecks.AkChain.ListSignature, s => s.Endorsements.Add(CertificateSpec.List(AzureScene.AkIssuer, "ak-root", LongAgo, s.Time.AddDays(1)))),
        ["an old list"] = Ak(AzureChecks.AkChain.ListValidity, s => s.Endorsements.Add(CertificateSpec.List(AzureScene.AkIssuer, "ak-issuer", LongAgo, s.Time.AddDays(-1)))),
        ["a revoked certificate"] = Ak(AzureChecks.AkChain.ListEntries, s => s.Endorsements.Add(CertificateSpec.List(AzureScene.AkIssuer, "ak-issuer", LongAgo, s.Time.AddDays(1), 7))),

        // The TPM quote.
        ["an empty quote"] = Quote(_ => []),
        ["data that a TPM signed for others"] = Quote(q => With(q, 0, 0)),
        ["a certification in place of a quote"] = Quote(q => With(q, 5, 0x17)),
        ["a name longer than the quote"] = Quote(q => With(q, 7, 66)),
        ["a name of 4 KB"] = Quote(q => With(q, 6, 0x10)),
        ["a nonce of 4 KB"] = Quote(q => With(q, 42, 0x10)),
        ["a clock that is neither safe nor not"] = Quote(q => With(q, q.Length - 53, 2)),
        ["no bank"] = Quote(q => With(q, q.Length - 41, 0)),
        ["two banks"] = Quote(q => With(q, q.Length - 41, 2)),
        ["PCRs of SHA-1"] = Quote(q => With(q, q.Length - 39, 4)),
        ["a selection of four bytes"] = Quote(q => With(q, q.Length - 38, 4)),
        ["a digest of 20 bytes"] = Quote(q => With(q, q.Length - 33, 20)),
        ["a byte after the quote"] = Quote(q => [.. q, 0]),
        ["a quote over nothing"] = new(AzureChecks.QuoteFormat, s => s.Selection = [0, 0, 0]),
        ["a signature one shorter"] = Signature(AzureChecks.SignatureFormat, s => s[..^1]),
        ["no signature"] = Signature(AzureChecks.SignatureFormat, _ => []),
        ["a signature that says PSS"] = Signature(AzureChecks.SignatureFormat, s => [0, 0x16, 0, 0x0b, 1, 0, .. s]),
        ["a signature that says SHA-1"] = Signature(AzureChecks.SignatureFormat, s => [0, 0x14, 0, 4, 1, 0, .. s]),
        ["a signature of another length than it says"] = Signature(AzureChecks.SignatureFormat, s => [0, 0x14, 0, 0x0b, 1, 1, .. s]),
        ["a bit of the signature"] = Signature(AzureChecks.Signature, s => With(s, 20, (byte)(s[20] ^ 1))),
        ["a quote of another TPM"] = new(AzureChecks.Signature, s => s.SignedByOtherKey = true),
        ["23 PCRs"] = new(AzureChecks.PcrFormat, s => s.Pcrs = s.Pcrs[..^32]),
        ["25 PCRs"] = new(AzureChecks.PcrFormat, s => s.Pcrs = [.. s.Pcrs, .. new byte[32]]),
        ["another PCR"] = new(AzureChecks.PcrDigest, s => { byte[] quote = s.Evidence().Parts[EvidencePart.TpmQuote]; s.EditQuote = _ => quote; s.Pcrs[11 * 32] ^= 1; }),
        ["two PCRs swapped"] = new(AzureChecks.PcrDigest, s =>
        {
            byte[] quote = s.Evidence().Parts[EvidencePart.TpmQuote];
            s.EditQuote = _ => quote;
            (s.Pcrs[0], s.Pcrs[32]) = (s.Pcrs[32], s.Pcrs[0]);
        }),

        // The policy.
        ["another nonce"] = new(AzureChecks.Nonce, s => s.Policy = s.Policy with { Nonce = "00" }),
        ["a nonce that the asked one begins with"] = new(AzureChecks.Nonce, s => s.Policy = s.Policy with { Nonce = Convert.ToHexStringLower(s.Nonce) + "00" }),
        ["an empty nonce where one was asked"] = new(AzureChecks.Nonce, s => { s.Nonce = []; s.Policy = s.Policy with { Nonce = "00" }; }),
        ["other user data than the policy's"] = new(AzureChecks.UserData, s => s.Policy = s.Policy with { ReportData = "00" }),
        ["no user data where the policy names some"] = new(AzureChecks.UserData, s =>
        {
            s.ClaimsText = s.ClaimsText.Replace("user-data", "old-data", StringComparison.Ordinal);
            s.Policy = s.Policy with { ReportData = Convert.ToHexStringLower(s.UserData) };
        }),
        ["another PCR than the policy's"] = new(AzureChecks.Pcr, s => s.Policy = s.Policy with { Pcr = Pcr(4, new string('0', 64)) }),
        ["a PCR of the policy that is not quoted"] = new(AzureChecks.Pcr, s => { s.Selection = [0xff, 0xf7, 0xff]; s.Policy = s.Policy with { Pcr = Pcr(11, string.Concat(Enumerable.Repeat("0b", 32))) }; }),
        ["a PCR of the policy that TPMs do not have"] = new(AzureChecks.Pcr, s => s.Policy = s.Policy with { Pcr = Pcr(24, new string('0', 64)) }),
        ["a TEE that the policy does not name"] = new(PolicyScope.Kind, s => s.Policy = s.Policy with { Tee = [Tee.SevSnp, Tee.AzureTdx] }),
        ["a field of another TEE"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { MrSeam = [new string('0', 96)] }),

        // A keep.
        ["claims that are no map"] = Keep(ClaimsChecks.Format, (_, e) => e with { Claims = [0x80] }),
        ["other claims than those in the user data"] = Keep(ClaimsChecks.ReportData, (_, e) => e with { Claims = (KeepClaims.Decode(e.Claims) with { Launch = 1 }).Encode() }),
        ["another nonce of a keep"] = Keep(ClaimsChecks.Nonce, (_, e) => e with { Nonce = new byte[32] }),
        ["another certificate of a keep"] = Keep(ClaimsChecks.Key, (_, e) => e with { Certificate = Scene.SelfSigned() }),
        ["a certificate that the user data does not vouch for"] = new(KeyBindingCheck.Key, s => s.Keep = e => e with { Wrapping = new EvidenceWrapping { Binding = KeyBinding.ConceptualMessage, Content = Scene.SelfSigned() } }),
        ["another workload than the policy's"] = new(ClaimsChecks.Workload, s => s.Policy = s.Policy with { Workload = [new string('0', 96)] }),
        ["another configuration than the policy's"] = new(ClaimsChecks.Configuration, s => s.Policy = s.Policy with { Configuration = [new string('0', 96)] }),
        ["evidence that is too old"] = Keep(ClaimsChecks.Age, (s, e) => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(1) }; return e with { ReceivedAt = s.Time.AddMinutes(-2) }; }),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Every check that some fault fails.</summary>
    public static IEnumerable<CheckDefinition> Covered => Faults.Values.Select(f => f.Fails).Distinct();

    public static AzureFault Get(string name) => Faults[name];

    /// <summary>Makes the scene one of a keep that put its claims into the user data.</summary>
    public static void UseKeep(AzureScene scene)
    {
        byte[] certificate = Scene.SelfSigned(), nonce = new byte[32];
        nonce[0] = 1;
        byte[] claims = new KeepClaims { Nonce = nonce, Key = System.Security.Cryptography.SHA384.HashData(X509Certificate.Parse(certificate).PublicKey.Span) }.Encode();
        scene.ClaimsText = scene.ClaimsText.Replace(Convert.ToHexString(scene.UserData), Convert.ToHexString(KeepClaims.ReportData(claims)), StringComparison.Ordinal);
        scene.Keep = evidence => evidence with { Claims = claims, Nonce = nonce, Certificate = certificate };
    }

    public static Dictionary<int, IReadOnlyList<string>> Pcr(int register, string value) => new() { [register] = [value] };

    private static byte[] With(byte[] bytes, int offset, byte value)
    {
        bytes[offset] = value;
        return bytes;
    }

    private static AzureFault Report(Func<byte[], byte[]> edit) => new(AzureChecks.ReportFormat, s => s.EditReport = edit);

    private static AzureFault Claims(string old, string with) => new(AzureChecks.RuntimeClaims, s =>
    {
        Assert.Contains(old, s.ClaimsText, StringComparison.Ordinal);
        s.ClaimsText = s.ClaimsText.Replace(old, with, StringComparison.Ordinal);
    });

    private static AzureFault Ak(CheckDefinition fails, Action<AzureScene> spoil) => new(fails, s => { s.HasAkCertificate = true; spoil(s); });

    private static AzureFault Quote(Func<byte[], byte[]> edit) => new(AzureChecks.QuoteFormat, s => s.EditQuote = edit);

    private static AzureFault Signature(CheckDefinition fails, Func<byte[], byte[]> edit) => new(fails, s => s.EditSignature = edit);

    private static AzureFault Keep(CheckDefinition fails, Func<AzureScene, KeepEvidence, KeepEvidence> edit) => new(fails, s =>
    {
        UseKeep(s);
        Func<KeepEvidence, KeepEvidence> keep = s.Keep;
        KeepEvidence spoilt = edit(s, keep(new KeepEvidence { Tee = Tee.AzureSevSnp, Report = [] }));
        s.Keep = e => e with { Claims = spoilt.Claims, Nonce = spoilt.Nonce, Certificate = spoilt.Certificate, ReceivedAt = spoilt.ReceivedAt };
    });
}
