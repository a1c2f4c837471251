using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Real quotes of SGX and TDX, and what was made of them, get the verdict that they must.</summary>
public sealed class IntelCorpusTests
{
    private static readonly string[] Roles =
    [
        "pck_cert", "pck_chain", "tcb_info", "tcb_info_issuer_chain", "qe_identity", "qe_identity_issuer_chain",
        "pck_crl", "pck_crl_issuer_chain", "root_ca_crl",
    ];

    private static readonly Dictionary<string, CheckCategory> Categories = new()
    {
        ["signature"] = CheckCategory.Signature,
        ["binding"] = CheckCategory.Binding,
        ["chain"] = CheckCategory.Chain,
        ["untrusted-root"] = CheckCategory.UntrustedRoot,
        ["expired"] = CheckCategory.Expired,
        ["collateral-signature"] = CheckCategory.CollateralSignature,
        ["collateral-mismatch"] = CheckCategory.CollateralMismatch,
        ["tcb-out-of-date"] = CheckCategory.TcbOutOfDate,
        ["debug-policy"] = CheckCategory.DebugPolicy,
        ["format"] = CheckCategory.Format,
    };

    public static IEnumerable<TheoryDataRow<string>> Cases => Corpus.OfTech("sgx", "quote").Concat(Corpus.OfTech("tdx", "quote")).DistinctBy(row => row.Data);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evidence_of_the_corpus_gets_its_verdict(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, new KeepPolicy());
        bool full = testCase.GetProperty("scope").GetString() == "full";
        if (testCase.GetProperty("expected").GetString() == "valid")
        {
            Assert.DoesNotContain(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed);
            Assert.Equal(full, appraisal.Passed);
        }
        else
        {
            Assert.False(appraisal.Passed);
            Assert.Contains(appraisal.Checks, c => c.Verdict == CheckVerdict.Failed && c.Category == Categories[testCase.GetProperty("category").GetString()!]);
        }

