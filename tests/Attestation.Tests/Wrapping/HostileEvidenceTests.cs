using System.Formats.Cbor;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Enarx.Attestation.Tests;

/// <summary>No bytes crash the reader, and no change makes evidence of one TEE that of another.</summary>
public sealed class HostileEvidenceTests
{
    private static readonly byte[][] Starts =
    [
        [], [0x30, 0x82, 4, 0], [3, 0, 2, 0, 0, 0, 0, 0], [4, 0, 2, 0, 0x81, 0, 0, 0], [5, 0, 2, 0, 0x81, 0, 0, 0], [.. "HCLA"u8], [0xd9, 1, 0x8f, 0xa2, 0x19, 0xac, 0xca],
        [0xd2, 0x84, 0x43, 0xa1, 1, 0x26], [0x84, 0x44, 0xa1, 1, 0x38, 0x22, 0xa0], [0x11, 0xe0, 1, 0xff], [1, 0, 0, 0, 2, 0, 0, 0], [0x83, 0x63, .. "a/b"u8], [0xa1, 0x61, 0x61],
        [.. "{\"quote\":\""u8], [.. "[[\"a/b\",\""u8], [.. "-----BEGIN CERTIFICATE-----\n"u8], [0xff, 0xfe], [.. "0x"u8], [0x2, 0, 0, 0],
    ];

    public static IEnumerable<TheoryDataRow<string, string>> Samples => new (string Id, string Role)[]
    {
        ("snp-milan-v3-vcek", "report"), ("sgx-v3-processor-ca", "quote"), ("tdx-v4-uptodate", "quote"), ("tdx-v5-td15-uptodate", "quote"), ("cca-ffm-profile-2023", "token"),
        ("nitro-evervault-prod", "document"), ("azure-snp-milan-v3", "hcl_report"), ("nvidia-h100-gpu", "report"), ("psa-token", "token"), ("ibm-se-host-key", "host_key_document"),
        ("ra-tls-gramine", "certificate"), ("ra-tls-intel-sgxsdk", "certificate"), ("snp-milan-v2-enarx-csr-crl", "enarx_csr"), ("sgx-v3-oe-bad-chain", "oe_report"),
    }.Select(s => new TheoryDataRow<string, string>(s.Id, s.Role));

    [Fact]
    public void Random_bytes_are_refused() =>
        Gen.Select(Gen.Int[0, Starts.Length - 1], Gen.OneOf(Gen.Byte.Array[0, 64], Gen.Byte.Array[0, 3000])).Sample((start, rest) =>
        {
            byte[] bytes = [.. Starts[start], .. rest];
            if (Read(bytes) is { } evidence)
                // A quote, an HCL report and a CCA token are told by their start alone; their verifiers read on.
                Assert.InRange(start, 2, 6);
        }, iter: 3000);

