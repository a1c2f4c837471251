using System.Security.Cryptography;
using System.Text;
using Enarx.Protocol;

namespace Enarx.Attestation.Tests;

/// <summary>One fault each, and the checks that it must fail, no more and no fewer.</summary>
internal static class IntelFaults
{
    private const string BasicConstraints = "2.5.29.19";
    private const string KeyUsage = "2.5.29.15";

    private static readonly byte[] P256Order = Convert.FromHexString("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");

    private static readonly Dictionary<string, IntelFault> Faults = new()
    {
        // The quote by itself.
        ["no quote"] = new(s => s.Quote = [], DcapChecks.Structure),
        ["a quote without its last byte"] = new(s => s.Quote = s.Quote[..^1], DcapChecks.Structure),
        ["version 2"] = new(s => s.Quote[0] = 2, DcapChecks.Structure),
        ["version 6"] = new(s => s.Quote[0] = 6, DcapChecks.Structure),
        ["version 4 with a high byte"] = new(s => s.Quote[1] = 1, DcapChecks.Structure),
        ["an attestation key of P-384"] = new(s => s.Quote[2] = 3, DcapChecks.Structure),
        ["a TEE type that does not exist"] = new(s => s.Quote[4] = 0x82, DcapChecks.Structure),
        ["the TEE type of SGX on a TD"] = new(s => s.Quote[4] = 0, DcapChecks.Structure),
        ["the TEE type of TDX in version 3"] = new(s => s.Quote[4] = 0x81, DcapChecks.Structure) { Tee = Tee.Sgx },
        ["body type 4"] = new(s => s.Quote[0x30] = 4, DcapChecks.Structure) { Version = 5 },
        ["body type of an enclave on a TD"] = new(s => s.Quote[0x30] = 1, DcapChecks.Structure) { Version = 5 },
        ["body type of TDX 1.0 with the size of 1.5"] = new(s => s.Quote[0x30] = 2, DcapChecks.Structure) { Version = 5 },
        ["a body size of 4 GiB"] = new(s => s.Quote.AsSpan(0x32, 4).Fill(0xff), DcapChecks.Structure) { Version = 5 },
        ["signature data of 4 GiB"] = new(s => s.Quote.AsSpan(0x30 + 584, 4).Fill(0xff), DcapChecks.Structure),
        ["signature data that is a byte shorter"] = new(s => s.Quote[0x30 + 584]--, DcapChecks.Structure),
        ["outer certification data of another type"] = new(s => s.Quote[0x30 + 584 + 4 + 128] = 5, DcapChecks.Structure),
        ["inner certification data of type 7"] = new(s => s.Build((CertificationDataType)7), DcapChecks.Structure),
        ["inner certification data of type 0"] = new(s => s.Build(0), DcapChecks.Structure),
        ["authentication data that is longer than the quote"] = new(s => s.Quote[s.QeOffset + 384 + 64 + 1] = 0xff, DcapChecks.Structure),
        ["a TD's quote as evidence of SGX"] = new(s => s.Quote = new IntelScene(Tee.Tdx).Quote, DcapChecks.TeeType) { Tee = Tee.Sgx },
        ["an enclave's quote as evidence of TDX"] = new(s => s.Quote = new IntelScene(Tee.Sgx).Quote, DcapChecks.TeeType),
        ["a quoting enclave of another vendor"] = new(s => s.EditQuote(q => q[0xc]++), DcapChecks.Vendor),
        ["a reserved byte of the header"] = new(s => s.EditQuote(q => q[8] = 1), DcapChecks.Reserved),
        ["a byte after the quote"] = new(s => s.Quote = [.. s.Quote, 0, 0, 1], DcapChecks.Reserved),
        ["a reserved byte of the enclave's report"] = new(s => s.EditBody(b => b[0x60] = 1), DcapChecks.Reserved) { Tee = Tee.Sgx },
        ["a reserved attribute of the enclave"] = new(s => s.EditBody(b => b[0x30] |= 8), DcapChecks.Reserved) { Tee = Tee.Sgx },
        ["a reserved byte of the quoting enclave's report"] = new(s => s.EditQuote(q => q[s.QeOffset + 0xa0] = 1), DcapChecks.Reserved),
        ["R is zero"] = new(s => Signature(s)[..32].Clear(), DcapChecks.SignatureEncoding, DcapChecks.QuoteSignature),
        ["S is zero"] = new(s => Signature(s)[32..].Clear(), DcapChecks.SignatureEncoding, DcapChecks.QuoteSignature),
        ["R is n"] = new(s => P256Order.CopyTo(Signature(s)), DcapChecks.SignatureEncoding, DcapChecks.QuoteSignature),
        ["S of the quoting enclave's signature is n"] = new(s => P256Order.CopyTo(s.Quote.AsSpan(s.QeOffset + 384 + 32)), DcapChecks.SignatureEncoding, DcapChecks.QeSignature),
        ["an attestation key off the curve"] = new(s => s.Quote[DcapQuote.Parse(s.Quote).SignatureOffset + 64] ^= 1, DcapChecks.Key, DcapChecks.QeBinding, DcapChecks.QuoteSignature),
        ["an enclave that was not initialised"] = new(s => s.EditBody(b => b[0x30] = 4), SgxChecks.Initialised) { Tee = Tee.Sgx },
        ["a TD attribute that is not defined"] = new(s => s.EditBody(b => b[0x7c] = 1), TdxChecks.Attributes),

        // What came with it.
        ["an endorsement of junk"] = new(s => s.More.Add("junk"u8.ToArray()), DcapChecks.EndorsementFormat),
        ["an empty endorsement"] = new(s => s.More.Add([]), DcapChecks.EndorsementFormat),
        ["JSON that is cut"] = new(s => s.More.Add(s.TcbInfo![..^1]), DcapChecks.EndorsementFormat),
        ["JSON of something else"] = new(s => s.More.Add("{\"a\":1}"u8.ToArray()), DcapChecks.EndorsementFormat),
        ["TCB info with a member beside it"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"signature\"", "\"more\":1,\"signature\"")), DcapChecks.EndorsementFormat),
        ["TCB info with a member twice"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"version\":3", "\"version\":3,\"version\":3")), DcapChecks.EndorsementFormat),
        ["TCB info with 15 components"] = new(s => s.More.Add(Text(s.TcbInfo!, "{\"svn\":5},", "")), DcapChecks.EndorsementFormat),
        ["TCB info with an SVN of 256"] = new(s => s.More.Add(Text(s.TcbInfo!, "{\"svn\":5}", "{\"svn\":256}")), DcapChecks.EndorsementFormat),
        ["TCB info with a negative SVN"] = new(s => s.More.Add(Text(s.TcbInfo!, "{\"svn\":5}", "{\"svn\":-1}")), DcapChecks.EndorsementFormat),
        ["TCB info of version 4"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"version\":3", "\"version\":4")), DcapChecks.EndorsementFormat),
        ["TCB info of version 2 for TDX"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"version\":3", "\"version\":2")), DcapChecks.EndorsementFormat),
        ["TCB info of another TCB type"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"tcbType\":0", "\"tcbType\":1")), DcapChecks.EndorsementFormat),
        ["TCB info with an unknown status"] = new(s => s.More.Add(Text(s.TcbInfo!, "UpToDate", "Perfect")), DcapChecks.EndorsementFormat),
        ["TCB info that gives a relaunch itself"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"UpToDate\"", "\"TDRelaunchAdvised\"")), DcapChecks.EndorsementFormat),
        ["TCB info without an FMSPC"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"fmspc\"", "\"fmspx\"")), DcapChecks.EndorsementFormat),
        ["TCB info with a date of its own form"] = new(s => s.More.Add(Text(s.TcbInfo!, "Z\"", "+00:00\"")), DcapChecks.EndorsementFormat),
        ["TCB info with a signature that is cut"] = new(s => s.More.Add(Text(s.TcbInfo!, "\"}", "\"").AsSpan()[..^3].ToArray()), DcapChecks.EndorsementFormat),
        ["TCB info as a number"] = new(s => s.More.Add(Encoding.ASCII.GetBytes($"{{\"tcbInfo\":1,\"signature\":\"{new string('0', 128)}\"}}")), DcapChecks.EndorsementFormat),
        ["TCB info in UTF-8 that is none"] = new(s => s.More.Add(Replace(s.TcbInfo!, (byte)'S', 0xff)), DcapChecks.EndorsementFormat),
        ["an identity of an unknown enclave"] = new(s => s.More.Add(Text(s.Identity!, "TD_QE", "MY_QE")), DcapChecks.EndorsementFormat),
        ["an identity of version 1"] = new(s => s.More.Add(Text(s.Identity!, "\"version\":2", "\"version\":1")), DcapChecks.EndorsementFormat),
        ["an identity with a platform's status"] = new(s => s.More.Add(Text(s.Identity!, "OutOfDate", "ConfigurationNeeded")), DcapChecks.EndorsementFormat),
        ["JSON that is a hundred deep"] = new(s => s.More.Add(Encoding.ASCII.GetBytes("{\"a\":" + new string('[', 100) + new string(']', 100) + "}")), DcapChecks.EndorsementFormat),
        ["an odd number of hexadecimal digits"] = new(s => s.More.Add("30820"u8.ToArray()), DcapChecks.EndorsementFormat),
        ["an endorsement of a megabyte"] = new(s => s.More.Add(new byte[1 << 20]), DcapChecks.EndorsementFormat),
        ["three hundred endorsements"] = new(s => s.More.AddRange(Enumerable.Repeat(s.Root, 300)), DcapChecks.EndorsementFormat),
        ["ten thousand beginnings of PEM"] = new(s => s.More.Add([.. Enumerable.Repeat("-----BEGIN CERTIFICATE-----\n"u8.ToArray(), 9000).SelectMany(b => b)]), DcapChecks.EndorsementFormat),

        // The PCK chain.
        ["a chain in another order"] = new(s => s.Build(certification: SimulatedQuote.Chain(s.Pck, s.Root, s.Issuer)), DcapChecks.PckCarried),
        ["another root between"] = new(s => s.EditIssuer(c => c.Issuer = CertificateEdit.Name("Another CA")), DcapChecks.PckCarried),
        ["a policy without the simulation root"] = new(s => s.Policy = new KeepPolicy(), DcapChecks.PckChain.Simulation, DcapChecks.TcbInfoChain.Simulation, DcapChecks.IdentityChain.Simulation),
        ["Intel's names under another root"] = new(UseIntelsNames, DcapChecks.PckChain.Trusted, DcapChecks.TcbInfoChain.Trusted, DcapChecks.IdentityChain.Trusted),
        ["an issuer that is no authority"] = new(s => s.EditIssuer(c => c.Set(BasicConstraints, [0x30, 0])), DcapChecks.PckChain.Form),
        ["an issuer that may not sign certificates"] = new(s => s.EditIssuer(c => c.Set(KeyUsage, [3, 2, 1, 2])), DcapChecks.PckChain.Form),
        ["a PCK certificate with an unknown critical extension"] = new(s => s.EditPck(c => c.Extensions.Add(new X509ExtensionValue("1.2.3.4", true, [5, 0]))), DcapChecks.PckChain.Form),
        ["a PCK certificate that another key signed"] = new(s => s.EditPck(_ => { }, IntelScene.Stranger), DcapChecks.PckChain.Signatures),
        ["an issuer that another key signed"] = new(s => s.EditIssuer(_ => { }, IntelScene.Stranger), DcapChecks.PckChain.Signatures),
        ["a PCK certificate that has expired"] = new(s => s.EditPck(c => c.NotAfter = s.Time.AddMinutes(-1)), DcapChecks.PckChain.Validity),
        ["a PCK certificate that is not yet valid"] = new(s => s.EditPck(c => c.NotBefore = s.Time.AddMinutes(1)), DcapChecks.PckChain.Validity),
        ["an issuer that has expired"] = new(s => s.EditIssuer(c => c.NotAfter = s.Time.AddMinutes(-1)), DcapChecks.PckChain.Validity),
        ["a PCK certificate of another name"] = new(s => s.EditPck(c => c.Subject = CertificateEdit.Name("Intel SGX TCB Signing")), DcapChecks.PckProfile),
        ["a PCK certificate that issues"] = new(s => s.EditPck(c => c.Set(BasicConstraints, [0x30, 3, 1, 1, 0xff])), DcapChecks.PckProfile),
        ["a PCK certificate right under the root"] = new(s => { s.EditPck(c => c.Issuer = CertificateEdit.Name("Intel SGX Root CA"), IntelScene.Keys.Root); s.Build(certification: SimulatedQuote.Chain(s.Pck, s.Root)); s.PckList = null; },
            DcapChecks.PckProfile),
        ["a PCK certificate without Intel's extension"] = new(s => s.EditPck(c => c.Set(PckExtensions.Oid, null)), DcapChecks.PckExtensions),
        ["a PCK certificate with an extension of junk"] = new(s => s.EditPck(c => c.Set(PckExtensions.Oid, [0x30, 1, 0])), DcapChecks.PckExtensions),
        ["a PCK certificate with an empty extension"] = new(s => s.EditPck(c => c.Set(PckExtensions.Oid, [0x30, 0])), DcapChecks.PckExtensions),
        ["a PPID of another platform"] = new(s => { s.Build(CertificationDataType.PlainPpid, new byte[36]); s.More.AddRange([s.Pck, s.Issuer]); }, DcapChecks.PckPpid),
        ["a PPID that is cut"] = new(s => { s.Build(CertificationDataType.PlainPpid, []); s.More.AddRange([s.Pck, s.Issuer]); }, DcapChecks.PckPpid),

        // The signatures.
        ["an altered body"] = new(s => s.Quote[s.BodyOffset + 0x88] ^= 1, DcapChecks.QuoteSignature),
        ["an altered header"] = new(s => s.Quote[0x1c] ^= 1, DcapChecks.QuoteSignature),
        ["an altered report of the quoting enclave"] = new(s => s.Quote[s.QeOffset] ^= 1, DcapChecks.QeSignature),
        ["altered authentication data"] = new(s => s.Quote[s.QeOffset + 384 + 64 + 2] ^= 1, DcapChecks.QeBinding),
        ["another key in the place of the attestation key"] = new(UseStrangersKey, DcapChecks.QeBinding),
        ["something after the digest of the key"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x140 + 63] = 1), DcapChecks.QeBinding),

        // TCB info.
        ["TCB info of SGX for TDX"] = new(s => s.TcbInfo = Good.TcbInfo(tdx: false), DcapChecks.TcbInfoMatch),
        ["TCB info of TDX for SGX"] = new(s => s.TcbInfo = Good.TcbInfo(tdx: true), DcapChecks.TcbInfoMatch) { Tee = Tee.Sgx },
        ["TCB info of another model"] = new(s => s.EditTcbInfo("53494D", "53494E"), DcapChecks.TcbInfoMatch),
        ["TCB info of another PCE"] = new(s => s.EditTcbInfo("\"pceId\":\"0000\"", "\"pceId\":\"0001\""), DcapChecks.TcbInfoMatch),
        ["TCB info that was altered"] = new(s => s.TcbInfo = Text(s.TcbInfo!, "\"OutOfDate\"", "\"UpToDate\""), DcapChecks.TcbInfoSignature),
        ["TCB info that was written anew with a space"] = new(s => s.TcbInfo = Text(s.TcbInfo!, "\"version\":3", "\"version\": 3"), DcapChecks.TcbInfoSignature),
        ["TCB info with an altered signature"] = new(s => s.TcbInfo = Replace(s.TcbInfo!, s.TcbInfo!.Length - 3, d => d == '0' ? '1' : '0'), DcapChecks.TcbInfoSignature),
        ["TCB info that is past its time"] = new(s => s.TcbInfo = Of(m => m with { CollateralEnd = s.Time.AddMinutes(-1) }).TcbInfo(tdx: true), DcapChecks.TcbInfoValidity),
        ["TCB info of the future"] = new(s => s.TcbInfo = Of(m => m with { Start = s.Time.AddMinutes(5) }).TcbInfo(tdx: true), DcapChecks.TcbInfoValidity),

        // The identity.
        ["the identity of SGX's quoting enclave for TDX"] = new(s => s.Identity = Good.Identity(tdx: false), DcapChecks.IdentityMatch),
        ["the identity of TDX's quoting enclave for SGX"] = new(s => s.Identity = Good.Identity(tdx: true), DcapChecks.IdentityMatch) { Tee = Tee.Sgx },
        ["the identity of the quote verification enclave"] = new(s => s.EditIdentity("TD_QE", "QVE"), DcapChecks.IdentityMatch),
        ["an identity that was altered"] = new(s => s.Identity = Text(s.Identity!, "\"isvsvn\":8", "\"isvsvn\":7"), DcapChecks.IdentitySignature),
        ["an identity that is past its time"] = new(s => s.Identity = Of(m => m with { CollateralEnd = s.Time.AddMinutes(-1) }).Identity(tdx: true), DcapChecks.IdentityValidity),
        ["a quoting enclave of another signer"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x80]++), DcapChecks.QeIdentity),
        ["a quoting enclave of another product"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x100]++), DcapChecks.QeIdentity),
        ["a quoting enclave that can be debugged"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x30] |= 2), DcapChecks.QeIdentity),
        ["a quoting enclave with another MISCSELECT"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x10] = 1), DcapChecks.QeIdentity),

        // The signer of both.
        ["a signer that may not exist"] = new(s => s.EditSigner(c => c.Extensions.Add(new X509ExtensionValue("1.2.3.4", true, [5, 0]))), DcapChecks.TcbInfoChain.Form, DcapChecks.IdentityChain.Form),
        ["a signer that another key signed"] = new(s => s.EditSigner(_ => { }, IntelScene.Stranger), DcapChecks.TcbInfoChain.Signatures, DcapChecks.IdentityChain.Signatures),
        ["a signer that has expired"] = new(s => s.EditSigner(c => c.NotAfter = s.Time.AddMinutes(-1)), DcapChecks.TcbInfoChain.Validity, DcapChecks.IdentityChain.Validity),
        ["a signer under the PCK CA"] = new(s => s.EditSigner(c => c.Issuer = CertificateEdit.Name("Intel SGX PCK Platform CA"), IntelScene.Keys.Issuer), DcapChecks.TcbInfoProfile, DcapChecks.IdentityProfile),
        ["a signer under another root that is trusted"] = new(UseOtherSignerRoot, DcapChecks.TcbInfoProfile, DcapChecks.IdentityProfile, DcapChecks.ListSignature),

        // Revocation.
        ["a revoked PCK certificate"] = new(s => s.UseModel(new SimulatedIntelModel { RevokesPck = true }), DcapChecks.ListEntries),
        ["a revoked PCK CA"] = new(s => s.RootList = List("Intel SGX Root CA", IntelScene.Keys.Root, s.Issuer), DcapChecks.ListEntries),
        ["a revoked signer"] = new(s => s.RootList = List("Intel SGX Root CA", IntelScene.Keys.Root, s.Signer), DcapChecks.ListEntries),
        ["a PCK list of another CA"] = new(s => s.PckList = List("Intel SGX PCK Processor CA", IntelScene.Keys.Issuer), DcapChecks.ListIssuer),
        ["a PCK list that another key signed"] = new(s => s.PckList = List("Intel SGX PCK Platform CA", IntelScene.Stranger), DcapChecks.ListSignature),
        ["a root list that another key signed"] = new(s => s.RootList = List("Intel SGX Root CA", IntelScene.Stranger), DcapChecks.ListSignature),
        ["a PCK list that is past its time"] = new(s => s.PckList = List("Intel SGX PCK Platform CA", IntelScene.Keys.Issuer, null, -2, -1), DcapChecks.ListValidity),
        ["a root list of the future"] = new(s => s.RootList = List("Intel SGX Root CA", IntelScene.Keys.Root, null, 1, 2), DcapChecks.ListValidity),

        // The TCB.
        ["a platform below every level"] = new(s => s.UseModel(new SimulatedIntelModel { LeastComponentSvn = 6 }), DcapChecks.Level),
        ["a PCESVN below every level"] = new(s => { s.EditTcbInfo("\"pcesvn\":13", "\"pcesvn\":14"); s.EditTcbInfo("\"pcesvn\":5", "\"pcesvn\":14"); }, DcapChecks.Level),
        ["a SEAM loader below every level"] = new(s => { s.EditBody(b => b[2] = 2); s.EditTcbInfo(",{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0}],\"pcesvn\":5", ",{\"svn\":9},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0},{\"svn\":0}],\"pcesvn\":5"); },
            DcapChecks.Level),
        ["a platform that is out of date"] = new(s => s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.OutOfDate }), DcapChecks.Status),
        ["a platform that is out of date for SGX"] = new(s => s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.OutOfDate }), DcapChecks.Status) { Tee = Tee.Sgx },
        ["a platform that is out of date and to be configured"] = new(s => s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.OutOfDateConfigurationNeeded }), DcapChecks.Status),
        ["a platform that is revoked"] = new(s => s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.Revoked }), DcapChecks.Status),
        ["a quoting enclave that is out of date"] = new(s => s.UseModel(new SimulatedIntelModel { NewestQe = 9 }), DcapChecks.Status),
        ["a quoting enclave below every level"] = new(s => s.EditQuote(q => q[s.QeOffset + 0x102] = 0), DcapChecks.QeLevel),
        ["a TDX module that is out of date"] = new(s => s.UseModel(new SimulatedIntelModel { NewestModule = 6 }), DcapChecks.Status),
        ["a TDX module that is out of date, with a newer one loaded"] = new(s => { s.UseModel(new SimulatedIntelModel { NewestModule = 6 }); s.EditBody(b => b[0x248] = 6); }, DcapChecks.Status) { Version = 5 },
        ["a TDX module below every level"] = new(s => s.EditBody(b => b[0] = 0), TdxChecks.ModuleLevel),
        ["a TDX module that TCB info does not know"] = new(s => s.UseModel(new SimulatedIntelModel { ModuleId = "TDX_02" }), TdxChecks.ModuleIdentity, TdxChecks.ModuleLevel),
        ["a TDX module of another signer"] = new(s => s.EditBody(b => b[0x40] = 1), TdxChecks.ModuleIdentity),
        ["a TDX module with attributes"] = new(s => s.EditBody(b => b[0x77] = 1), TdxChecks.ModuleIdentity),
        ["a TDX module of version 0 of another signer"] = new(s => s.EditBody(b => { b[1] = 0; b[0x6f] = 1; }), TdxChecks.ModuleIdentity),

        // The policy.
        ["a status that the policy does not name"] = new(s => { s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.SWHardeningNeeded }); s.Policy = s.Policy with { TcbStatus = [TcbStatus.UpToDate] }; }, DcapChecks.Status),
        ["an advisory that the policy rejects"] = new(s => { s.UseModel(new SimulatedIntelModel { Platform = TcbStatus.SWHardeningNeeded }); s.Policy = s.Policy with { RejectedAdvisory = ["intel-sa-99999"] }; }, DcapChecks.Advisory),
        ["an advisory of the TDX module that the policy rejects"] = new(s => { s.UseModel(new SimulatedIntelModel { NewestModule = 6 }); s.Policy = s.Policy with { TcbStatus = [TcbStatus.OutOfDate], RejectedAdvisory = ["INTEL-SA-99999"] }; }, DcapChecks.Advisory),
        ["a level that is older than the policy's date"] = new(s => s.Policy = s.Policy with { MinimumTcbDate = s.Time }, DcapChecks.TcbDate),
        ["TCB info of an older evaluation"] = new(s => { s.TcbInfo = Of(m => m with { EvaluationNumber = 19 }).TcbInfo(tdx: true); s.Policy = s.Policy with { MinimumTcbEvaluationNumber = 20 }; }, DcapChecks.EvaluationNumber),
        ["an identity of an older evaluation"] = new(s => { s.Identity = Of(m => m with { EvaluationNumber = 19 }).Identity(tdx: true); s.Policy = s.Policy with { MinimumTcbEvaluationNumber = 20 }; }, DcapChecks.EvaluationNumber),
        ["a platform with SMT, which the policy forbids"] = new(s => s.Policy = s.Policy with { ForbiddenPlatform = PckPlatform.SmtEnabled }, DcapChecks.Platform),
        ["another platform than the policy's"] = new(s => s.Policy = s.Policy with { ChipId = [new string('0', 32)] }, DcapChecks.ChipId),
        ["an enclave that can be debugged"] = new(s => s.EditBody(b => b[0x30] |= 2), SgxChecks.Debug) { Tee = Tee.Sgx },
        ["another MRENCLAVE"] = new(s => s.Policy = s.Policy with { Measurement = [new string('0', 64)] }, SgxChecks.Measurement) { Tee = Tee.Sgx },
        ["another MRSIGNER"] = new(s => s.Policy = s.Policy with { MrSigner = [new string('0', 64)] }, SgxChecks.MrSigner) { Tee = Tee.Sgx },
        ["another ISVPRODID"] = new(s => s.Policy = s.Policy with { IsvProdId = [1, 2] }, SgxChecks.IsvProdId) { Tee = Tee.Sgx },
        ["an ISVSVN below the floor"] = new(s => s.Policy = s.Policy with { MinimumIsvSvn = 1 }, SgxChecks.IsvSvn) { Tee = Tee.Sgx },
        ["another CONFIGID"] = new(s => s.Policy = s.Policy with { MrConfigId = [new string('1', 128)] }, SgxChecks.ConfigId) { Tee = Tee.Sgx },
        ["other REPORTDATA of an enclave"] = new(s => s.Policy = s.Policy with { ReportData = "00" }, SgxChecks.ReportData) { Tee = Tee.Sgx },
        ["a TD that can be debugged"] = new(s => s.EditBody(b => b[0x78] = 1), TdxChecks.Debug),
        ["a TD that can be profiled"] = new(s => s.EditBody(b => b[0x78] = 0x20), TdxChecks.Debug),
        ["another MRTD"] = new(s => s.Policy = s.Policy with { Measurement = [new string('0', 96)] }, TdxChecks.Measurement),
        ["another MRSEAM"] = new(s => s.Policy = s.Policy with { MrSeam = [new string('0', 96)] }, TdxChecks.MrSeam),
        ["another MRCONFIGID"] = new(s => s.Policy = s.Policy with { MrConfigId = [new string('1', 96)] }, TdxChecks.MrConfigId),
        ["another MROWNER"] = new(s => s.Policy = s.Policy with { MrOwner = [new string('1', 96)] }, TdxChecks.MrOwner),
        ["another MROWNERCONFIG"] = new(s => s.Policy = s.Policy with { MrOwnerConfig = [new string('1', 96)] }, TdxChecks.MrOwnerConfig),
        ["another RTMR"] = new(s => s.Policy = s.Policy with { Rtmr = new Dictionary<int, IReadOnlyList<string>> { [3] = [new string('1', 96)] } }, TdxChecks.Rtmr),
        ["an RTMR that does not exist"] = new(s => s.Policy = s.Policy with { Rtmr = new Dictionary<int, IReadOnlyList<string>> { [4] = [new string('0', 96)] } }, TdxChecks.Rtmr),
        ["other REPORTDATA of a TD"] = new(s => s.Policy = s.Policy with { ReportData = "00" }, TdxChecks.ReportData),
        ["a part of another TEE"] = new(s => s.Parts[EvidencePart.TpmQuote] = [1], PartChecks.Known),
        ["an event log of an enclave"] = new(s => s.Parts[EvidencePart.EventLog] = [1], PartChecks.Known) { Tee = Tee.Sgx },
        ["a policy for another TEE"] = new(s => s.Policy = s.Policy with { Tee = [Tee.SevSnp] }, PolicyScope.Kind),
        ["a policy with a field of another TEE"] = new(s => s.Policy = s.Policy with { Vmpl = [0] }, PolicyScope.Applies),
        ["a policy with a field of TDX for SGX"] = new(s => s.Policy = s.Policy with { MrSeam = [""] }, PolicyScope.Applies) { Tee = Tee.Sgx },
        ["a policy with a nonce, which quotes have not"] = new(s => s.Policy = s.Policy with { Nonce = "00" }, PolicyScope.Applies),

        // The event log.
        ["an empty event log"] = new(s => s.UseEventLog(_ => []), TdxEventLogChecks.Format),
        ["an event log of junk"] = new(s => s.UseEventLog(_ => [.. "junk"u8]), TdxEventLogChecks.Format),
        ["an event log that is cut in an event"] = new(s => s.UseEventLog(log => log[..^(TestEventLog.Padding + 1)]), TdxEventLogChecks.Format),
        ["an event log with something after its end"] = new(s => s.UseEventLog(log => [.. log, 1]), TdxEventLogChecks.Format),
        ["an event log of a megabyte too much"] = new(s => s.UseEventLog(log => [.. log, .. Enumerable.Repeat((byte)0xff, TcgEventLog.Longest)]), TdxEventLogChecks.Format),
        ["an event log of the older form"] = new(s => s.UseEventLog(log => Replace(log, (byte)'S', (byte)'T')), TdxEventLogChecks.Format),
        ["an event log without SHA-384"] = new(s => s.UseEventLog(_ => TestEventLog.Header([(0x0b, 32)])), TdxEventLogChecks.Format),
        ["an event log with SHA-384 of 32 bytes"] = new(s => s.UseEventLog(_ => TestEventLog.Header([(0x0c, 32)])), TdxEventLogChecks.Format),
        ["an event log that names SHA-384 twice"] = new(s => s.UseEventLog(_ => TestEventLog.Header([(0x0c, 48), (0x0c, 48)])), TdxEventLogChecks.Format),
        ["an event log with a thousand algorithms"] = new(s => s.UseEventLog(_ => TestEventLog.Header([.. Enumerable.Range(0, 1000).Select(i => ((ushort)i, (ushort)48))])), TdxEventLogChecks.Format),
        ["an event without a SHA-384 digest"] = new(s => s.UseEventLog(_ => [.. TestEventLog.Header([(0x0b, 32), (0x0c, 48)]), .. TestEventLog.Event(1, 4, (0x0b, new byte[32]))]), TdxEventLogChecks.Format),
        ["an event with two SHA-384 digests"] = new(s => s.UseEventLog(_ => [.. TestEventLog.Header([(0x0b, 32), (0x0c, 48)]), .. TestEventLog.Event(1, 4, (0x0c, new byte[48]), (0x0c, new byte[48]))]), TdxEventLogChecks.Format),
        ["an event with a digest that the header does not name"] = new(s => s.UseEventLog(_ => [.. TestEventLog.Header([(0x0b, 32), (0x0c, 48)]), .. TestEventLog.Event(1, 4, (0x0d, new byte[48]))]), TdxEventLogChecks.Format),
        ["an event of a register that a TD has not"] = new(s => s.UseEventLog(_ => [.. TestEventLog.Header([(0x0c, 48)]), .. TestEventLog.Event(5, 4, (0x0c, new byte[48]))]), TdxEventLogChecks.Format),
        ["an ACPI table that is cut"] = new(s => s.UseEventLog(_ => [.. "CCEL"u8]), TdxEventLogChecks.Format),
        ["an ACPI table with a wrong checksum"] = new(s => s.UseEventLog(log => [.. TestEventLog.Table(log.Length, change: t => t[10]++), .. log]), TdxEventLogChecks.Format),
        ["an ACPI table of SEV"] = new(s => s.UseEventLog(log => [.. TestEventLog.Table(log.Length, type: 1), .. log]), TdxEventLogChecks.Format),
        ["an ACPI table of a smaller log"] = new(s => s.UseEventLog(log => [.. TestEventLog.Table(log.Length - 1), .. log]), TdxEventLogChecks.Format),
        ["an event log with an altered digest"] = new(s => s.UseEventLog(log => { log[^(TestEventLog.Padding + 240)] ^= 1; return log; }), TdxEventLogChecks.Replay),
        ["an event log without its last events"] = new(s => s.UseEventLog(_ => TestEventLog.Make([(1, 0x80000001)], out byte[][] _)), TdxEventLogChecks.Replay),
        ["an event log of no events"] = new(s => s.UseEventLog(_ => TestEventLog.Header([(0x0c, 48)])), TdxEventLogChecks.Replay),

        // The claims.
        ["claims that are no map"] = new(s => s.Claims = [0x80], ClaimsChecks.Format),
        ["other claims than attested"] = new(s => s.Claims = (KeepClaims.Decode(s.Claims) with { Launch = 1 }).Encode(), ClaimsChecks.ReportData),
        ["another nonce"] = new(s => s.Nonce = RandomNumberGenerator.GetBytes(32), ClaimsChecks.Nonce),
        ["another certificate"] = new(s => s.Certificate = Scene.SelfSigned(), ClaimsChecks.Key),
        ["another workload"] = new(s => s.Policy = s.Policy with { Workload = [new string('0', 96)] }, ClaimsChecks.Workload),
        ["another configuration"] = new(s => s.Policy = s.Policy with { Configuration = [new string('0', 96)] }, ClaimsChecks.Configuration),
        ["evidence that is too old"] = new(s => { s.Policy = s.Policy with { MaximumAge = TimeSpan.FromMinutes(5) }; s.ReceivedAt = s.Time.AddMinutes(-6); }, ClaimsChecks.Age),
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Faults.Keys.Select(name => new TheoryDataRow<string>(name));

    /// <summary>Every check that some fault fails.</summary>
    public static IEnumerable<CheckDefinition> Covered => Faults.Values.SelectMany(f => f.Fails).Distinct();

    public static IntelFault Get(string name) => Faults[name];

    private static SimulatedIntelCollateral Good => Of(m => m);

    private static SimulatedIntelCollateral Of(Func<SimulatedIntelModel, SimulatedIntelModel> change) => new(IntelScene.Keys, change(new SimulatedIntelModel()));

    private static Span<byte> Signature(IntelScene scene) => scene.Quote.AsSpan(DcapQuote.Parse(scene.Quote).SignatureOffset, 64);

    private static void UseIntelsNames(IntelScene scene)
    {
        static byte[] Name(string commonName) => CertificateEdit.Name(commonName, "Intel Corporation");
        scene.EditRoot(c => c.Subject = c.Issuer = Name("Intel SGX Root CA"));
        scene.EditIssuer(c => (c.Subject, c.Issuer) = (Name("Intel SGX PCK Platform CA"), Name("Intel SGX Root CA")));
        scene.EditSigner(c => (c.Subject, c.Issuer) = (Name("Intel SGX TCB Signing"), Name("Intel SGX Root CA")));
        scene.EditPck(c => (c.Subject, c.Issuer) = (Name("Intel SGX PCK Certificate"), Name("Intel SGX PCK Platform CA")));
        scene.RootList = List("Intel SGX Root CA", IntelScene.Keys.Root, organization: "Intel Corporation");
        scene.PckList = List("Intel SGX PCK Platform CA", IntelScene.Keys.Issuer, organization: "Intel Corporation");
        scene.Policy = new KeepPolicy();
    }

    private static void UseStrangersKey(IntelScene scene)
    {
        ECPoint point = IntelScene.Stranger.ExportParameters(includePrivateParameters: false).Q;
        int at = DcapQuote.Parse(scene.Quote).SignatureOffset;
        ((byte[])[.. point.X!, .. point.Y!]).CopyTo(scene.Quote, at + 64);
        IntelScene.Stranger.SignData(scene.Quote.AsSpan(0, DcapQuote.Parse(scene.Quote).SignedLength), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation).CopyTo(scene.Quote, at);
    }

    private static void UseOtherSignerRoot(IntelScene scene)
    {
        byte[] root = CertificateEdit.Make(scene.Root, IntelScene.Stranger, c => (c.Subject, c.Issuer, c.PublicKey) =
            (CertificateEdit.Name("Intel SGX Other CA"), CertificateEdit.Name("Intel SGX Other CA"), IntelScene.Stranger.ExportSubjectPublicKeyInfo()));
        scene.EditSigner(c => c.Issuer = CertificateEdit.Name("Intel SGX Other CA"), IntelScene.Stranger);
        scene.More.Add(root);
        // A list in its name, so that only the root is wrong; it may not be the PCK CA's, which then is another's.
        scene.More.Add(List("Intel SGX Other CA", IntelScene.Keys.Issuer));
        scene.Policy = scene.Policy with { SimulationRoot = [.. scene.Policy.SimulationRoot, X509Certificate.Parse(root).PublicKeyDigest] };
    }

    private static byte[] List(string issuer, ECDsa key, byte[]? revoked = null, int thisUpdateDays = -1, int nextUpdateDays = 30, string organization = SimulatedSnpAuthority.Organization)
    {
        var builder = new System.Security.Cryptography.X509Certificates.CertificateRevocationListBuilder();
        if (revoked is not null)
            builder.AddEntry(X509Certificate.Parse(revoked).Serial.ToByteArray(isBigEndian: true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return builder.Build(new System.Security.Cryptography.X509Certificates.X500DistinguishedName(CertificateEdit.Name(issuer, organization)),
            System.Security.Cryptography.X509Certificates.X509SignatureGenerator.CreateForECDsa(key), 1, now.AddDays(nextUpdateDays), HashAlgorithmName.SHA256,
            System.Security.Cryptography.X509Certificates.X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier(
                new System.Security.Cryptography.X509Certificates.X509SubjectKeyIdentifierExtension(new System.Security.Cryptography.X509Certificates.PublicKey(key), false)), now.AddDays(thisUpdateDays));
    }

    private static byte[] Text(byte[] json, string from, string to)
    {
        string text = Encoding.UTF8.GetString(json);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{from}' is not in the text.");
        return Encoding.UTF8.GetBytes(text[..at] + to + text[(at + from.Length)..]);
    }

    private static byte[] Replace(byte[] bytes, byte from, byte to) => Replace(bytes, Array.IndexOf(bytes, from), _ => (char)to);

    private static byte[] Replace(byte[] bytes, int index, Func<char, char> change)
    {
        byte[] changed = [.. bytes];
        changed[index] = (byte)change((char)changed[index]);
        return changed;
    }
}
