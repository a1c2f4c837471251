using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the one check that it must fail.</summary>
internal static class SevFaults
{
    private static readonly Dictionary<string, SevFault> Faults = new()
    {
        // The platform's certificates by themselves.
        ["a report without its last byte"] = new(SevChecks.Size, s => s.Platform = s.Evidence().Report[..^1]),
        ["a byte after the report"] = new(SevChecks.Size, s => s.Platform = [.. s.Evidence().Report, 0]),
        ["a report of a PDH only"] = new(SevChecks.Size, s => s.Platform = s.Pdh),
        ["a PDH of version 0"] = new(SevChecks.Version, s => s.EditPdh(c => c[0] = 0)),
        ["a PEK of version 2"] = new(SevChecks.Version, s => s.EditPek(c => c[0] = 2)),
        ["a CEK whose version has a high byte"] = new(SevChecks.Version, s => s.EditCek(c => c[3] = 1)),
        ["a reserved byte of the PDH"] = new(SevChecks.Reserved, s => s.EditPdh(c => c[6] = 1)),
        ["a byte after the first coordinate of the PEK"] = new(SevChecks.Reserved, s => s.EditPek(c => c[0x14 + 48] = 1)),
        ["a byte after the second coordinate of the OCA"] = new(SevChecks.Reserved, s => s.EditOca(c => c[0x14 + 72 + 71] = 1)),
        ["a byte after the key of the CEK"] = new(SevChecks.Reserved, s => s.EditCek(c => c[0x413] = 1)),
        ["a byte in the empty signature of the OCA"] = new(SevChecks.Reserved, s => s.Oca[0x624] = 1),
        ["the last byte of the CEK"] = new(SevChecks.Reserved, s => s.Cek[0x823] = 1),
        ["a PDH that calls itself PEK"] = new(SevChecks.Usage, s => s.EditPdh(c => SevScene.UInt32(c, 0x08, (uint)SevUsage.Pek))),
        ["an OCA that calls itself CEK"] = new(SevChecks.Usage, s => s.EditOca(c => SevScene.UInt32(c, 0x08, (uint)SevUsage.Cek))),
        ["a PEK of no usage"] = new(SevChecks.Usage, s => s.EditPek(c => SevScene.UInt32(c, 0x08, (uint)SevUsage.Invalid))),
        ["a PDH that signs"] = new(SevChecks.Algorithm, s => s.EditPdh(c => SevScene.UInt32(c, 0x0c, (uint)SevAlgorithm.EcdsaSha256))),
        ["a PDH of RSA"] = new(SevChecks.Algorithm, s => s.EditPdh(c => SevScene.UInt32(c, 0x0c, (uint)SevAlgorithm.RsaSha256))),
        ["a PDH of an unknown algorithm"] = new(SevChecks.Algorithm, s => s.EditPdh(c => SevScene.UInt32(c, 0x0c, 4))),
        ["a PDH that is no point"] = new(SevChecks.Key, s => s.EditPdh(c => c[0x14] ^= 1)),
        ["a PDH of zeros"] = new(SevChecks.Key, s => s.EditPdh(c => c.AsSpan(0x14, 144).Clear())),
        ["a PDH on an unknown curve"] = new(SevChecks.Key, s => s.EditPdh(c => c[0x10] = 3)),
        ["a PDH on P-256"] = new(SevChecks.Key, (s, m) => s.Pdh = OnP256(SevUsage.Pdh, SevAlgorithm.EcdhSha256, (SevUsage.Pek, m.Pek))),
        ["a PDH that another signed too"] = new(SevChecks.Signers, (s, m) => SevCertificateWriter.Sign(s.Pdh, 1, SevUsage.Oca, m.Oca)),
        ["a PDH that the PEK signed twice"] = new(SevChecks.Signers, (s, m) => SevCertificateWriter.Sign(s.Pdh, 1, SevUsage.Pek, m.Pek)),
        ["a CEK that the PEK signed too"] = new(SevChecks.Signers, (s, m) => SevCertificateWriter.Sign(s.Cek, 1, SevUsage.Pek, m.Pek)),
        ["an OCA that the root signed"] = new(SevChecks.Signers, (s, m) => SevCertificateWriter.Sign(s.Oca, 1, SevUsage.Ark, m.RootKey)),
        ["an empty signature with an algorithm"] = new(SevChecks.Signers, s => s.Pdh[0x620] = 2),
        ["an unknown signer"] = new(SevChecks.Signers, s => s.Oca[0x61c] = 9),

        // What came with it.
        ["an endorsement of junk"] = new(SevChecks.EndorsementFormat, s => s.More.Add("junk"u8.ToArray())),
        ["an empty endorsement"] = new(SevChecks.EndorsementFormat, s => s.More.Add([])),
        ["a cut ARK"] = new(SevChecks.EndorsementFormat, s => s.More.Add(s.Root[..^1])),
        ["an ARK with a byte after it"] = new(SevChecks.EndorsementFormat, s => s.More.Add([.. s.Root, 0])),
        ["an ARK of version 2"] = Authority(c => c[0] = 2),
        ["an authority of another usage"] = Authority(c => c[0x24] = 1),
        ["an authority with a reserved byte"] = Authority(c => c[0x37] = 1),
        ["an authority with a short exponent"] = Authority(c => SevScene.UInt32(c, 0x38, 2048)),
        ["an authority with a huge modulus"] = Authority(c => SevScene.UInt32(c, 0x3c, 0xfffffff8)),
        ["an authority of RSA-1024"] = Authority(c => { SevScene.UInt32(c, 0x38, 1024); SevScene.UInt32(c, 0x3c, 1024); }),
        ["an authority with the exponent 3"] = Authority(c => SevScene.UInt32(c, 0x40, 3)),
        ["an authority with an exponent of many bytes"] = Authority(c => c[0x44] = 1),
        ["an authority with an even modulus"] = Authority(c => c[0x40 + 512] &= 0xfe),
        ["an authority with a short modulus"] = Authority(c => c[0x40 + 1023] = 0),
        ["a PDH as an endorsement"] = new(SevChecks.EndorsementFormat, s => s.More.Add(s.Pdh)),
        ["forty endorsements"] = new(SevChecks.EndorsementFormat, s => s.More.AddRange(Enumerable.Repeat(s.Root, 40))),
        ["a bundle of forty certificates"] = new(SevChecks.EndorsementFormat, s => s.More.Add([.. Enumerable.Repeat(s.Root, 40).SelectMany(c => c)])),
        ["a CEK of another chip"] = new(SevChecks.ChipEndorsed, (s, m) =>
        {
            s.Cek = Unsigned(s.Cek);
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
            s.More.Add(SevScene.Edit(SevCertificateWriter.Write(SevUsage.Cek, SevAlgorithm.EcdsaSha256, other.ExportParameters(false)), _ => { }, (SevUsage.Ask, m.IssuerKey)));
        }),
        ["a CEK that nobody signed, twice"] = new(SevChecks.ChipEndorsed, s => { s.Cek = Unsigned(s.Cek); s.More.Add(s.Cek); }),

        // AMD's authority.
        ["a simulation that nobody accepted"] = new(SevChecks.RootSimulation, s => s.Policy = new KeepPolicy()),
        ["a simulation accepted as a trusted root"] = new(SevChecks.RootSimulation, s => s.Policy = new KeepPolicy { TrustedRoot = s.Policy.SimulationRoot }),
        ["a simulated ASK under a root that is silent"] = new(SevChecks.RootSimulation, s =>
        {
            s.Policy = new KeepPolicy { TrustedRoot = s.Policy.SimulationRoot };
            s.EditRoot(c => c.AsSpan(0x04, 32).Fill(7));
            s.EditIssuer(c => c.AsSpan(0x14, 16).Fill(7));
        }),
        ["a root that nobody pins"] = new(SevChecks.RootTrusted, s => { s.Policy = new KeepPolicy(); s.Rename(); }),
        ["a root with the key id of AMD's"] = new(SevChecks.RootTrusted, s =>
        {
            s.Policy = new KeepPolicy();
            byte[] rome = Convert.FromHexString("e6002122fb58419399d15fee7b131351"), ask = Convert.FromHexString("c6cbcf145b3146f498e40ecb4ad4fded");
            s.EditRoot(c => { rome.CopyTo(c, 0x04); rome.CopyTo(c, 0x14); });
            s.EditIssuer(c => { ask.CopyTo(c, 0x04); rome.CopyTo(c, 0x14); });
        }),
        ["a root issued by another"] = new(SevChecks.RootSelf, s => s.EditRoot(c => c[0x14] ^= 1)),
        ["a root with a changed signature"] = new(SevChecks.RootSignature, s => s.Root[^1] ^= 1),
        ["a root signed by another"] = new(SevChecks.RootSignature, (s, m) => SevSignature.Sign(m.IssuerKey, s.Root.AsSpan(0, 0x440), s.Root.AsSpan(0x440))),
        ["an ASK of another root"] = new(SevChecks.IssuerNamed, s => s.EditIssuer(c => c[0x23] ^= 1)),
        ["an ASK with another key id than signed"] = new(SevChecks.IssuerSignature, s => s.Issuer[0x04] ^= 1),
        ["an ASK signed by itself"] = new(SevChecks.IssuerSignature, (s, m) => SevSignature.Sign(m.IssuerKey, s.Issuer.AsSpan(0, 0x440), s.Issuer.AsSpan(0x440))),

        // The platform's chain.
        ["a CEK with a changed signature"] = new(SevChecks.ChipSignature, s => s.Cek[0x41c] ^= 1),
        ["a CEK of another API than signed"] = new(SevChecks.ChipSignature, s => s.Cek[5] ^= 1),
        ["a CEK signed by the root"] = new(SevChecks.ChipSignature, (s, m) => SevCertificateWriter.Sign(s.Cek, 0, SevUsage.Ask, m.RootKey)),
        ["an OCA with a changed signature"] = new(SevChecks.OwnerSignature, s => s.Oca[0x41c] ^= 1),
        ["an OCA signed by the PEK in its name"] = new(SevChecks.OwnerSignature, (s, m) => SevCertificateWriter.Sign(s.Oca, 0, SevUsage.Oca, m.Pek)),
        ["an OCA that nobody signed"] = new(SevChecks.OwnerSignature, s => s.Oca = Unsigned(s.Oca)),
        ["a PEK that the owner did not sign"] = new(SevChecks.EndorsedByOwner, (s, m) => SevCertificateWriter.Sign(s.Pek, 0, SevUsage.Oca, m.Pek)),
        ["a PEK that only the chip signed"] = new(SevChecks.EndorsedByOwner, (s, m) => s.Pek = SevScene.Edit(Unsigned(s.Pek), _ => { }, (SevUsage.Cek, m.Cek))),
        ["a PEK that the chip did not sign"] = new(SevChecks.EndorsedByChip, (s, m) => SevCertificateWriter.Sign(s.Pek, 1, SevUsage.Cek, m.Oca)),
        ["a PEK that only the owner signed"] = new(SevChecks.EndorsedByChip, (s, m) => s.Pek = SevScene.Edit(Unsigned(s.Pek), _ => { }, (SevUsage.Oca, m.Oca))),
        ["a PDH of another API than signed"] = new(SevChecks.ExchangeSignature, s => s.Pdh[5] ^= 1),
        ["a PDH with a changed R"] = new(SevChecks.ExchangeSignature, s => s.Pdh[0x41c] ^= 1),
        ["a PDH whose R is zero"] = new(SevChecks.ExchangeSignature, s => s.Pdh.AsSpan(0x41c, 48).Clear()),
        ["a PDH whose S is zero"] = new(SevChecks.ExchangeSignature, s => s.Pdh.AsSpan(0x41c + 72, 48).Clear()),
        ["a PDH whose S is all ones"] = new(SevChecks.ExchangeSignature, s => s.Pdh.AsSpan(0x41c + 72, 48).Fill(0xff)),
        ["a PDH with a byte after R"] = new(SevChecks.ExchangeSignature, s => s.Pdh[0x41c + 48] = 1),
        ["a PDH with a byte after S"] = new(SevChecks.ExchangeSignature, s => s.Pdh[0x41c + 143] = 1),
        ["a PDH signed by the owner in the PEK's name"] = new(SevChecks.ExchangeSignature, (s, m) => SevCertificateWriter.Sign(s.Pdh, 0, SevUsage.Pek, m.Oca)),
        ["a PDH whose signature says SHA-384"] = new(SevChecks.ExchangeSignature, s => SevScene.UInt32(s.Pdh, 0x418, (uint)SevAlgorithm.EcdsaSha384)),
        ["a PDH that nobody signed"] = new(SevChecks.ExchangeSignature, s => s.Pdh = Unsigned(s.Pdh)),

        // The launch.
        ["a cut launch"] = new(SevChecks.LaunchFormat, s => s.Part = s.Launch.Encode()[..^1]),
        ["a byte after the launch"] = new(SevChecks.LaunchFormat, s => s.Part = [.. s.Launch.Encode(), 0]),
        ["a launch of version 2"] = Encoded(SevChecks.LaunchFormat, 0, 2),
        ["a launch with a reserved byte"] = Encoded(SevChecks.LaunchFormat, 7, 1),
        ["another part"] = new(PartChecks.Known, s => s.PartName = EvidencePart.EventLog),
        ["a report signed by another usage"] = new(SevChecks.LaunchFormat, s => s.UseReport(r => r[0x34] = 3)),
        ["a report of an unknown algorithm"] = new(SevChecks.LaunchFormat, s => s.UseReport(r => r[0x38] = 9)),
        ["a report with a reserved byte"] = new(SevChecks.LaunchFormat, s => s.UseReport(r => r[0x3f] = 1)),
        ["another MEASURE"] = new(SevChecks.LaunchMeasure, s => s.Launch.Measure[0] ^= 1),
        ["another launch digest than measured"] = new(SevChecks.LaunchMeasure, s => s.Launch.Digest[31] ^= 1),
        ["another MNONCE than measured"] = new(SevChecks.LaunchMeasure, s => s.Launch.Nonce[0] ^= 1),
        ["another build than measured"] = new(SevChecks.LaunchMeasure, s => s.Launch = s.Launch with { Build = 1 }),
        ["another API than measured"] = new(SevChecks.LaunchMeasure, s => s.Launch = s.Launch with { ApiMinor = 56 }),
        ["a launch under another session"] = new(SevChecks.LaunchMeasure, s =>
        {
            s.Session = SevLaunchSession.Open(RandomNumberGenerator.GetBytes(32), s.Launch.Policy);
            s.State(s.Launch.ReportData!);
        }),
        ["a report with another digest than signed"] = new(SevChecks.LaunchAttestation, s => s.UseReport(r => r[0x10] ^= 1, sign: false)),
        ["a report with another nonce than signed"] = new(SevChecks.LaunchAttestation, s => s.UseReport(r => r[0x00] ^= 1, sign: false)),
        ["a report with a changed signature"] = new(SevChecks.LaunchAttestation, s => s.UseReport(r => r[0x40] ^= 1, sign: false)),
        ["a report with a byte after R"] = new(SevChecks.LaunchAttestation, s => s.UseReport(r => r[0x40 + 71] = 1, sign: false)),
        ["a report signed by the owner"] = new(SevChecks.LaunchAttestation, (s, m) => s.UseReport(r => SevSignature.Sign(m.Oca, r.AsSpan(0, 0x34), r.AsSpan(0x40)), sign: false)),
        ["a report that says SHA-384"] = new(SevChecks.LaunchAttestation, s => s.UseReport(r => SevScene.UInt32(r, 0x38, (uint)SevAlgorithm.EcdsaSha384))),
        ["a launch with another policy than the owner's"] = new(SevChecks.LaunchSession, s =>
        {
            s.Remeasure(l => l with { Policy = new SevPolicy(0x3) });
            s.Session = SevLaunchSession.Open(s.Session!.ExportKeys(), SevPolicy.Strict);
        }),
        ["a policy with undefined bits"] = new(SevChecks.LaunchPolicy, s => s.Remeasure(l => l with { Policy = new SevPolicy(0x41) })),
        ["a policy of a later API"] = new(SevChecks.LaunchPolicy, s => s.Remeasure(l => l with { Policy = new SevPolicy(0x38010001) })),
        ["another proof"] = new(SevChecks.GuestProof, s => s.Launch.Proof![0] ^= 1),
        ["a proof by another key"] = new(SevChecks.GuestProof, s => s.Launch = s.Launch with { Proof = SevGuestProof.Make(new byte[16], s.Launch.ReportData) }),

        // The policy.
        ["a guest that can be debugged"] = new(SevChecks.Debug, s => s.Remeasure(l => l with { Policy = new SevPolicy(0xe) })),
        ["a report of a guest that can be debugged"] = new(SevChecks.Debug, s => s.UseReport(r => r[0x30] = 0xe)),
        ["another launch digest than the policy's"] = new(SevChecks.Measurement, s => s.Policy = s.Policy with { Measurement = [new string('0', 64)] }),
        ["another chip than the policy's"] = new(SevChecks.ChipId, s => s.Policy = s.Policy with { ChipId = [new string('0', 64)] }),
        ["firmware below the floor"] = new(SevChecks.MinimumFirmware, s => s.Policy = s.Policy with { MinimumFirmware = new Version(1, 55, 25) }),
        ["another MNONCE than the policy's"] = new(SevChecks.Nonce, s => s.Policy = s.Policy with { Nonce = new string('0', 32) }),
        ["other report_data than the policy's"] = new(SevChecks.ReportData, s => s.Policy = s.Policy with { ReportData = "00" + new string('1', 126) }),
        ["another TEE than the policy's"] = new(PolicyScope.Kind, s => s.Policy = s.Policy with { Tee = [Tee.SevSnp] }),
        ["a policy about privilege levels"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { Vmpl = [0] }),
        ["a policy about revocation"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { RequireRevocationCheck = true }),

        // What it came in, and the claims.
        ["a certificate of a key that the guest did not state"] = new(KeyBindingCheck.Key, s => s.Wrapping = new EvidenceWrapping { Binding = KeyBinding.Enarx, Content = s.Certificate! }),
        ["claims that are no map"] = new(ClaimsChecks.Format, s => s.Claims = [0x80]),
        ["other claims than stated"] = new(ClaimsChecks.ReportData, s => s.Claims = (KeepClaims.Decode(s.Claims) with { Launch = 1 }).Encode()),
        ["another nonce"] = new(ClaimsChecks.Nonce, s => s.Nonce = RandomNumberGenerator.GetBytes(32)),
        ["another certificate"] = new(ClaimsChecks.Key, s => s.Certificate = Scene.SelfSigned()),
        ["a workload that was not accepted"] = new(ClaimsChecks.Workload, s => s.Policy = s.Policy with { Workload = [new string('0', 96)] }),
        ["a configuration that was not accepted"] = new(ClaimsChecks.Configuration, s => s.Policy = s.Policy with { Configuration = [new string('0', 96)] }),
        ["evidence that is too old"] = new(ClaimsChecks.Age, s => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(5) }; s.ReceivedAt = s.Time.AddMinutes(-6); }),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Every check that some fault fails.</summary>
    public static IEnumerable<CheckDefinition> Covered => Faults.Values.Select(f => f.Fails).Distinct();

    public static SevFault Get(string name) => Faults[name];

    /// <summary>A certificate without its signatures.</summary>
    public static byte[] Unsigned(byte[] certificate)
    {
        byte[] unsigned = [.. certificate];
        SevCertificateWriter.RemoveSignatures(unsigned);
        return unsigned;
    }

    private static SevFault Authority(Action<byte[]> change) => new(SevChecks.EndorsementFormat, s =>
    {
        byte[] edited = [.. s.Root];
        change(edited);
        s.More.Add(edited);
    });

    private static SevFault Encoded(CheckDefinition fails, int offset, byte value) => new(fails, s =>
    {
        s.Part = s.Launch.Encode();
        s.Part[offset] = value;
    });

    private static byte[] OnP256(SevUsage usage, SevAlgorithm algorithm, (SevUsage Usage, AsymmetricAlgorithm Key) signer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return SevScene.Edit(SevCertificateWriter.Write(usage, algorithm, key.ExportParameters(false)), _ => { }, signer);
    }
}
