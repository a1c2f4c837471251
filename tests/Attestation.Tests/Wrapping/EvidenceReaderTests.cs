using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Text;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence is found to be what it is, however it is wrapped.</summary>
public sealed class EvidenceReaderTests
{
    // Its point is that it says to be of another TEE than its length.
    private const string Contradiction = "tdx-v4-tee-type-sgx";

    public static IEnumerable<TheoryDataRow<string, string>> Files => CorpusEvidence.All;

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_of_the_corpus_is_what_it_is(string id, string role)
    {
        JsonElement one = Corpus.Case(id);
        byte[] content = Corpus.File(one, role);
        if (id == Contradiction)
        {
            Assert.Contains("another TEE's", Refused(content).Message, StringComparison.Ordinal);
            return;
        }

        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(content));
        Assert.Equal(CorpusEvidence.TeeOf(one, role), evidence.Tee);
        if (role is "report" or "quote" or "td_quote" or "document" or "token" or "hcl_report")
            Assert.Equal(content, evidence.Report);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void And_so_it_is_in_every_encoding(string id, string role)
    {
        JsonElement one = Corpus.Case(id);
        byte[] content = Corpus.File(one, role);
        if (id == Contradiction)
            return;
        byte[] expected = EvidenceReader.Read(content)[0].Report;
        foreach ((string name, string text) in Encodings(content))
        {
            KeepEvidence evidence = Assert.Single(EvidenceReader.ReadText(text));
            Assert.True(evidence.Tee == CorpusEvidence.TeeOf(one, role) && evidence.Report.AsSpan().SequenceEqual(expected), name);
        }
    }

    [Fact]
    public void Text_of_Windows_PowerShell_is_read()
    {
        byte[] report = Report();
        Assert.Equal(report, EvidenceReader.Read((byte[])[0xff, 0xfe, .. Encoding.Unicode.GetBytes(Convert.ToBase64String(report) + "\r\n")])[0].Report);
        Assert.Equal(report, EvidenceReader.Read((byte[])[0xef, 0xbb, 0xbf, .. Encoding.ASCII.GetBytes(Convert.ToHexString(report))])[0].Report);
    }