        Assert.False(appraisal.IsSimulated);
        if (testCase.TryGetProperty("facts", out JsonElement facts) && facts.TryGetProperty("body", out JsonElement body))
            AssertBody(appraisal, body);
        if (facts.ValueKind == JsonValueKind.Object && facts.TryGetProperty("pck", out JsonElement pck))
            AssertPlatform(appraisal, pck);
        if (full && testCase.GetProperty("expected").GetString() == "valid" && facts.TryGetProperty("tcb", out JsonElement tcb))
            Assert.Equal(tcb.GetProperty("overall").GetString(), appraisal.TcbStatus.ToString());
    }

    [Theory]
    [InlineData("tdx-v4-outofdate-platform", TcbStatus.OutOfDate)]
    [InlineData("tdx-v5-module-outofdate", TcbStatus.TDRelaunchAdvised)]
    [InlineData("tdx-v4-debug-td", TcbStatus.OutOfDate)]
    [InlineData("sgx-v3-debug-enclave", TcbStatus.ConfigurationAndSWHardeningNeeded)]
    public void Real_platforms_pass_where_the_policy_accepts_what_they_are(string id, TcbStatus status)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, new KeepPolicy { TcbStatus = [status], AllowDebug = true });
        Assert.True(appraisal.Passed, IntelScene.Explain(appraisal));
        Assert.Equal(status, appraisal.TcbStatus);
        Assert.Superset(testCase.GetProperty("facts").GetProperty("tcb").GetProperty("advisory_ids").EnumerateArray().Select(a => a.GetString()!).ToHashSet(), appraisal.Advisories.ToHashSet());
    }

    [Fact]
    public void Intels_own_test_set_fails_by_its_root_alone_and_its_random_fields()
    {
        JsonElement testCase = Corpus.Case("sgx-v3-qvl-test-root");
        using X509Certificate2 root = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(Corpus.File(testCase, "trusted_root")));
        Sha256Digest digest = Sha256Digest.FromBytes(SHA256.HashData(root.PublicKey.ExportSubjectPublicKeyInfo()));
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(Evidence(testCase), new KeepPolicy { TrustedRoot = [digest] }, new DateTimeOffset(2019, 10, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.All(appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed), c => Assert.Equal(CheckCategory.Format, c.Category));
        Assert.Equal(CheckVerdict.Passed, appraisal.Checks.Single(c => c.Id == DcapChecks.Status.Id).Verdict);
    }

    [Fact]
    public void A_real_event_log_gives_the_registers_of_its_quote()
    {
        JsonElement testCase = Corpus.Case("tdx-v4-gcp-cos-ccel");
        KeepEvidence evidence = Evidence(testCase);
        byte[] log = Corpus.File(testCase, "ccel_data"), table = Corpus.File(testCase, "ccel_table");
        foreach (byte[] part in (byte[][])[log, [.. table, .. log]])
        {
            KeepAppraisal appraisal = Appraise(testCase, new KeepPolicy { ReportData = Convert.ToHexString(Corpus.File(testCase, "nonce")) }, evidence with { Parts = new Dictionary<string, byte[]> { [EvidencePart.EventLog] = part } });
            Assert.Equal(CheckVerdict.Passed, Verdict(appraisal, TdxEventLogChecks.Replay));
            Assert.Equal(CheckVerdict.Passed, Verdict(appraisal, TdxChecks.ReportData));
        }

        // The digest of the first event, right behind the header.
        byte[] changed = [.. log];
        changed[0x60] ^= 1;
        Assert.Equal(CheckVerdict.Failed, Verdict(Appraise(testCase, new KeepPolicy(), evidence with { Parts = new Dictionary<string, byte[]> { [EvidencePart.EventLog] = changed } }), TdxEventLogChecks.Replay));
    }

    [Theory]
    [InlineData("sgx-v3-processor-ca")]
    [InlineData("tdx-v4-uptodate")]
    [InlineData("tdx-v4-gcp-uptodate")]
    [InlineData("tdx-v5-td15-uptodate")]
    public void No_changed_bit_of_what_is_signed_passes(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepEvidence evidence = Evidence(testCase);
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        DcapQuote quote = DcapQuote.Parse(evidence.Report);
        (int Start, int End)[] signed =
        [
            (0, quote.SignedLength), (quote.SignatureOffset, quote.SignatureOffset + 128),
            (quote.QeReportOffset, quote.QeReportOffset + 384 + 64), (quote.QeReportOffset + 384 + 64 + 2, quote.CertificationOffset - 6),
        ];
        foreach ((int start, int end) in signed)
        {
            for (int bit = 8 * start; bit < 8 * end; bit++)
            {
                byte[] changed = [.. evidence.Report];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                Assert.False(EvidenceAppraiser.Appraise(evidence with { Report = changed }, new KeepPolicy(), time).Passed, $"byte {bit / 8}, bit {bit % 8}");
            }
        }
    }

    [Theory]
    [InlineData("sgx-v3-processor-ca")]
    [InlineData("tdx-v5-td15-uptodate")]
    public void No_changed_bit_of_collateral_passes(string id)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepEvidence evidence = Evidence(testCase);
        DateTimeOffset time = testCase.GetProperty("verification_time").GetDateTimeOffset();
        foreach (string role in (string[])["tcb_info", "qe_identity", "pck_crl", "root_ca_crl"])
        {
            byte[] good = Corpus.File(testCase, role);
            int at = evidence.Endorsements.ToList().FindIndex(item => item.AsSpan().SequenceEqual(good));
            // A stride that meets every bit position, and is odd to the lengths of fields.
            for (int bit = 0; bit < 8 * good.Length; bit += 37)
            {
                byte[] changed = [.. good];
                changed[bit / 8] ^= (byte)(1 << (bit % 8));
                List<byte[]> items = [.. evidence.Endorsements];
                items[at] = changed;
                // Hexadecimal digits have two cases, and mean the same in both.
                bool same = System.Text.Encoding.Latin1.GetString(changed).Equals(System.Text.Encoding.Latin1.GetString(good), StringComparison.OrdinalIgnoreCase)
                    && changed.AsSpan(0, changed.Length - 131).SequenceEqual(good.AsSpan(0, good.Length - 131));
                Assert.Equal(same && role is "tcb_info" or "qe_identity" && same, EvidenceAppraiser.Appraise(evidence with { Endorsements = items }, new KeepPolicy(), time).Passed);
            }
        }
    }

    private static void AssertBody(KeepAppraisal appraisal, JsonElement body)
    {
        if (appraisal.Claims.Count == 0)
            return;
        Assert.Equal(body.GetProperty("report_data").GetString(), appraisal.ReportData);
        Assert.Equal(body.TryGetProperty("mrtd", out JsonElement mrtd) ? mrtd.GetString() : body.GetProperty("mrenclave").GetString(), appraisal.Measurement);
        foreach ((string fact, string claim) in ((string, string)[])[("cpusvn", "CPUSVN"), ("mrsigner", "MRSIGNER"), ("attributes", "ATTRIBUTES"), ("tee_tcb_svn", "TEE_TCB_SVN"), ("mrseam", "MRSEAM"), ("xfam", "XFAM"), ("rtmr0", "RTMR0"), ("rtmr3", "RTMR3")])
        {
            if (body.TryGetProperty(fact, out JsonElement expected))
                Assert.Equal(expected.GetString(), appraisal.Claims.Single(c => c.Name == claim).Value);
        }
    }

    private static void AssertPlatform(KeepAppraisal appraisal, JsonElement pck)
    {
        if (appraisal.ChipId is null)
            return;
        Assert.Equal(pck.GetProperty("ppid").GetString(), appraisal.ChipId);
        foreach ((string fact, string claim) in ((string, string)[])[("fmspc", "FMSPC"), ("pceid", "PCEID"), ("cpusvn", "PCK CPUSVN")])
            Assert.Equal(pck.GetProperty(fact).GetString(), appraisal.Claims.Single(c => c.Name == claim).Value);
        Assert.Equal($"{pck.GetProperty("pcesvn").GetInt32()}", appraisal.Claims.Single(c => c.Name == "PCESVN").Value);
    }

    private static KeepEvidence Evidence(JsonElement testCase) => new()
    {
        Tee = testCase.GetProperty("tech").GetString() == "sgx" ? Tee.Sgx : Tee.Tdx,
        Report = Corpus.File(testCase, "quote"),
        Endorsements = [.. Roles.Where(role => Corpus.Has(testCase, role)).Select(role => Corpus.File(testCase, role))],
    };

    private static KeepAppraisal Appraise(JsonElement testCase, KeepPolicy policy, KeepEvidence? evidence = null)
    {
        JsonElement time = testCase.GetProperty("verification_time");
        return EvidenceAppraiser.Appraise(evidence ?? Evidence(testCase), policy, time.ValueKind == JsonValueKind.Null ? DateTimeOffset.UnixEpoch : time.GetDateTimeOffset());
    }

    private static CheckVerdict Verdict(KeepAppraisal appraisal, CheckDefinition check) => appraisal.Checks.Single(c => c.Id == check.Id).Verdict;
}
