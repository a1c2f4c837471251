using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence as Confidential Containers and NVIDIA's tools write it.</summary>
public sealed class EvidenceJsonTests
{
    public static IEnumerable<TheoryDataRow<string>> Reports => Corpus.Judged;

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_is_put_together_from_its_fields(string id)
    {
        byte[] report = Corpus.File(Corpus.Case(id), "report");
        foreach (bool old in (bool[])[true, false])
        {
            // The older form has neither fields nor a place for what versions after 2 added.
            if (old && report[0] > 2 || report.AsSpan(0x330).ContainsAnyExcept((byte)0) && !old)
                continue;
            KeepEvidence evidence = Assert.Single(Read(new JsonObject { ["attestation_report"] = Fields(report, old), ["cert_chain"] = null }));
            Assert.Equal(Tee.SevSnp, evidence.Tee);
            // What is not a field of the newer form cannot come through it; only zeros can be there.
            if (old || id != "snp-milan-nonzero-reserved")
                Assert.Equal(report, evidence.Report);
        }
    }

    [Fact]
    public void Its_certificates_come_with_it()
    {
        JsonElement one = Corpus.Case("snp-milan-v3-vcek");
        byte[] leaf = Corpus.File(one, "leaf");
        KeepEvidence evidence = Assert.Single(Read(new JsonObject
        {
            ["attestation_report"] = Fields(Corpus.File(one, "report"), false),
            ["cert_chain"] = new JsonArray(
                new JsonObject { ["cert_type"] = "VCEK", ["data"] = Numbers(leaf) },
                new JsonObject { ["cert_type"] = new JsonObject { ["OTHER"] = "12345678-1234-1234-1234-123456789abc" }, ["data"] = Numbers([1]) }),
        }));
        Assert.Equal(leaf, Assert.Single(evidence.Endorsements));
    }

