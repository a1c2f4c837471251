using System.Globalization;
using System.Security.Cryptography;
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

Limit p384 = Limit.Ecdsa("P-384", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384);
AppraisalRow[] rows =
[
    Row("SNP v2, Milan, VCEK", "snp-milan-v2-vcek", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
    Row("SNP v5, Genoa, VCEK", "snp-genoa-v5-vcek", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
    Row("SNP v3, Milan, VLEK", "snp-milan-v3-vlek-aws", Tee.SevSnp, "report", ["leaf", "chain"], p384, 0.95, 0.65),
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
    return new AppraisalRow(name, evidence, one.VerificationTime!.Value, limit, warm, cold);
}
