using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enarx;
using Enarx.Bench;
using Enarx.Corpus;

// usage: Attestation.Bench MANIFEST [CALLS]
//
// How many appraisals a second one processor makes of real evidence, as a ratio to one verification of the signature
// in question through .NET with the key already imported. Both are measured in turn, in the same run.

if (args.Length is < 1 or > 2 || (args.Length == 2 && !int.TryParse(args[1], CultureInfo.InvariantCulture, out _)))
{
    Console.Error.WriteLine("usage: Attestation.Bench MANIFEST [CALLS]");
    return 64;
}

int calls = args.Length == 2 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1000;
Dictionary<string, CorpusCase> cases = CorpusCase.ReadAll(args[0]).ToDictionary(one => one.Id);

Limit p384 = Limit.Ecdsa("P-384", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384), p256 = Limit.Ecdsa("P-256", ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256);
string[] collateral = ["tcb_info", "tcb_info_issuer_chain", "qe_identity", "qe_identity_issuer_chain", "pck_crl", "pck_crl_issuer_chain", "root_ca_crl"];
AppraisalRow[] rows =
[
    Row("SNP v2, Milan, VCEK", "snp-milan-v2-vcek", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
    Row("SNP v5, Genoa, VCEK", "snp-genoa-v5-vcek", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
    Row("SNP v3, Milan, VLEK", "snp-milan-v3-vlek-aws", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
    Row("SGX quote v3", "sgx-v3-processor-ca", Tee.Sgx, "quote", collateral, p256, 0.28, 0.06),
    Row("TDX quote v4", "tdx-v4-uptodate", Tee.Tdx, "quote", collateral, p256, 0.28, 0.06),
    Row("TDX quote v5", "tdx-v5-td15-uptodate", Tee.Tdx, "quote", collateral, p256, 0.28, 0.06),
    Row("Nitro document", "nitro-evervault-prod", Tee.Nitro, "document", [], p384.Times(5), null, 0.88),
    Row("CCA token", "cca-ffm-profile-2023", Tee.Cca, "token", ["cpak"], p384.Times(2), 0.9, null),
];

Report.Machine();
Report.Heading("attestation");
bool met = true;
List<string[]> table = [["evidence", "limit", "limit/s", "warm/s", "warm ratio", "aim", "cold/s", "cold ratio", "aim", "bytes allocated, warm"]];
foreach (AppraisalRow row in rows)
{
    (string[] cells, bool good) = row.Measure(calls);
    table.Add(cells);
    met &= good;
}

Report.Table(table);
Report.Aim("every ratio at or above its aim", met);
return 0;

AppraisalRow Row(string name, string id, Tee tee, string report, string[] endorsements, Limit limit, double? warm, double? cold)
{
    CorpusCase one = cases[id];
    var evidence = new KeepEvidence { Tee = tee, Report = one.File(report), Endorsements = [.. one.Files(endorsements)] };
    // What a case has as the platform's key is what its caller trusts.
    var policy = new KeepPolicy { TrustedRoot = [.. one.Files("cpak").Select(KeyDigest)] };
    return new AppraisalRow(name, evidence, policy, one.VerificationTime ?? DateTimeOffset.UnixEpoch, limit, warm, cold);
}

static Sha256Digest KeyDigest(byte[] pem)
{
    using var key = ECDsa.Create();
    key.ImportFromPem(Encoding.ASCII.GetString(pem));
    return Sha256Digest.FromBytes(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
}