    [Theory]
    [InlineData("report_data", "[1,2]", "64")]
    [InlineData("version", "-1", "number")]
    [InlineData("version", "4294967296", "number")]
    [InlineData("vmpl", "\"0\"", "number")]
    [InlineData("later_field", "1", "is not known")]
    [InlineData("reported_tcb", "{}", "missing")]
    [InlineData("measurement", null, "missing")]
    [InlineData("chip_id", "[256]", "0 to 255")]
    [InlineData("signature", "{\"r\":[]}", "72")]
    public void A_field_that_does_not_fit_is_refused(string field, string? value, string says)
    {
        JsonObject fields = Fields(EvidenceReaderTests.Report(), false);
        if (value is null)
            fields.Remove(field);
        else
            fields[field] = JsonNode.Parse(value);
        Assert.Contains(says, Refused(new JsonObject { ["attestation_report"] = fields }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_report_of_the_simulated_Turin_has_its_own_order_of_components()
    {
        byte[] report = Corpus.File(Corpus.Case("snp-synthetic-turin-v5"), "report");
        Assert.Equal(0x1a, report[0x188]);
        Assert.Equal(report, Assert.Single(Read(new JsonObject { ["attestation_report"] = Fields(report, false) })).Report);
    }

    [Fact]
    public void Quote_token_and_report_are_read_in_text_and_in_numbers()
    {
        byte[] quote = Corpus.File(Corpus.Case("tdx-v4-uptodate"), "quote"), log = Corpus.File(Corpus.Case("tdx-v4-gcp-cos-ccel"), "ccel_data"),
            sgx = Corpus.File(Corpus.Case("sgx-v3-processor-ca"), "quote"), token = Corpus.File(Corpus.Case("cca-ffm-profile-2023"), "token");
        KeepEvidence tdx = Assert.Single(Read(new JsonObject { ["quote"] = Convert.ToBase64String(quote), ["cc_eventlog"] = Convert.ToBase64String(log) }));
        Assert.Equal((Tee.Tdx, quote.Length, log.Length), (tdx.Tee, tdx.Report.Length, tdx.Parts[EvidencePart.EventLog].Length));
        Assert.Empty(Assert.Single(Read(new JsonObject { ["quote"] = Convert.ToHexString(quote), ["cc_eventlog"] = null })).Parts);
        Assert.Equal(Tee.Sgx, Assert.Single(Read(new JsonObject { ["quote"] = Convert.ToBase64String(sgx) })).Tee);
        Assert.Equal(Tee.Cca, Assert.Single(Read(new JsonObject { ["token"] = Numbers(token) })).Tee);
        Assert.Equal(Tee.Cca, Assert.Single(Read(new JsonObject { ["token"] = Base64Url.EncodeToString(token) })).Tee);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Azures_versions_of_it_are_read(int version)
    {
        JsonElement one = Corpus.Case("azure-snp-milan-v3");
        byte[] hcl = Corpus.File(one, "hcl_report"), message = Corpus.File(one, "tpm_quote_message"), signature = Corpus.File(one, "tpm_quote_signature"),
            pcrs = Corpus.File(one, "pcrs_sha256"), vcek = Corpus.File(one, "vcek");
        JsonNode Text(byte[] bytes) => version == 0 ? Numbers(bytes) : Convert.ToHexStringLower(bytes);
        var quote = new JsonObject { ["signature"] = Text(signature), ["message"] = Text(message), ["pcrs"] = new JsonArray([.. pcrs.Chunk(32).Select(Text)]) };
        JsonObject json = version == 0
            ? new() { ["quote"] = quote, ["report"] = Numbers(hcl), ["vcek"] = new string(System.Security.Cryptography.PemEncoding.Write("CERTIFICATE", vcek)) }
            : new() { ["version"] = 1, ["tpm_quote"] = quote, ["hcl_report"] = Base64Url.EncodeToString(hcl), ["vcek"] = Base64Url.EncodeToString(vcek) };
        KeepEvidence evidence = Assert.Single(Read(json));
        Assert.Equal((Tee.AzureSevSnp, Convert.ToHexString(hcl)), (evidence.Tee, Convert.ToHexString(evidence.Report)));
        Assert.Equal(vcek, Assert.Single(evidence.Endorsements));
        Assert.Equal(message, evidence.Parts[EvidencePart.TpmQuote]);
        Assert.Equal(signature, evidence.Parts[EvidencePart.TpmSignature]);
        Assert.Equal(pcrs, evidence.Parts[EvidencePart.TpmPcrs]);
    }

    [Fact]
    public void Two_reports_in_a_list_are_two_and_no_record()
    {
        byte[] report = EvidenceReaderTests.Report(), quote = Corpus.File(Corpus.Case("tdx-v4-uptodate"), "quote");
        string json = new JsonArray(Convert.ToBase64String(quote), Convert.ToBase64String(report)).ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Assert.Contains('/', json);
        Assert.Equal([Tee.Tdx, Tee.SevSnp], EvidenceReader.ReadText(json).Select(one => one.Tee));
    }

    [Fact]
    public void Azures_TDX_has_its_quote()
    {
        JsonElement one = Corpus.Case("azure-tdx");
        var quote = new JsonObject { ["signature"] = "00", ["message"] = "01", ["pcrs"] = new JsonArray("02") };
        KeepEvidence evidence = Assert.Single(Read(new JsonObject
        {
            ["version"] = 1, ["tpm_quote"] = quote, ["hcl_report"] = Base64Url.EncodeToString(Corpus.File(one, "hcl_report")),
            ["td_quote"] = Base64Url.EncodeToString(Corpus.File(one, "td_quote")),
        }));
        Assert.Equal(Tee.AzureTdx, evidence.Tee);
        Assert.Equal(Corpus.File(one, "td_quote"), evidence.Parts[EvidencePart.TdQuote]);
    }

    [Fact]
    public void A_request_to_a_key_broker_has_the_processor_and_its_devices()
    {
        JsonElement gpu = Corpus.Case("nvidia-h100-gpu"), other = Corpus.Case("nvidia-h100-ppcie-0");
        var request = new JsonObject
        {
            ["runtime-data"] = new JsonObject { ["nonce"] = "AAAA" },
            ["tee-evidence"] = new JsonObject
            {
                ["primary_evidence"] = new JsonObject { ["quote"] = Convert.ToBase64String(Corpus.File(Corpus.Case("tdx-v4-uptodate"), "quote")) },
                ["additional_evidence"] = new JsonObject { ["nvidia"] = new JsonObject { ["device_evidence_list"] = new JsonArray(Device(gpu), Device(other)) } }.ToJsonString(),
            },
        };
        IReadOnlyList<KeepEvidence> all = Read(request);
        Assert.Equal([Tee.Tdx, Tee.NvidiaGpu, Tee.NvidiaGpu], all.Select(one => one.Tee));
        Assert.Empty(all[0].Endorsements);
        Assert.Equal(Corpus.File(gpu, "report"), all[1].Report);
        // A device has its own certificates and not those of the next.
        Assert.Equal(all[1].Endorsements.Count, all[2].Endorsements.Count);
        Assert.NotEqual(all[1].Endorsements[0], all[2].Endorsements[0]);
    }

    [Fact]
    public void No_additional_evidence_is_none()
    {
        foreach (string none in (string[])["\"\"", "\"{}\"", "{}", "null"])
        {
            Assert.Single(EvidenceReader.ReadText(
                $$"""{"primary_evidence":{"quote":"{{Convert.ToBase64String(Corpus.File(Corpus.Case("tdx-v4-uptodate"), "quote"))}}"},"additional_evidence":{{none}}}"""));
        }
    }

    [Theory]
    [InlineData("""{"quote":"AAAA"}""")]
    [InlineData("""{"quote":1}""")]
    [InlineData("""{"hcl_report":"SENMQQ"}""")]
    [InlineData("""{"token":{}}""")]
    [InlineData("""{"attestation_report":[]}""")]
    [InlineData("""{"attestation_report":null}""")]
    [InlineData("""{"evidence":"AA","certificate":"AA"}""")]
    [InlineData("""{"device_evidence_list":[]}""")]
    [InlineData("""{"quote":"a","quote":"b"}""")]
    [InlineData("""{"__cmwc_t":"tag:a,2026:b"}""")]
    [InlineData("""{"a":["x/y","AA"]}""")]
    [InlineData("""["x/y","AA",4]""")]
    [InlineData("""["x/y","AA",-1]""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""{""")]
    [InlineData("""[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["a"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]""")]
    [InlineData("\"\\ud800\"")]
    [InlineData("true")]
    public void What_is_not_evidence_is_refused(string json) => EvidenceReaderTests.Refused(Encoding.UTF8.GetBytes(json));

    private static JsonObject Device(JsonElement one) => new()
    {
        ["arch"] = "HOPPER",
        ["uuid"] = "GPU-0",
        ["evidence"] = Convert.ToBase64String(Corpus.File(one, "report")),
        ["certificate"] = Convert.ToBase64String(Corpus.File(one, "chain")),
    };

    private static IReadOnlyList<KeepEvidence> Read(JsonObject json) => EvidenceReader.ReadText(json.ToJsonString());

    private static KeepException Refused(JsonObject json) => EvidenceReaderTests.Refused(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static JsonArray Numbers(ReadOnlySpan<byte> bytes)
    {
        var array = new JsonArray();
        foreach (byte b in bytes)
            array.Add((int)b);
        return array;
    }

    // A report as the library behind Confidential Containers' attester writes it, in its older and its newer form.
    private static JsonObject Fields(byte[] report, bool old)
    {
        JsonArray Bytes(int offset, int length) => Numbers(report.AsSpan(offset, length));
        uint Number(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(report.AsSpan(offset));
        ulong Long(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(report.AsSpan(offset));
        bool turin = report[0x188] >= 0x1a;
        JsonObject Tcb(int at)
        {
            JsonObject tcb = turin
                ? new() { ["fmc"] = report[at], ["bootloader"] = report[at + 1], ["tee"] = report[at + 2], ["snp"] = report[at + 3], ["microcode"] = report[at + 7] }
                : new() { ["bootloader"] = report[at], ["tee"] = report[at + 1], ["snp"] = report[at + 6], ["microcode"] = report[at + 7] };
            if (old)
                tcb["_reserved"] = Bytes(at + 2, 4);
            return tcb;
        }

        var json = new JsonObject
        {
            ["version"] = Number(0), ["guest_svn"] = Number(4), ["policy"] = Long(8), ["family_id"] = Bytes(0x10, 16), ["image_id"] = Bytes(0x20, 16),
            ["vmpl"] = Number(0x30), ["sig_algo"] = Number(0x34), ["current_tcb"] = Tcb(0x38), ["plat_info"] = Long(0x40),
            [old ? "_author_key_en" : "key_info"] = Number(0x48), ["report_data"] = Bytes(0x50, 64), ["measurement"] = Bytes(0x90, 48), ["host_data"] = Bytes(0xc0, 32),
            ["id_key_digest"] = Bytes(0xe0, 48), ["author_key_digest"] = Bytes(0x110, 48), ["report_id"] = Bytes(0x140, 32), ["report_id_ma"] = Bytes(0x160, 32),
            ["reported_tcb"] = Tcb(0x180), ["chip_id"] = Bytes(0x1a0, 64), ["committed_tcb"] = Tcb(0x1e0), ["launch_tcb"] = Tcb(0x1f0),
        };
        var signature = new JsonObject { ["r"] = Bytes(0x2a0, 72), ["s"] = Bytes(0x2e8, 72) };
        json["signature"] = signature;
        foreach ((string name, int at) in (ReadOnlySpan<(string, int)>)[("current", 0x1e8), ("committed", 0x1ec)])
        {
            if (old)
                (json[$"{name}_build"], json[$"{name}_minor"], json[$"{name}_major"]) = (report[at], report[at + 1], report[at + 2]);
            else
                json[name] = new JsonObject { ["build"] = report[at], ["minor"] = report[at + 1], ["major"] = report[at + 2] };
        }

        if (old)
        {
            (json["_reserved_0"], json["_reserved_1"], json["_reserved_2"], json["_reserved_3"], json["_reserved_4"]) =
                (Number(0x4c), Bytes(0x188, 24), report[0x1eb], report[0x1ef], Bytes(0x1f8, 168));
            signature["_reserved"] = Bytes(0x330, SnpReport.Length - 0x330);
        }
        else
        {
            bool cpuid = report[0] > 2, vectors = report[0] > 4;
            foreach ((string name, int at) in (ReadOnlySpan<(string, int)>)[("cpuid_fam_id", 0x188), ("cpuid_mod_id", 0x189), ("cpuid_step", 0x18a)])
                json[name] = cpuid ? report[at] : null;
            json["launch_mit_vector"] = vectors ? Long(0x1f8) : null;
            json["current_mit_vector"] = vectors ? Long(0x200) : null;
        }

        Assert.Equal(report[0].ToString(CultureInfo.InvariantCulture), json["version"]!.ToString());
        return json;
    }
}
