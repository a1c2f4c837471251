using System.Numerics;
using System.Security.Cryptography;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the one check that it must fail.</summary>
internal static class SnpFaults
{
    private const string Patch = SnpLeafExtensions.PatchLevelArc;
    private const string BasicConstraints = "2.5.29.19";
    private const string KeyUsage = "2.5.29.15";

    /// <summary>RSASSA-PSS as required, but with a salt of 32 bytes.</summary>
    private static readonly byte[] ShortSalt = Convert.FromHexString(
        "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402020500a203020120");

    /// <summary>RSASSA-PSS with SHA-256 for the mask.</summary>
    private static readonly byte[] OtherMask = Convert.FromHexString(
        "304106092a864886f70d01010a3034a00f300d06096086480165030402020500a11c301a06092a864886f70d010108300d06096086480165030402010500a203020130");

    private static readonly Dictionary<string, Fault> Faults = new()
    {
        // The report by itself.
        ["one byte of a report"] = new(SnpChecks.Size, s => s.Report = s.Report[..1]),
        ["a report without its last byte"] = new(SnpChecks.Size, s => s.Report = s.Report[..^1]),
        ["a byte after the report"] = new(SnpChecks.Size, s => s.Report = [.. s.Report, 0]),
        ["version 0"] = Report(SnpChecks.Version, 0x0, 0),
        ["version 1"] = Report(SnpChecks.Version, 0x0, 1),
        ["version 4"] = Report(SnpChecks.Version, 0x0, 4),
        ["version 6"] = Report(SnpChecks.Version, 0x0, 6),
        ["version with a high byte"] = Report(SnpChecks.Version, 0x3, 1),
        ["platform info bit 6"] = Report(SnpChecks.Reserved, 0x40, 0x65),
        ["platform info bit 8"] = Report(SnpChecks.Reserved, 0x41, 1),
        ["key info bit 5"] = Report(SnpChecks.Reserved, 0x48, 0x20),
        ["CPUID in a report of version 2"] = new(SnpChecks.Reserved, s => { s.UseVersion(2); s.EditReport(r => r[0x188] = 0x19); }),
        ["a mitigation vector in a report of version 3"] = new(SnpChecks.Reserved, s => { s.UseVersion(3); s.EditReport(r => r[0x1f8] = 1); }),
        ["policy without bit 17"] = Report(SnpChecks.GuestPolicy, 0xa, 1),
        ["policy bit 26"] = Report(SnpChecks.GuestPolicy, 0xb, 4),
        ["policy bit 63"] = Report(SnpChecks.GuestPolicy, 0xf, 0x80),
        ["privilege level 4"] = Report(SnpChecks.ReportVmpl, 0x30, 4),
        ["signature algorithm 2"] = Report(SnpChecks.SignatureAlgorithm, 0x34, 2),
        ["R is zero"] = Raw(SnpChecks.SignatureEncoding, r => r.AsSpan(0x2a0, 48).Clear()),
        ["S is zero"] = Raw(SnpChecks.SignatureEncoding, r => r.AsSpan(0x2e8, 48).Clear()),
        ["R is n"] = Raw(SnpChecks.SignatureEncoding, r => Order(0).CopyTo(r, 0x2a0)),
        ["S is n"] = Raw(SnpChecks.SignatureEncoding, r => Order(0).CopyTo(r, 0x2e8)),
        ["S is n plus 1"] = Raw(SnpChecks.SignatureEncoding, r => Order(1).CopyTo(r, 0x2e8)),
        ["R is all ones"] = Raw(SnpChecks.SignatureEncoding, r => r.AsSpan(0x2a0, 48).Fill(0xff)),
        ["R has a pad byte"] = Raw(SnpChecks.SignatureEncoding, r => r[0x2a0 + 48] = 1),
        ["S has a last pad byte"] = Raw(SnpChecks.SignatureEncoding, r => r[0x2e8 + 71] = 1),
        ["signing key 7"] = Report(SnpChecks.SigningKey, 0x48, 7 << 2),
        ["signing key 2"] = Report(SnpChecks.SigningKey, 0x48, 2 << 2),
        ["author key without digest"] = Report(SnpChecks.AuthorKey, 0x48, 1),
        ["author key digest without key"] = Report(SnpChecks.AuthorKey, 0x110, 1),

        // What came with it.
        ["an endorsement of junk"] = new(SnpChecks.EndorsementFormat, s => s.More.Add("junk"u8.ToArray())),
        ["an empty endorsement"] = new(SnpChecks.EndorsementFormat, s => s.More.Add([])),
        ["a cut certificate"] = new(SnpChecks.EndorsementFormat, s => s.More.Add(s.Root![..^1])),
        ["a certificate with a byte after it"] = new(SnpChecks.EndorsementFormat, s => s.More.Add([.. s.Root!, 0])),
        ["PEM of a private key"] = new(SnpChecks.EndorsementFormat, s => s.More.Add(Pem("PRIVATE KEY", s.Root!))),
        ["PEM with a wrong label"] = new(SnpChecks.EndorsementFormat, s => s.More.Add(Pem("X509 CRL", s.Root!))),
        ["PEM with a damaged block"] = new(SnpChecks.EndorsementFormat, s => s.More.Add([.. Pem("CERTIFICATE", s.Root!), .. "\n-----BEGIN CERTIFICATE-----\n!"u8])),
        ["ten thousand beginnings of PEM"] = new(SnpChecks.EndorsementFormat, s => s.More.Add([.. Enumerable.Repeat("-----BEGIN CERTIFICATE-----\n"u8.ToArray(), 9000).SelectMany(b => b)])),
        ["an integer of a thousand bytes"] = new(SnpChecks.EndorsementFormat, (s, h) => s.More.Add(CertificateEdit.Make(s.Root!, h.RootKey, c => c.Serial = BigInteger.Pow(2, 8000)))),
        ["an endorsement of a megabyte"] = new(SnpChecks.EndorsementFormat, s => s.More.Add(new byte[1 << 20])),
        ["forty endorsements"] = new(SnpChecks.EndorsementFormat, s => s.More.AddRange(Enumerable.Repeat(s.Root!, 40))),
        ["a bundle of a hundred certificates"] = new(SnpChecks.EndorsementFormat, s => s.More.Add([.. Enumerable.Repeat(Pem("CERTIFICATE", s.Leaf!), 100).SelectMany(p => p.Append((byte)'\n'))])),
        ["an unknown family"] = Report(SnpChecks.Product, 0x188, 0x1b),
        ["an unknown model"] = Report(SnpChecks.Product, 0x189, 0x20),
        ["an unknown model of family 1Ah"] = Report(SnpChecks.Product, 0x189, 0x50, SnpProduct.Turin),
        ["an unknown product name in a leaf for version 2"] = new(SnpChecks.Product, s => { s.UseVersion(2); s.EditLeaf(c => c.Set(SnpLeafExtensions.ProductNameOid, Ia5("Venice"))); }),
        ["an undefined byte of LAUNCH_TCB"] = Report(SnpChecks.TcbFormat, 0x1f2, 1),
        ["an undefined byte of REPORTED_TCB"] = Report(SnpChecks.TcbFormat, 0x185, 1),
        ["an undefined byte of CURRENT_TCB on Turin"] = Report(SnpChecks.TcbFormat, 0x3e, 1, SnpProduct.Turin),
        ["an undefined byte of COMMITTED_TCB on Genoa"] = Report(SnpChecks.TcbFormat, 0x1e3, 1, SnpProduct.Genoa),

        // The root.
        ["a simulation that nobody accepted"] = new(SnpChecks.RootSimulation, s => s.Policy = new KeepPolicy()),
        ["a simulation accepted as a trusted root"] = new(SnpChecks.RootSimulation, s => s.Policy = new KeepPolicy { TrustedRoot = s.Policy.SimulationRoot }),
        ["another simulation accepted"] = new(SnpChecks.RootSimulation, s => s.Policy = new KeepPolicy { SimulationRoot = [Sha256Digest.FromBytes(new byte[32])] }),
        ["a root that says AMD"] = new(SnpChecks.RootTrusted, s => { s.Policy = new KeepPolicy(); s.Rename("Advanced Micro Devices"); }),
        ["a root of another product"] = new(SnpChecks.RootSubject, s =>
        {
            s.EditRoot(c => c.Subject = c.Issuer = CertificateEdit.Name("ARK-Genoa"));
            s.EditIssuer(c => c.Issuer = CertificateEdit.Name("ARK-Genoa"));
        }),
        ["a root issued by another"] = new(SnpChecks.RootSubject, s => s.EditRoot(c => c.Issuer = CertificateEdit.Name("Another root"))),
        ["a root that is no authority"] = new(SnpChecks.RootConstraints, s => s.EditRoot(c => c.Set(BasicConstraints, [0x30, 0]))),
        ["a root without key usage"] = new(SnpChecks.RootConstraints, s => s.EditRoot(c => c.Set(KeyUsage, null))),
        ["a root that may sign lists only"] = new(SnpChecks.RootConstraints, s => s.EditRoot(c => c.Set(KeyUsage, [3, 2, 1, 2]))),
        ["a root of version 1"] = new(SnpChecks.RootConstraints, s => s.EditRoot(c => c.Version = 0)),
        ["a root with an unknown critical extension"] = new(SnpChecks.RootConstraints, s => s.EditRoot(c => c.Extensions.Add(new("1.2.3.4", true, [5, 0])))),
        ["a root with another serial number"] = new(SnpChecks.RootSerial, s => s.EditRoot(c => c.Serial = 0x010001)),
        ["a root whose algorithm has another salt"] = new(SnpChecks.RootAlgorithm, s => s.EditRoot(c => c.Algorithm = c.OuterAlgorithm = ShortSalt)),
        ["a root whose inner algorithm has another salt"] = new(SnpChecks.RootAlgorithm, s => s.EditRoot(c => c.Algorithm = ShortSalt)),
        ["a root whose outer algorithm has another mask"] = new(SnpChecks.RootAlgorithm, s => s.EditRoot(c => c.OuterAlgorithm = OtherMask)),
        ["a root signed by another"] = new(SnpChecks.RootSignature, (s, h) => s.EditRoot(_ => { }, h.IssuerKey)),
        ["an expired root"] = new(SnpChecks.RootValidity, s => s.EditRoot(c => c.NotAfter = s.Time.AddDays(-1))),
        ["a root that is not valid yet"] = new(SnpChecks.RootValidity, s => s.EditRoot(c => c.NotBefore = s.Time.AddDays(1))),

        // The intermediate.
        ["an intermediate of another product"] = new(SnpChecks.IssuerSubject, s =>
        {
            s.EditIssuer(c => c.Subject = CertificateEdit.Name("SEV-Genoa"));
            s.EditLeaf(c => c.Issuer = CertificateEdit.Name("SEV-Genoa"));
        }),
        ["an intermediate that names another root"] = new(SnpChecks.IssuerSubject, s => s.EditIssuer(c => c.Issuer = CertificateEdit.Name("ARK-Genoa"))),
        ["an intermediate that is no authority"] = new(SnpChecks.IssuerConstraints, s => s.EditIssuer(c => c.Set(BasicConstraints, null))),
        ["an intermediate that may not sign certificates"] = new(SnpChecks.IssuerConstraints, s => s.EditIssuer(c => c.Set(KeyUsage, [3, 2, 7, 0x80]))),
        ["an intermediate with constraints twice"] = new(SnpChecks.IssuerConstraints, s => s.EditIssuer(c => c.Extensions.Add(c.Extensions.First(e => e.Oid == BasicConstraints)))),
        ["an intermediate with a serial number of another product"] = new(SnpChecks.IssuerSerial, s => s.EditIssuer(c => c.Serial = 0x020002)),
        ["an intermediate with the serial number of an ASVK"] = new(SnpChecks.IssuerSerial, s => s.EditIssuer(c => c.Serial = 0x010101)),
        ["an intermediate with the serial number of the root"] = new(SnpChecks.IssuerSerial, s => s.EditIssuer(c => c.Serial = 0x010000)),
        ["an intermediate whose algorithm has another salt"] = new(SnpChecks.IssuerAlgorithm, s => s.EditIssuer(c => c.Algorithm = c.OuterAlgorithm = ShortSalt)),
        ["an intermediate signed by itself"] = new(SnpChecks.IssuerSignature, (s, h) => s.EditIssuer(_ => { }, h.IssuerKey)),
        ["an expired intermediate"] = new(SnpChecks.IssuerValidity, s => s.EditIssuer(c => c.NotAfter = s.Time.AddDays(-1))),
        ["the withdrawn intermediate of Genoa"] = new(SnpChecks.IssuerWithdrawn, s => s.EditIssuer(c => c.Serial = 0x020001), SnpProduct.Genoa),

        // The leaf.
        ["a VCEK where the report says VLEK"] = Report(SnpChecks.LeafKind, 0x48, 1 << 2),
        ["a VLEK where the report says VCEK"] = new(SnpChecks.LeafKind, s => { s.UseVlek(); s.EditReport(r => r[0x48] = 0); }),
        ["a leaf that names another issuer"] = new(SnpChecks.LeafIssuer, s => s.EditLeaf(c => c.Issuer = CertificateEdit.Name("SEV-Genoa"))),
        ["a VCEK with serial number 1"] = new(SnpChecks.LeafSerial, s => s.EditLeaf(c => c.Serial = 1)),
        ["a leaf whose algorithm has another salt"] = new(SnpChecks.LeafAlgorithm, s => s.EditLeaf(c => c.Algorithm = c.OuterAlgorithm = ShortSalt)),
        ["a leaf of version 1"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Version = 0)),
        ["a leaf that issues certificates"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(BasicConstraints, [0x30, 3, 1, 1, 0xff]))),
        ["a leaf with an unknown critical extension"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Extensions.Add(new("1.2.3.4", true, [5, 0])))),
        ["a leaf with a patch level twice"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Extensions.Add(c.Extensions.First(e => e.Oid == Patch + "3")))),
        ["a leaf with a level of another structVersion"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "9", Int(0)))),
        ["a Turin leaf with a level of Milan"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "4", Int(0))), SnpProduct.Turin),
        ["a VCEK with a provider"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.CspIdOid, Ia5("C")))),
        ["a VLEK without a provider"] = new(SnpChecks.LeafExtensions, s => { s.UseVlek(); s.EditLeaf(c => c.Set(SnpLeafExtensions.CspIdOid, null)); }),
        ["a leaf with an unknown extension of AMD's"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.Arc + "6", Int(0)))),
        ["structVersion 2"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.StructVersionOid, Int(2)))),
        ["a patch level of 256"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "3", Int(256)))),
        ["a negative patch level"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "3", Int(-1)))),
        ["a patch level that is text"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "3", Ia5("3")))),
        ["a patch level with a byte after it"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(Patch + "3", [2, 1, 27, 0]))),
        ["a hardware id of 63 bytes"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.HardwareIdOid, new byte[63]))),
        ["a hardware id of 64 bytes on Turin"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.HardwareIdOid, new byte[64])), SnpProduct.Turin),
        ["a product name that is an octet string"] = new(SnpChecks.LeafExtensions, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.ProductNameOid, [4, 1, 1]))),
        ["a leaf for another product"] = new(SnpChecks.LeafProduct, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.ProductNameOid, Ia5("Genoa")))),
        ["a leaf for a product with a longer name"] = new(SnpChecks.LeafProduct, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.ProductNameOid, Ia5("Milan-B0x")))),
        ["a report whose CPUID is of another product's line"] = new(SnpChecks.LeafProduct, s =>
        {
            s.EditIssuer(c => c.Serial = 0x020002);
            s.EditReport(r => r[0x189] = 0x11);
            s.EditRoot(c => (c.Subject, c.Issuer, c.Serial) = (CertificateEdit.Name("ARK-Genoa"), CertificateEdit.Name("ARK-Genoa"), 0x020000));
            s.EditIssuer(c => (c.Subject, c.Issuer) = (CertificateEdit.Name("SEV-Genoa"), CertificateEdit.Name("ARK-Genoa")));
            s.EditLeaf(c => c.Issuer = CertificateEdit.Name("SEV-Genoa"));
        }),
        ["a leaf signed by the root"] = new(SnpChecks.LeafSignature, (s, h) => s.EditLeaf(_ => { }, h.RootKey)),
        ["an expired leaf"] = new(SnpChecks.LeafValidity, s => s.EditLeaf(c => c.NotAfter = s.Time.AddDays(-1))),
        ["a leaf that is not valid yet"] = new(SnpChecks.LeafValidity, s => s.EditLeaf(c => c.NotBefore = s.Time.AddDays(1))),

        // Revocation.
        ["a list signed by the intermediate"] = new(SnpChecks.ListSignature, (s, h) => s.More.Add(s.RevocationList(signer: h.IssuerKey))),
        ["a list by the root's key in another name"] = new(SnpChecks.ListSignature, s => s.More.Add(s.RevocationList(issuer: "ARK-Genoa"))),
        ["a list of a root that may not sign lists"] = new(SnpChecks.ListSignature, s => { s.EditRoot(c => c.Set(KeyUsage, [3, 2, 2, 4])); s.More.Add(s.RevocationList()); }),
        ["an altered list"] = new(SnpChecks.ListSignature, s => { byte[] list = s.RevocationList(revoked: 7); list[Array.LastIndexOf(list, (byte)7, 300)] = 8; s.More.Add(list); }),
        ["an old list"] = new(SnpChecks.ListValidity, s => s.More.Add(s.RevocationList(thisUpdateDays: -30, nextUpdateDays: -1))),
        ["a list of the future"] = new(SnpChecks.ListValidity, s => s.More.Add(s.RevocationList(thisUpdateDays: 1))),
        ["a revoked intermediate"] = new(SnpChecks.ListEntries, s => s.More.Add(s.RevocationList(revoked: [9, 0x010001]))),
        ["a revoked leaf"] = new(SnpChecks.ListEntries, s => s.More.Add(s.RevocationList(revoked: 0))),

        // The report against the leaf.
        ["COMMITTED below REPORTED"] = Report(SnpChecks.TcbOrder, 0x1e0, 3),
        ["CURRENT below COMMITTED"] = Report(SnpChecks.TcbOrder, 0x38 + 7, 221),
        ["LAUNCH above CURRENT"] = Report(SnpChecks.TcbOrder, 0x1f0 + 6, 28),
        ["LAUNCH above CURRENT in the FMC of Turin"] = Report(SnpChecks.TcbOrder, 0x1f0, 2, SnpProduct.Turin),
        ["REPORTED below the leaf"] = Report(SnpChecks.TcbEndorsed, 0x180 + 6, 26),
        ["a leaf below REPORTED"] = new(SnpChecks.TcbEndorsed, s => s.EditLeaf(c => c.Set(Patch + "8", Int(221)))),
        ["a leaf above REPORTED"] = new(SnpChecks.TcbEndorsed, s => s.EditLeaf(c => c.Set(Patch + "1", Int(5)))),
        ["a leaf with another TEE level"] = new(SnpChecks.TcbEndorsed, s => s.EditLeaf(c => c.Set(Patch + "2", Int(1)))),
        ["a leaf with a reserved level"] = new(SnpChecks.TcbEndorsed, s => s.EditLeaf(c => c.Set(Patch + "5", Int(1)))),
        ["a leaf with another FMC level"] = new(SnpChecks.TcbEndorsed, s => s.EditLeaf(c => c.Set(Patch + "9", Int(0))), SnpProduct.Turin),
        ["a report of another chip"] = Report(SnpChecks.ChipEndorsed, 0x1a0 + 63, 0, change: b => (byte)(b ^ 1)),
        ["a leaf of another chip"] = new(SnpChecks.ChipEndorsed, s => s.EditLeaf(c => c.Set(SnpLeafExtensions.HardwareIdOid, new byte[64]))),
        ["a Turin report with a ninth byte of chip"] = Report(SnpChecks.ChipEndorsed, 0x1a0 + 8, 1, SnpProduct.Turin),
        ["a masked chip that is shown"] = Report(SnpChecks.ChipEndorsed, 0x48, 2),
        ["a chip under a VLEK"] = new(SnpChecks.ChipEndorsed, s => { s.UseVlek(); s.EditReport(r => r[0x1a0] = 1); }),
        ["another measurement"] = Raw(SnpChecks.ReportSignature, r => r[0x90] ^= 1),
        ["another report id"] = Raw(SnpChecks.ReportSignature, r => r[0x140] ^= 1),
        ["another R"] = Raw(SnpChecks.ReportSignature, r => r[0x2a0] ^= 1),
        ["R and S swapped"] = Raw(SnpChecks.ReportSignature, r => { byte[] x = r[0x2a0..0x2e8]; r.AsSpan(0x2e8, 72).CopyTo(r.AsSpan(0x2a0)); x.CopyTo(r, 0x2e8); }),

        // The policy.
        ["a debuggable guest"] = Report(SnpChecks.Debug, 0xa, 0x0b),
        ["another measurement than the policy's"] = new(SnpChecks.Measurement, s => s.Policy = s.Policy with { Measurement = [new string('0', 96)] }),
        ["another chip than the policy's"] = new(SnpChecks.ChipId, s => s.Policy = s.Policy with { ChipId = [new string('0', 128)] }),
        ["a hidden chip, and the policy names zeros"] = new(SnpChecks.ChipId, s =>
        {
            s.EditReport(r => { r[0x48] = 2; r.AsSpan(0x1a0, 64).Clear(); });
            s.Policy = s.Policy with { ChipId = [new string('0', 128)] };
        }),
        ["another privilege level than the policy's"] = new(SnpChecks.Vmpl, s => s.Policy = s.Policy with { Vmpl = [1, 2] }),
        ["a TCB below the floor"] = new(SnpChecks.MinimumTcb, s => s.Policy = s.Policy with { MinimumTcb = new SnpTcb(4, 0, 28, 0) }),
        ["a launch below the floor"] = new(SnpChecks.MinimumTcb, s => { s.EditReport(r => r[0x1f6] = 26); s.Policy = s.Policy with { MinimumTcb = new SnpTcb(4, 0, 27, 222) }; }),
        ["a floor for an FMC that Milan has not"] = new(SnpChecks.MinimumTcb, s => s.Policy = s.Policy with { MinimumTcb = new SnpTcb(0, 0, 0, 0, 1) }),
        ["a GUEST_SVN below the floor"] = new(SnpChecks.MinimumGuestSvn, s => s.Policy = s.Policy with { MinimumGuestSvn = 1 }),

        ["other report data than the policy's"] = new(SnpChecks.ReportData, s => s.Policy = s.Policy with { ReportData = new string('0', 128) }),
        ["report data that begins otherwise"] = new(SnpChecks.ReportData, s => s.Policy = s.Policy with { ReportData = "ff" + Convert.ToHexStringLower(s.Report.AsSpan(0x51, 63)) }),
        ["report data that is only begun"] = new(SnpChecks.ReportData, s => s.Policy = s.Policy with { ReportData = Convert.ToHexStringLower(s.Report.AsSpan(0x50, 32)) }),
        ["report data longer than the field"] = new(SnpChecks.ReportData, s => s.Policy = s.Policy with { ReportData = Convert.ToHexStringLower(s.Report.AsSpan(0x50, 64)) + "00" }),
        ["other host data than the policy's"] = new(SnpChecks.HostData, s => s.Policy = s.Policy with { HostData = [new string('1', 64)] }),
        ["another family than the policy's"] = new(SnpChecks.FamilyId, s => s.Policy = s.Policy with { FamilyId = [new string('1', 32)] }),
        ["another image than the policy's"] = new(SnpChecks.ImageId, s => s.Policy = s.Policy with { ImageId = [new string('1', 32)] }),
        ["an image that is cut short"] = new(SnpChecks.ImageId, s => s.Policy = s.Policy with { ImageId = [new string('0', 30)] }),
        ["no ID block"] = new(SnpChecks.IdKeyDigest, s => s.Policy = s.Policy with { IdKeyDigest = [new string('1', 96)] }),
        ["no ID block, and the policy names zeros"] = new(SnpChecks.IdKeyDigest, s => s.Policy = s.Policy with { IdKeyDigest = [new string('0', 96)] }),
        ["another ID key than the policy's"] = new(SnpChecks.IdKeyDigest, s => { s.EditReport(r => r[0xe0] = 1); s.Policy = s.Policy with { IdKeyDigest = [new string('1', 96)] }; }),
        ["no author key"] = new(SnpChecks.AuthorKeyDigest, s => s.Policy = s.Policy with { AuthorKeyDigest = [new string('0', 96)] }),
        ["another author key than the policy's"] = new(SnpChecks.AuthorKeyDigest, s => { s.EditReport(r => r[0x48] = r[0x110] = 1); s.Policy = s.Policy with { AuthorKeyDigest = [new string('1', 96)] }; }),
        ["a guest policy without a required bit"] = new(SnpChecks.RequiredGuestPolicy, s => s.Policy = s.Policy with { RequiredGuestPolicy = SnpGuestPolicy.Smt | SnpGuestPolicy.SingleSocket }),
        ["a guest policy with a forbidden bit"] = new(SnpChecks.ForbiddenGuestPolicy, s => s.Policy = s.Policy with { ForbiddenGuestPolicy = SnpGuestPolicy.Smt | SnpGuestPolicy.CxlAllow }),
        ["a migration agent that the policy forbids"] = new(SnpChecks.ForbiddenGuestPolicy, s => { s.EditReport(r => r[0xa] |= 4); s.Policy = s.Policy with { ForbiddenGuestPolicy = SnpGuestPolicy.MigrateMa }; }),
        ["a platform without a required bit"] = new(SnpChecks.RequiredPlatformInfo, s => s.Policy = s.Policy with { RequiredPlatformInfo = SnpPlatformInfo.AliasCheckComplete | SnpPlatformInfo.TsmeEnabled }),
        ["a platform with a forbidden bit"] = new(SnpChecks.ForbiddenPlatformInfo, s => s.Policy = s.Policy with { ForbiddenPlatformInfo = SnpPlatformInfo.SmtEnabled }),
        ["firmware below the floor"] = new(SnpChecks.MinimumFirmware, s => s.Policy = s.Policy with { MinimumFirmware = new Version(1, 58, 2) }),
        ["firmware below the floor by its minor version"] = new(SnpChecks.MinimumFirmware, s => s.Policy = s.Policy with { MinimumFirmware = new Version(1, 59) }),
        ["firmware above the floor that is not committed"] = new(SnpChecks.MinimumFirmware, s => { s.EditReport(r => r[0x1e8] = 9); s.Policy = s.Policy with { MinimumFirmware = new Version(1, 58, 9) }; }),
        ["provisional firmware"] = new(SnpChecks.CommittedFirmware, s => { s.EditReport(r => r[0x1e8] = 2); s.Policy = s.Policy with { RequireCommittedFirmware = true }; }),
        ["a provisional TCB"] = new(SnpChecks.CommittedFirmware, s => { s.EditReport(r => r[0x38 + 7] = 223); s.Policy = s.Policy with { RequireCommittedFirmware = true }; }),
        ["a launch without a mitigation"] = new(SnpChecks.LaunchMitigation, s => s.Policy = s.Policy with { LaunchMitigation = 4 }),
        ["a report without mitigation vectors"] = new(SnpChecks.LaunchMitigation, s => { s.UseVersion(3); s.Policy = s.Policy with { LaunchMitigation = 1 }; }),
        ["a platform without a mitigation"] = new(SnpChecks.CurrentMitigation, s => s.Policy = s.Policy with { CurrentMitigation = 0x8000_0000_0000_000b }),
        ["a mitigation that came after the launch"] = new(SnpChecks.LaunchMitigation, s => { s.EditReport(r => r[0x1f8] = 3); s.Policy = s.Policy with { LaunchMitigation = 8, CurrentMitigation = 8 }; }),
        ["evidence of another TEE than the policy's"] = new(PolicyScope.Kind, s => s.Policy = s.Policy with { Tee = [Tee.Tdx, Tee.Cca] }),
        ["a policy for an enclave"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { MrSigner = [new string('0', 64)] }),
        ["a nonce, which reports do not have"] = new(PolicyScope.Applies, s => s.Policy = s.Policy with { Nonce = "00" }),
        ["a workload, and the keep has accepted none"] = new(ClaimsChecks.Workload, s => s.Policy = s.Policy with { Workload = [new string('0', 96)] }),
        ["a configuration, and the keep has accepted none"] = new(ClaimsChecks.Configuration, s => s.Policy = s.Policy with { Configuration = [new string('0', 96)] }),

        // The claims.
        ["a certificate around the evidence whose key it does not vouch for"] = new(KeyBindingCheck.Key, s => s.Wrapping = new EvidenceWrapping { Binding = KeyBinding.Enarx, Content = Scene.SelfSigned() }),
        ["junk around the evidence"] = new(KeyBindingCheck.Key, s => s.Wrapping = new EvidenceWrapping { Binding = KeyBinding.Enarx, Content = [0x30, 0x80] }),
        ["claims that are no map"] = new(ClaimsChecks.Format, s => s.Claims = [0x80]),
        ["empty claims"] = new(ClaimsChecks.Format, s => s.Claims = []),
        ["claims of another profile"] = new(ClaimsChecks.Format, s =>
        {
            s.Claims = (KeepClaims.Decode(s.Claims) with { Profile = "tag:enarxps,2026:claims#2" }).Encode();
            s.EditReport(r => KeepClaims.ReportData(s.Claims).CopyTo(r, 0x50));
        }),
        ["other claims than attested"] = new(ClaimsChecks.ReportData, s => s.Claims = (KeepClaims.Decode(s.Claims) with { Launch = 1 }).Encode()),
        ["no report_data"] = new(ClaimsChecks.ReportData, s => s.EditReport(r => r.AsSpan(0x50, 64).Clear())),
        ["another nonce"] = new(ClaimsChecks.Nonce, s => s.Nonce = RandomNumberGenerator.GetBytes(32)),
        ["a nonce that the asked one begins with"] = new(ClaimsChecks.Nonce, s => s.Nonce = [.. s.Nonce!, 0]),
        ["another certificate"] = new(ClaimsChecks.Key, s => s.Certificate = Scene.SelfSigned()),
        ["a certificate of junk"] = new(ClaimsChecks.Key, s => s.Certificate = [0x30, 0x80]),
        ["evidence that is too old"] = new(ClaimsChecks.Age, s => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(5) }; s.ReceivedAt = s.Time.AddMinutes(-6); }),
        ["evidence of the future"] = new(ClaimsChecks.Age, s => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(5) }; s.ReceivedAt = s.Time.AddMinutes(1); }),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Every check that some fault fails.</summary>
    public static IEnumerable<CheckDefinition> Covered => Faults.Values.Select(f => f.Fails).Distinct();

    public static Fault Get(string name) => Faults[name];

    private static Fault Report(CheckDefinition fails, int offset, byte value, SnpProduct product = SnpProduct.Milan, Func<byte, byte>? change = null) =>
        new(fails, s => s.EditReport(r => r[offset] = change?.Invoke(r[offset]) ?? value), product);

    private static Fault Raw(CheckDefinition fails, Action<byte[]> change) => new(fails, s => change(s.Report));

    private static byte[] Order(int add) => (BigInteger.Parse(
        "39402006196394479212279040100143613805079739270465446667946905279627659399113263569398956308152294913554433653942643",
        System.Globalization.CultureInfo.InvariantCulture) + add).ToByteArray(isUnsigned: true);

    private static byte[] Int(int value)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        writer.WriteInteger(value);
        return writer.Encode();
    }

    private static byte[] Ia5(string text) => [0x16, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];

    private static byte[] Pem(string label, byte[] der) => System.Text.Encoding.ASCII.GetBytes(new string(PemEncoding.Write(label, der)));
}
