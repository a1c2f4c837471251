using System.Security.Cryptography;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the one check that it must fail.</summary>
internal static class IbmFaults
{
    private static readonly Dictionary<string, IbmFault> Faults = new()
    {
        // What came.
        ["a part"] = new(PartChecks.Known, s => s.Parts[EvidencePart.TpmQuote] = []),
        ["no document"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = _ => []),
        ["a document of junk"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = _ => "junk"u8.ToArray()),
        ["a document that is cut"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = h => h[..^1]),
        ["a byte after the document"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = h => [.. h, 0]),
        ["a list in place of the document"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = _ => s.Lists["host"]),
        ["two documents"] = new(IbmChecks.HostKeyFormat, s => s.EditHost = h => System.Text.Encoding.ASCII.GetBytes(string.Join('\n', Enumerable.Repeat(new string(PemEncoding.Write("CERTIFICATE", h)), 2)))),
        ["an endorsement of junk"] = new(IbmChecks.EndorsementFormat, s => s.More.Add("junk"u8.ToArray())),

        // The signing key's name.
        ["another unit"] = Subject("OU=IBM Z Host Key Signing Service", "OU=Key Signing Service Invalid"),
        ["another unit that contains the service"] = Subject("OU=IBM Z Host Key Signing Service", "OU=IBM Z Host Key Signing Service Test"),
        ["another organisation"] = Subject("O=International Business Machines Corporation", "O=International Business Machines"),
        ["another common name"] = Subject("CN=International Business Machines Corporation", "CN=International Business Machines corporation"),
        ["another country"] = Subject("C=US", "C=DE"),
        ["another state"] = Subject("New York", "New Jersey"),
        ["another place"] = Subject("Poughkeepsie", "Böblingen"),
        ["one attribute more"] = Subject("C=US", "C=US, OU=Test"),
        ["one attribute less"] = Subject("ST=New York, ", ""),
        ["a unit twice in place of the country"] = Subject("C=US", "OU=IBM Z Host Key Signing Service"),

        // The signing key's chain.
        ["a root that nobody trusts"] = new(IbmChecks.SigningChain.Trusted, s => s.Policy = new KeepPolicy()),
        ["a simulation as a trusted root"] = new(IbmChecks.SigningChain.Simulation, s =>
        {
            string name = $"CN=A root, O=\"{SimulatedSnpAuthority.Organization}\"";
            s.Root.Subject = s.Root.Issuer = s.Intermediate.Issuer = CertificateSpec.Name(name);
            s.Lists["intermediate"] = s.List(name, "ibm-root");
        }),
        ["an intermediate that may not issue"] = new(IbmChecks.SigningChain.Form, s => s.Intermediate.Set("2.5.29.19", null)),
        ["a signing key with an unknown critical extension"] = new(IbmChecks.SigningChain.Form, s => s.Signing.Set("1.2.3.4", [5, 0], critical: true)),
        ["a signing key signed by the root"] = new(IbmChecks.SigningChain.Signatures, s => s.Signing.Signer = CertificateSpec.Key("ibm-root")),
        ["an expired signing key"] = new(IbmChecks.SigningChain.Validity, s => s.Signing.NotAfter = s.Time.AddDays(-1)),
        ["an intermediate of the future"] = new(IbmChecks.SigningChain.Validity, s => s.Intermediate.NotBefore = s.Time.AddDays(1)),
        ["a list of the intermediate signed by another"] = new(IbmChecks.SigningChain.ListSignature, s => s.Lists["signing"] = s.List(IbmScene.IntermediateName, "ibm-root")),
        ["an old list of the root"] = new(IbmChecks.SigningChain.ListValidity, s => s.Lists["intermediate"] = s.List(IbmScene.RootName, "ibm-root", -9, -1)),
        ["a revoked signing key"] = new(IbmChecks.SigningChain.ListEntries, s => s.Lists["signing"] = s.List(IbmScene.IntermediateName, "ibm-intermediate", revoked: 7)),
        ["a revoked intermediate"] = new(IbmChecks.SigningChain.ListEntries, s => s.Lists["intermediate"] = s.List(IbmScene.RootName, "ibm-root", revoked: [1, 7])),

        // The host key document.
        ["a key on P-384"] = new(IbmChecks.HostKeyForm, s => s.Host.PublicKey = CertificateSpec.Key("ibm-host").ExportSubjectPublicKeyInfo()),
        ["a point that is not on the curve"] = new(IbmChecks.HostKeyForm, s => { s.Host.PublicKey = [.. s.Host.PublicKey]; s.Host.PublicKey[^1] ^= 1; }),
        ["a document that issues certificates"] = new(IbmChecks.HostKeyForm, s => s.Host.Set("2.5.29.19", [0x30, 3, 1, 1, 0xff])),
        ["a document of version 1"] = new(IbmChecks.HostKeyForm, s => s.Host.Version = 1),
        ["a document with an unknown critical extension"] = new(IbmChecks.HostKeyForm, s => s.Host.Set("1.2.3.4", [5, 0], critical: true)),
        ["a document of another signing key by name"] = new(IbmChecks.HostKeyIssuer, s => s.Host.Issuer = CertificateSpec.Name("CN=Another")),
        ["a document signed by the intermediate"] = new(IbmChecks.HostKeySignature, s => s.Host.Signer = CertificateSpec.Key("ibm-intermediate")),
        ["a bit of the document"] = new(IbmChecks.HostKeySignature, s => s.EditHost = h => { h[^1] ^= 1; return h; }),
        ["an expired document"] = new(IbmChecks.HostKeyValidity, s => s.Host.NotAfter = s.Time.AddDays(-1)),
        ["a document of the future"] = new(IbmChecks.HostKeyValidity, s => s.Host.NotBefore = s.Time.AddDays(1)),
        ["a list of the signing key signed by another"] = new(IbmChecks.ListSignature, s => s.Lists["host"] = s.List(IbmScene.SigningName, "ibm-root")),
        ["an old list of the signing key"] = new(IbmChecks.ListValidity, s => s.Lists["host"] = s.List(IbmScene.SigningName, "ibm-signing", -9, -1)),
        ["a list of the future"] = new(IbmChecks.ListValidity, s => s.Lists["host"] = s.List(IbmScene.SigningName, "ibm-signing", 1, 2)),
        ["a revoked document"] = new(IbmChecks.ListEntries, s => s.Lists["host"] = s.List(IbmScene.SigningName, "ibm-signing", revoked: [7])),

        // The policy.
        ["a TEE that the policy does not name"] = new(PolicyScope.Kind, s => s.Policy = s.Policy with { Tee = [Tee.SevSnp] }),
        ["a field of another TEE"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { Measurement = [new string('0', 96)] }),
        ["claims of a keep"] = new(ClaimsChecks.Format, s => s.Keep = e => e with { Claims = [0x80] }),
        ["another workload than the policy's"] = new(ClaimsChecks.Workload, s => s.Policy = s.Policy with { Workload = [new string('0', 96)] }),
        ["another configuration than the policy's"] = new(ClaimsChecks.Configuration, s => s.Policy = s.Policy with { Configuration = [new string('0', 96)] }),
        ["evidence that is too old"] = new(ClaimsChecks.Age, s => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(1) }; s.Keep = e => e with { ReceivedAt = s.Time.AddMinutes(-2) }; }),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Every check that some fault fails.</summary>
    public static IEnumerable<CheckDefinition> Covered => Faults.Values.Select(f => f.Fails).Distinct();

    public static IbmFault Get(string name) => Faults[name];

    // Everything that names the signing key follows it, so that only what it is called is wrong.
    private static IbmFault Subject(string old, string with) => new(IbmChecks.SigningSubject, s =>
    {
        Assert.Contains(old, IbmScene.SigningName, StringComparison.Ordinal);
        string name = IbmScene.SigningName.Replace(old, with, StringComparison.Ordinal);
        s.Signing.Subject = s.Host.Issuer = CertificateSpec.Name(name);
        s.Lists["host"] = s.List(name, "ibm-signing");
    });
}