    [Fact]
    public void A_certificate_table_may_follow_a_report()
    {
        byte[] table = CertificateTable.Write((CertificateTable.Vcek, [0x30, 0]));
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read((byte[])[.. Report(), .. table, 0, 0, 0]));
        Assert.Equal(Report(), evidence.Report);
        Assert.Equal([.. table, 0, 0, 0], Assert.Single(evidence.Endorsements));
    }

    [Fact]
    public void The_drivers_answer_may_stand_around_a_report()
    {
        byte[] answer = new byte[4000];
        BinaryPrimitives.WriteInt32LittleEndian(answer.AsSpan(4), SnpReport.Length);
        Report().CopyTo(answer, 32);
        Assert.Equal(Report(), Assert.Single(EvidenceReader.Read(answer)).Report);
        answer[0] = 0x16;
        Refused(answer);
    }

    [Fact]
    public void A_request_of_Enarx_has_the_report_and_what_endorses_it()
    {
        JsonElement one = Corpus.Case("snp-milan-v2-enarx-csr-crl");
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(Corpus.File(one, "enarx_csr")));
        Assert.Equal(Corpus.File(one, "report"), evidence.Report);
        Assert.Contains(evidence.Endorsements, e => e.AsSpan().SequenceEqual(Corpus.File(one, "leaf")));
        Assert.Contains(evidence.Endorsements, e => e.AsSpan().SequenceEqual(Corpus.File(one, "crl")));
        Assert.Equal(KeyBinding.Enarx, evidence.Wrapping!.Binding);
    }

    [Fact]
    public void A_request_of_Enarx_has_the_quote_and_its_collateral()
    {
        JsonElement one = Corpus.Case("sgx-v3-enarx-xeon-csr");
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(Corpus.File(one, "enarx_csr")));
        Assert.Equal(Corpus.File(one, "quote"), evidence.Report);
        foreach (string role in (string[])["tcb_info", "pck_crl", "root_ca_crl"])
            Assert.Contains(evidence.Endorsements, e => e.AsSpan().SequenceEqual(Corpus.File(one, role)));
    }

    [Fact]
    public void Of_two_schemes_in_one_certificate_the_newer_binds()
    {
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(Corpus.File(Corpus.Case("ra-tls-intel-sgxsdk"), "certificate")));
        Assert.Equal(KeyBinding.TaggedEvidence, evidence.Wrapping!.Binding);
        Assert.NotNull(evidence.Wrapping.Claims);
    }

    [Fact]
    public void Open_Enclaves_header_is_taken_off()
    {
        JsonElement one = Corpus.Case("sgx-v3-oe-bad-chain");
        byte[] quote = Corpus.File(one, "quote");
        Assert.Equal(quote, Assert.Single(EvidenceReader.Read(Corpus.File(one, "oe_report"))).Report);
        byte[] evidence = [3, 0, 0, 0, .. new byte[16], .. BitConverter.GetBytes((long)quote.Length + 5), .. quote, .. "claim"u8];
        Assert.Equal(quote, Assert.Single(EvidenceReader.Read(evidence)).Report);
    }

    [Fact]
    public void A_folder_of_Azure_is_one_piece_of_evidence()
    {
        JsonElement one = Corpus.Case("azure-tdx");
        KeepEvidence evidence = Assert.Single(EvidenceReader.ReadFolder(
        [
            File("tpm-quote.sig", Corpus.File(one, "tpm_quote_signature")), File("pcrs.bin", Corpus.File(one, "pcrs_sha256")), File("td-quote.bin", Corpus.File(one, "td_quote")),
            File("readme.txt", "what this is"u8.ToArray()), File("tpm-quote.msg", Corpus.File(one, "tpm_quote_message")), File("hcl-report.bin", Corpus.File(one, "hcl_report")),
        ]));
        Assert.Equal(Tee.AzureTdx, evidence.Tee);
        Assert.Equal(Corpus.File(one, "hcl_report"), evidence.Report);
        Assert.Equal(Corpus.File(one, "td_quote"), evidence.Parts[EvidencePart.TdQuote]);
        Assert.Equal(Corpus.File(one, "tpm_quote_message"), evidence.Parts[EvidencePart.TpmQuote]);
        Assert.Equal(Corpus.File(one, "tpm_quote_signature"), evidence.Parts[EvidencePart.TpmSignature]);
        Assert.Equal(Corpus.File(one, "pcrs_sha256"), evidence.Parts[EvidencePart.TpmPcrs]);
    }

    [Fact]
    public void A_folder_has_endorsements_and_an_event_log_beside_a_quote()
    {
        JsonElement one = Corpus.Case("tdx-v4-gcp-cos-ccel");
        var files = one.GetProperty("files").EnumerateObject().Select(f => File(f.Name, Corpus.File(one, f.Name))).ToArray();
        KeepEvidence evidence = Assert.Single(EvidenceReader.ReadFolder(files));
        Assert.Equal(Tee.Tdx, evidence.Tee);
        Assert.True(evidence.Parts.ContainsKey(EvidencePart.EventLog));
        one = Corpus.Case("tdx-v4-uptodate");
        files = [.. one.GetProperty("files").EnumerateObject().Select(f => File(f.Name, Corpus.File(one, f.Name)))];
        Assert.Equal(10, Assert.Single(EvidenceReader.ReadFolder(files)).Endorsements.Count);
    }

    [Fact]
    public void A_folder_of_SEV_certificates_is_put_in_order()
    {
        JsonElement one = Corpus.Case("sev-rome-platform-chain");
        string[] roles = ["ark", "oca", "pdh", "cek", "ask", "pek"];
        KeepEvidence evidence = Assert.Single(EvidenceReader.ReadFolder([.. roles.Select(role => File(role, Corpus.File(one, role)))]));
        byte[] chain = [.. Corpus.File(one, "pdh"), .. Corpus.File(one, "pek"), .. Corpus.File(one, "oca"), .. Corpus.File(one, "cek")];
        Assert.Equal(Tee.Sev, evidence.Tee);
        Assert.Equal(chain, evidence.Report);
        Assert.Equal(2, evidence.Endorsements.Count);
        Assert.Equal(chain, Assert.Single(EvidenceReader.Read((byte[])[.. chain, .. Corpus.File(one, "ask"), .. Corpus.File(one, "ark")])).Report);
        Assert.Contains("PEK, OCA, CEK", Refused(Corpus.File(one, "pdh")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_certificates_is_endorsements_and_no_evidence() =>
        Assert.Contains("endorsements", Refused(Corpus.File(Corpus.Case("snp-milan-v3-vcek"), "chain")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_conceptual_message_wrapper_is_opened(bool json)
    {
        byte[] report = Report();
        byte[] record = json ? Encoding.ASCII.GetBytes(JsonRecord(report, 4)) : CborRecord(report, 4);
        Assert.Equal(report, Assert.Single(EvidenceReader.Read(record)).Report);
        byte[] leaf = Corpus.File(Corpus.Case("snp-milan-v3-vcek"), "leaf");
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(json
            ? Encoding.ASCII.GetBytes($$"""{"__cmwc_t":"tag:example.org,2026:bundle","cpu":{{JsonRecord(report, 4)}},"vcek":{{JsonRecord(leaf, 2)}},"rv":{{JsonRecord([1, 2], 1)}}}""")
            : Collection(("cpu", CborRecord(report, 4)), ("vcek", CborRecord(leaf, 2)), ("rv", CborRecord([1, 2], 1)))));
        Assert.Equal(leaf, Assert.Single(evidence.Endorsements));
    }

    [Fact]
    public void A_tagged_message_and_a_collection_in_a_collection_are_opened()
    {
        byte[] report = Report();
        var writer = new CborWriter();
        writer.WriteTag((CborTag)1668546917);
        writer.WriteByteString(report);
        byte[] tagged = writer.Encode();
        Assert.Equal(report, Assert.Single(EvidenceReader.Read(tagged)).Report);
        Assert.Equal(2, EvidenceReader.Read(Collection(("a", Collection(("b", tagged))), ("c", tagged))).Count);
    }

    [Fact]
    public void The_parts_of_Azure_may_be_a_collection()
    {
        JsonElement one = Corpus.Case("azure-snp-milan-v3");
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(Collection(
            ("hcl", CborRecord(Corpus.File(one, "hcl_report"), 4)), (EvidencePart.TpmQuote, CborRecord(Corpus.File(one, "tpm_quote_message"), 4)),
            (EvidencePart.TpmSignature, CborRecord(Corpus.File(one, "tpm_quote_signature"), 4)), (EvidencePart.TpmPcrs, CborRecord(Corpus.File(one, "pcrs_sha256"), 4)))));
        Assert.Equal(3, evidence.Parts.Count);
    }

    internal static byte[] Report() => Corpus.File(Corpus.Case("snp-milan-v3-vcek"), "report");

    internal static KeepException Refused(byte[] content)
    {
        KeepException e = Assert.Throws<KeepException>(() => EvidenceReader.Read(content));
        Assert.Equal(KeepErrorId.EvidenceUnrecognized, e.ErrorId);
        return e;
    }

    internal static byte[] CborRecord(byte[] value, uint indicator)
    {
        var writer = new CborWriter();
        writer.WriteStartArray(3);
        writer.WriteTextString("application/octet-stream");
        writer.WriteByteString(value);
        writer.WriteUInt32(indicator);
        writer.WriteEndArray();
        return writer.Encode();
    }

    internal static byte[] Collection(params (string Label, byte[] Item)[] items)
    {
        var writer = new CborWriter();
        writer.WriteStartMap(items.Length);
        foreach ((string label, byte[] item) in items)
        {
            writer.WriteTextString(label);
            writer.WriteEncodedValue(item);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static string JsonRecord(byte[] value, int indicator) => $"""["application/octet-stream","{Base64Url.EncodeToString(value)}",{indicator}]""";

    private static KeyValuePair<string, ReadOnlyMemory<byte>> File(string name, byte[] content) => new(name, content);

    private static IEnumerable<(string Name, string Text)> Encodings(byte[] content)
    {
        yield return ("base64", Convert.ToBase64String(content));
        yield return ("base64 in lines", Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks) + "\n");
        yield return ("base64 without padding", Convert.ToBase64String(content).TrimEnd('='));
        yield return ("base64url", Base64Url.EncodeToString(content));
        yield return ("hex", Convert.ToHexString(content));
        yield return ("hex with 0x", "0x" + Convert.ToHexStringLower(content));
        yield return ("hex with colons", string.Join(':', content.Select(b => b.ToString("x2", null))));
        yield return ("PEM", $"some text\n-----BEGIN EVIDENCE-----\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\n-----END EVIDENCE-----\n");
        yield return ("base64 of base64", Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToBase64String(content))));
        yield return ("JSON string", $"\"{Convert.ToBase64String(content)}\"");
    }
}