    [Fact]
    public void Random_text_is_refused() =>
        Gen.Select(Gen.Int[0, 4], Gen.String[Gen.Char["abcdef0123456789+/-_= \r\n{}[]\":,ABCDEFGHIJ"], 0, 400]).Sample((start, rest) =>
            Assert.Null(Read(Encoding.ASCII.GetBytes((start switch { 0 => "", 1 => "-----BEGIN X-----\n", 2 => "{\"quote\":\"", 3 => "[\"a/b\",\"", _ => "0x" }) + rest))), iter: 2000);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_start_of_evidence_is_refused_or_what_it_is(string id, string role)
    {
        JsonElement one = Corpus.Case(id);
        byte[] whole = Corpus.File(one, role);
        Tee tee = CorpusEvidence.TeeOf(one, role);
        // Every length of a header, and a stride over the rest.
        for (int length = 0; length < whole.Length; length += length < 700 ? 1 : 37)
            Assert.All(Read(whole[..length]) ?? [], evidence => Assert.Equal(tee, evidence.Tee));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_changed_bit_makes_it_evidence_of_another(string id, string role)
    {
        JsonElement one = Corpus.Case(id);
        byte[] whole = Corpus.File(one, role);
        Tee tee = CorpusEvidence.TeeOf(one, role);
        for (int bit = 0; bit < 8 * whole.Length; bit += bit < 8 * 128 ? 1 : 61)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.All(Read(changed) ?? [], evidence => Assert.Equal(tee, evidence.Tee));
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void No_changed_bytes_make_it_evidence_of_another(string id, string role)
    {
        JsonElement one = Corpus.Case(id);
        byte[] whole = Corpus.File(one, role);
        Tee tee = CorpusEvidence.TeeOf(one, role);
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte.Array[1, 40]).Sample((at, bytes) =>
        {
            byte[] changed = [.. whole];
            bytes.AsSpan(0, Math.Min(bytes.Length, changed.Length - at)).CopyTo(changed.AsSpan(at));
            Assert.All(Read(changed) ?? [], evidence => Assert.Equal(tee, evidence.Tee));
        }, iter: 150);
    }

    [Fact]
    public void What_is_known_and_no_evidence_says_so()
    {
        byte[] tdReport = new byte[1024];
        tdReport[0] = 0x81;
        AssertSays("TDREPORT", tdReport);
        AssertSays("TPM", Corpus.File(Corpus.Case("azure-tdx"), "tpm_quote_message"));
        AssertSays("JWT", "eyJhbGciOiJFUzM4NCJ9.eyJhIjoxfQ.AAAA"u8.ToArray());
        AssertSays("private key", Encoding.ASCII.GetBytes($"-----BEGIN PRIVATE KEY-----\n{Convert.ToBase64String(new byte[48])}\n-----END PRIVATE KEY-----"));
        AssertSays("neither", "hello, world!"u8.ToArray());
        AssertSays("COSE_Sign1", Corpus.File(Corpus.Case("snp-milan-v2-azure-aci"), "uvm_endorsement"));
        AssertSays("endorsements", Corpus.File(Corpus.Case("cca-veraison-e2e"), "corim_platform"));
        AssertSays("local report", (byte[])[1, 0, 0, 0, 1, 0, 0, 0, .. BitConverter.GetBytes(432L), .. new byte[432]]);
        AssertSays("cut", EvidenceReaderTests.Report()[..1183]);
        AssertSays("certificate table", (byte[])[.. EvidenceReaderTests.Report(), 1]);
        AssertSays("nothing", []);
    }

    [Fact]
    public void Depth_number_and_size_are_bounded()
    {
        byte[] report = EvidenceReaderTests.Report(), nested = report;
        for (int i = 0; i < 20; i++)
            nested = EvidenceReaderTests.CborRecord(nested, 4);
        AssertSays("times", nested);
        AssertSays("layers", Encoding.ASCII.GetBytes($"[{string.Join(',', Enumerable.Repeat($"\"{Convert.ToBase64String(report)}\"", 1100))}]"), "pieces");
        AssertSays("at most", new byte[EvidenceReader.LongestInput + 1]);
        AssertSays("PEM blocks", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("-----BEGIN ", 100_000))));
        string quotes = Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('"', 3)));
        EvidenceReaderTests.Refused(Encoding.ASCII.GetBytes(quotes));
        Assert.Throws<KeepException>(() => EvidenceReader.ReadFolder([.. Enumerable.Range(0, 65).Select(i => new KeyValuePair<string, ReadOnlyMemory<byte>>($"{i}", report))]));
    }

    [Fact]
    public void Text_that_makes_sense_twice_is_refused()
    {
        // Hexadecimal of text in base64 that is hexadecimal of a report: each layer is read as one thing only.
        byte[] report = EvidenceReaderTests.Report();
        string hex = Convert.ToHexString(report);
        Assert.Equal(report, EvidenceReader.ReadText(Convert.ToHexString(Encoding.ASCII.GetBytes(hex)))[0].Report);
    }

    [Fact]
    public void What_does_not_say_what_belongs_together_is_refused()
    {
        JsonElement one = Corpus.Case("azure-tdx"), other = Corpus.Case("azure-tdx-ak-certified");
        KeyValuePair<string, ReadOnlyMemory<byte>>[] files =
        [
            new("a/hcl", Corpus.File(one, "hcl_report")), new("b/hcl", Corpus.File(other, "hcl_report")), new("quote", Corpus.File(one, "td_quote")),
        ];
        Assert.Contains("belong together", Assert.Throws<KeepException>(() => EvidenceReader.ReadFolder(files)).Message, StringComparison.Ordinal);
        files = [new("a", EvidenceReaderTests.Report()), new("quote.msg", Corpus.File(one, "tpm_quote_message"))];
        Assert.Contains("no evidence that it goes with", Assert.Throws<KeepException>(() => EvidenceReader.ReadFolder(files)).Message, StringComparison.Ordinal);
        files = [new("readme", new byte[10])];
        Assert.Contains("no evidence", Assert.Throws<KeepException>(() => EvidenceReader.ReadFolder(files)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrapper_with_something_after_it_is_refused()
    {
        byte[] record = EvidenceReaderTests.CborRecord(EvidenceReaderTests.Report(), 4);
        EvidenceReaderTests.Refused([.. record, 0]);
        EvidenceReaderTests.Refused(EvidenceReaderTests.CborRecord([1, 2, 3], 4));
        AssertSays("no evidence", EvidenceReaderTests.CborRecord(EvidenceReaderTests.Report(), 8));
        var twice = new CborWriter(CborConformanceMode.Lax);
        twice.WriteStartMap(2);
        for (int i = 0; i < 2; i++)
        {
            twice.WriteTextString("a");
            twice.WriteEncodedValue(record);
        }

        twice.WriteEndMap();
        EvidenceReaderTests.Refused(twice.Encode());
    }

    private static void AssertSays(string what, byte[] content, string? or = null)
    {
        string message = EvidenceReaderTests.Refused(content).Message;
        Assert.True(message.Contains(what, StringComparison.OrdinalIgnoreCase) || or is not null && message.Contains(or, StringComparison.Ordinal), message);
        Assert.Contains("Accepted are", message, StringComparison.Ordinal);
    }

    // Nothing but the reader's own error may come out.
    private static IReadOnlyList<KeepEvidence>? Read(byte[] content)
    {
        try
        {
            return EvidenceReader.Read(content);
        }
        catch (KeepException e) when (e.ErrorId == KeepErrorId.EvidenceUnrecognized)
        {
            return null;
        }
    }
}
