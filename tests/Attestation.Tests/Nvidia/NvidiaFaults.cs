namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the one check that it must fail.</summary>
internal static class NvidiaFaults
{
    private static readonly DateTimeOffset LongAgo = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, NvidiaFault> Faults = new()
    {
        ["a part that is not appraised"] = new(PartChecks.Known, s => s.Parts[EvidencePart.EventLog] = []),

        // Request and response.
        ["nothing"] = Format(_ => []),
        ["a request of SPDM 1.2"] = Format(e => With(e, 0, 0x12)),
        ["another request"] = Format(e => With(e, 1, 0xe1)),
        ["a request for no signature"] = Format(e => With(e, 2, 0)),
        ["a request with an unknown bit"] = Format(e => With(e, 2, 3)),
        ["a request for one measurement"] = Format(e => With(e, 3, 1)),
        ["a request for the number of measurements"] = Format(e => With(e, 3, 0)),
        ["slot 8"] = Format(e => With(With(e, 36, 8), 40, 8)),
        ["another slot in the response"] = Format(e => With(e, 40, 1)),
        ["a response of SPDM 1.0"] = Format(e => With(e, 37, 0x10)),
        ["an error in place of a response"] = Format(e => With(e, 38, 0x7f)),
        ["a parameter in the response"] = Format(e => With(e, 39, 4)),
        ["one block more than there is"] = Format(e => With(e, 41, 5)),
        ["one block less than there is"] = Format(e => With(e, 41, 3)),
        ["a record one longer"] = Format(e => With(e, 42, (byte)(e[42] + 1))),
        ["a record of 16 MB"] = Format(e => With(e, 44, 0xff)),
        ["a block twice"] = new(NvidiaChecks.ReportFormat, s => s.Blocks[1] = s.Blocks[0]),
        ["blocks out of order"] = new(NvidiaChecks.ReportFormat, s => s.Blocks.Reverse()),
        ["block 0"] = new(NvidiaChecks.ReportFormat, s => s.Blocks[0] = NvidiaScene.Block(0, new byte[48])),
        ["a block of another specification"] = Format(e => With(e, 46, 2)),
        ["a block longer than its value"] = Format(e => With(e, 47, (byte)(e[47] + 1))),
        ["a value longer than its block"] = Format(e => With(e, 50, (byte)(e[50] + 1))),
        ["opaque data longer than the response"] = Format(e => With(e, OpaqueLength(e) + 1, 0xff)),
        ["a byte after the signature"] = new(NvidiaChecks.ReportFormat, s => s.EditSigned = e => [.. e, 0]),
        ["half a signature"] = new(NvidiaChecks.ReportFormat, s => s.EditSigned = e => e[..^48]),
        ["a request in its own part, one shorter"] = new(NvidiaChecks.ReportFormat, s => { byte[] whole = s.Evidence().Report; s.Parts[EvidencePart.SpdmRequest] = whole[..36]; s.EditSigned = e => e[37..]; }),
        ["a request twice"] = new(NvidiaChecks.ReportFormat, s => s.Parts[EvidencePart.SpdmRequest] = s.Evidence().Report[..37]),
        ["a field that is cut"] = new(NvidiaChecks.OpaqueFormat, s => s.Opaque.Add([1, 0, 5])),
        ["a field longer than the data"] = new(NvidiaChecks.OpaqueFormat, s => s.Opaque.Add([1, 0, 5, 0, 1])),
        ["a field twice"] = new(NvidiaChecks.OpaqueFormat, s => s.Opaque.Add(NvidiaScene.Field(20, s.FirmwareId))),

        // Certificates.
        ["an endorsement of junk"] = new(NvidiaChecks.EndorsementFormat, s => s.More.Add("junk"u8.ToArray())),
        ["an empty endorsement"] = new(NvidiaChecks.EndorsementFormat, s => s.More.Add([])),
        ["a root that nobody trusts"] = new(NvidiaChecks.Chain.Trusted, s => s.Policy = new KeepPolicy()),
        ["a simulation as a trusted root"] = new(NvidiaChecks.Chain.Simulation, s => s.Root.Subject = s.Root.Issuer = s.Model.Issuer = CertificateSpec.Name($"CN=A root, O=\"{SimulatedSnpAuthority.Organization}\"")),
        ["a device that may not issue"] = new(NvidiaChecks.Chain.Form, s => s.Device.Set("2.5.29.15", [3, 2, 7, 0x80])),
        ["a leaf with an unknown critical extension"] = new(NvidiaChecks.Chain.Form, s => s.Leaf.Set("1.2.3.4", [5, 0], critical: true)),
        ["a line that issues no issuers"] = new(NvidiaChecks.Chain.Form, s => s.Line.Set("2.5.29.19", [0x30, 6, 1, 1, 0xff, 2, 1, 0])),
        ["a device certificate signed by another"] = new(NvidiaChecks.Chain.Signatures, s => s.Device.Signer = CertificateSpec.Key("nv-model")),
        ["an expired leaf"] = new(NvidiaChecks.Chain.Validity, s => s.Leaf.NotAfter = s.Time.AddDays(-1)),
        ["a root of the future"] = new(NvidiaChecks.Chain.Validity, s => s.Root.NotBefore = s.Time.AddDays(1)),
        ["a list signed by another"] = new(NvidiaChecks.Chain.ListSignature, s => s.More.Add(CertificateSpec.List(NvidiaScene.ModelName, "nv-root", LongAgo, s.Time.AddDays(1)))),
        ["an old list"] = new(NvidiaChecks.Chain.ListValidity, s => s.More.Add(CertificateSpec.List(NvidiaScene.ModelName, "nv-model", LongAgo, s.Time.AddDays(-1)))),
        ["a revoked line"] = new(NvidiaChecks.Chain.ListEntries, s => s.More.Add(CertificateSpec.List(NvidiaScene.ModelName, "nv-model", LongAgo, s.Time.AddDays(1), 7))),
        ["a leaf without a firmware id"] = new(NvidiaChecks.LeafForm, s => s.Leaf.Set(NvidiaScene.DiceOid, null)),
        ["a firmware id of another version"] = new(NvidiaChecks.LeafForm, s => s.Leaf.Set(NvidiaScene.DiceOid, NvidiaScene.Dice(s.Device.PublicKey, s.FirmwareId, version: 2))),
        ["a firmware id of SHA-256"] = new(NvidiaChecks.LeafForm, s => s.Leaf.Set(NvidiaScene.DiceOid, NvidiaScene.Dice(s.Device.PublicKey, s.FirmwareId, hash: "2.16.840.1.101.3.4.2.1"))),
        ["a firmware id of 47 bytes"] = new(NvidiaChecks.LeafForm, s => s.Leaf.Set(NvidiaScene.DiceOid, NvidiaScene.Dice(s.Device.PublicKey, s.FirmwareId[1..]))),
        ["a name that is damaged"] = new(NvidiaChecks.LeafForm, s => s.Leaf.Set("2.5.29.17", [0x30, 5])),
        ["a leaf of another device"] = new(NvidiaChecks.LeafDevice, s => s.Leaf.Set(NvidiaScene.DiceOid, NvidiaScene.Dice(s.Line.PublicKey, s.FirmwareId))),

        // Measurements against certificates.
        ["measurements of another device"] = new(NvidiaChecks.Signature, s => s.Signer = CertificateSpec.Key("nv-line")),
        ["another nonce than signed"] = new(NvidiaChecks.Signature, s => s.EditSigned = e => With(e, 4, (byte)(e[4] ^ 1))),
        ["another measurement than signed"] = new(NvidiaChecks.Signature, s => s.EditSigned = e => With(e, 60, (byte)(e[60] ^ 1))),
        ["a signature of zeros"] = new(NvidiaChecks.Signature, s => s.EditSigned = e => [.. e[..^96], .. new byte[96]]),
        ["a signature in DER"] = new(NvidiaChecks.Signature, s => s.EditSigned = e => [.. e[..^96], .. s.Signer.SignData(e[..^96], System.Security.Cryptography.HashAlgorithmName.SHA384, System.Security.Cryptography.DSASignatureFormat.Rfc3279DerSequence)[..96]]),
        ["other firmware than the certificate's"] = new(NvidiaChecks.FirmwareId, s => s.Opaque[2] = NvidiaScene.Field(20, new byte[48])),
        ["a short firmware id"] = new(NvidiaChecks.FirmwareId, s => s.Opaque[2] = NvidiaScene.Field(20, s.FirmwareId[1..])),

        // The policy.
        ["another nonce than the policy's"] = new(NvidiaChecks.Nonce, s => s.Policy = s.Policy with { Nonce = new string('0', 64) }),
        ["another device than the policy's"] = new(NvidiaChecks.ChipId, s => s.Policy = s.Policy with { ChipId = ["48b02df44660da07"] }),
        ["a device without a serial number where the policy names one"] = new(NvidiaChecks.ChipId, s => { s.Leaf.Set("2.5.29.17", null); s.Policy = s.Policy with { ChipId = ["48b02df44660da06"] }; }),
        ["a measurement that the policy does not name"] = new(NvidiaChecks.Measurements, s => s.Policy = s.Policy with { SoftwareComponent = [Convert.ToHexString(System.Security.Cryptography.SHA384.HashData([1]))] }),
        ["no measurement where the policy names some"] = new(NvidiaChecks.Measurements, s => { s.Blocks.Clear(); s.Policy = s.Policy with { SoftwareComponent = [new string('0', 96)] }; }),
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

    public static NvidiaFault Get(string name) => Faults[name];

    private static NvidiaFault Format(Func<byte[], byte[]> edit) => new(NvidiaChecks.ReportFormat, s => s.Edit = edit);

    private static int OpaqueLength(byte[] exchange) => 45 + (exchange[42] | exchange[43] << 8) + 32;

    private static byte[] With(byte[] bytes, int offset, byte value)
    {
        bytes[offset] = value;
        return bytes;
    }
}
