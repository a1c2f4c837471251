using System.Formats.Asn1;
using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Enarx.Attestation.Tests;

/// <summary>Evidence must vouch for the key of the certificate or request that it came in, as its scheme has it.</summary>
public sealed class KeyBindingTests(SimulatedHost host)
{
    private const string Dice = "2.23.133.5.4.9";

    private static readonly Dictionary<string, string> Oids = new()
    {
        [nameof(KeyBinding.Enarx)] = "1.3.6.1.4.1.58270.1.3",
        [nameof(KeyBinding.TaggedEvidence)] = Dice,
        [nameof(KeyBinding.IntelRaTls)] = "1.2.840.113741.1337.6",
        [nameof(KeyBinding.OpenEnclave)] = "1.3.6.1.4.1.311.105.1",
        [nameof(KeyBinding.ConceptualMessage)] = "1.3.6.1.5.5.7.1.35",
    };

    public static IEnumerable<TheoryDataRow<string, bool>> Schemes => from scheme in Oids.Keys from request in (bool[])[false, true] select new TheoryDataRow<string, bool>(scheme, request);

    [Theory]
    [MemberData(nameof(Schemes))]
    public void A_key_that_is_vouched_for_passes(string scheme, bool request)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        KeepAppraisal appraisal = Appraise(Wrap(scheme, key, request));
        Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
        Assert.Equal(CheckVerdict.Passed, Row(appraisal).Verdict);
        Assert.Equal(SHA384.HashData(key.ExportSubjectPublicKeyInfo()), appraisal.AttestedKey);
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Evidence_in_a_certificate_of_another_key_is_refused(string scheme, bool request)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP384), other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        AssertRefused(Make(scheme, other, request, Evidence(scheme, ReportData(scheme, spki, Claims(spki)), Claims(spki))));
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Report_data_of_zeros_or_with_more_after_the_hash_is_refused(string scheme, bool request)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] spki = key.ExportSubjectPublicKeyInfo(), claims = Claims(spki);
        AssertRefused(Make(scheme, key, request, Evidence(scheme, new byte[64], claims)));
        byte[] more = ReportData(scheme, spki, claims);
        more[63] ^= 1;
        AssertRefused(Make(scheme, key, request, Evidence(scheme, more, claims)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_certificate_that_its_key_did_not_sign_is_refused(bool request)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] wrapped = Wrap(nameof(KeyBinding.Enarx), key, request);
        wrapped[^1] ^= 1;
        Assert.Contains("not signed", AssertRefused(wrapped).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_that_are_not_about_the_key_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        byte[][] bad =
        [
            [], [0xa0], [0xff], Claims([1, 2, 3]), [.. Claims(spki), 0], Claims(spki, algorithm: 2), Claims(spki, algorithm: 7),
            Claims(spki, name: "pubkey"), Claims(spki, twice: true), Claims(spki, hash: []),
        ];
        foreach (byte[] claims in bad)
        {
            AppraisalCheck row = AssertRefused(Make(nameof(KeyBinding.TaggedEvidence), key, false, Evidence(nameof(KeyBinding.TaggedEvidence), ReportData(nameof(KeyBinding.TaggedEvidence), spki, claims), claims)));
            Assert.Contains("claims", row.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Hashes_of_SHA384_and_SHA512_and_other_claims_are_accepted()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        byte[] spki = key.ExportSubjectPublicKeyInfo();
        foreach (byte[] claims in (byte[][])[Claims(spki, 7, SHA384.HashData(spki)), Claims(spki, 8, SHA512.HashData(spki)), Claims(spki, more: true)])
            Assert.True(Appraise(Make(nameof(KeyBinding.TaggedEvidence), key, false, Evidence(nameof(KeyBinding.TaggedEvidence), ReportData(nameof(KeyBinding.TaggedEvidence), spki, claims), claims))).Passed);
    }

    [Fact]
    public void An_RSA_key_may_be_hashed_without_its_algorithm()
    {
        using var key = RSA.Create(3072);
        byte[] data = [.. SHA256.HashData(key.ExportRSAPublicKey()), .. new byte[32]];
        var request = new CertificateRequest("CN=ra-tls", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509Extension(Oids[nameof(KeyBinding.IntelRaTls)], Evidence(nameof(KeyBinding.IntelRaTls), data, []), false));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.True(Appraise(certificate.RawData).Passed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("d9ea6082")]
    [InlineData("d9ea61824000")]
    [InlineData("d9ea6082404040")]
    [InlineData("d9ea60824040")]
    [InlineData("d9ea5f824040")]
    [InlineData("824040")]
    public void Tagged_evidence_of_another_form_is_refused(string value)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        EvidenceReaderTests.Refused(Make(nameof(KeyBinding.TaggedEvidence), key, false, Convert.FromHexString(value)));
    }

    [Fact]
    public void A_request_without_evidence_and_one_of_a_keep_without_a_TEE_are_refused()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Contains("without evidence", EvidenceReaderTests.Refused(Make("1.2.3.4", key, true, [5, 0])).Message, StringComparison.Ordinal);
        Assert.Contains("no TEE", EvidenceReaderTests.Refused(Make("1.3.6.1.4.1.58270.1.1", key, true, [0x30, 0])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ra-tls-gramine", "certificate")]
    [InlineData("ra-tls-intel-sgxsdk", "certificate")]
    [InlineData("ra-tls-rats-tls", "certificate")]
    [InlineData("snp-milan-v2-enarx-csr-crl", "enarx_csr")]
    [InlineData("sgx-v3-enarx-xeon-csr", "enarx_csr")]
    public void Real_certificates_and_requests_are_bound(string id, string role)
    {
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(Corpus.File(Corpus.Case(id), role)));
        byte[] data = evidence.Tee == Tee.SevSnp ? evidence.Report[0x50..0x90] : evidence.Report[(48 + 320)..(48 + 384)];
        Assert.Null(Check(evidence, data).Reason);
        data[0] ^= 1;
        Assert.Equal(CheckVerdict.Failed, Check(evidence, data).Verdict);
        byte[] content = [.. evidence.Wrapping!.Content];
        for (int i = 0; i < content.Length; i += 97)
        {
            content[i] ^= 4;
            Assert.Equal(CheckVerdict.Failed, Check(evidence with { Wrapping = evidence.Wrapping with { Content = content } }, evidence.Report[0x50..0x90]).Verdict);
            content[i] ^= 4;
        }
    }

    [Fact]
    public void Without_report_data_it_is_not_done_and_required()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        KeepEvidence evidence = EvidenceReader.Read(Wrap(nameof(KeyBinding.Enarx), key, false))[0];
        AppraisalCheck row = Check(evidence, null);
        Assert.Equal((CheckVerdict.NotDone, true), (row.Verdict, row.Required));
        row = Check(evidence with { Wrapping = null }, null);
        Assert.Equal((CheckVerdict.NotDone, false), (row.Verdict, row.Required));
    }

    private static AppraisalCheck Check(KeepEvidence evidence, byte[]? reportData)
    {
        var checks = new CheckList([KeyBindingCheck.Key]);
        KeyBindingCheck.Make(checks, evidence, reportData, "test");
        return Assert.Single(checks.ToList());
    }

    private AppraisalCheck AssertRefused(byte[] wrapped)
    {
        KeepAppraisal appraisal = Appraise(wrapped);
        Assert.False(appraisal.Passed);
        Assert.Null(appraisal.AttestedKey);
        AppraisalCheck row = Row(appraisal);
        Assert.Equal(CheckVerdict.Failed, row.Verdict);
        Assert.Equal([row.Id], appraisal.Checks.Where(c => c.Verdict == CheckVerdict.Failed).Select(c => c.Id));
        return row;
    }

    private static AppraisalCheck Row(KeepAppraisal appraisal) => appraisal.Checks.Single(c => c.Id == "wrapping.key");

    private KeepAppraisal Appraise(byte[] wrapped)
    {
        KeepEvidence evidence = Assert.Single(EvidenceReader.Read(wrapped));
        Assert.Equal(Tee.SevSnp, evidence.Tee);
        return EvidenceAppraiser.Appraise(evidence with { Endorsements = [.. evidence.Endorsements, host.Processor(SnpProduct.Milan).CertificateTable] },
            new KeepPolicy { SimulationRoot = [host.Authority.RootDigest] }, DateTimeOffset.UtcNow);
    }

    private byte[] Wrap(string scheme, ECDsa key, bool request)
    {
        byte[] spki = key.ExportSubjectPublicKeyInfo(), claims = Claims(spki);
        return Make(scheme, key, request, Evidence(scheme, ReportData(scheme, spki, claims), claims));
    }

    private static byte[] ReportData(string scheme, byte[] spki, byte[] claims)
    {
        byte[] hash = scheme switch
        {
            nameof(KeyBinding.Enarx) => SHA384.HashData(spki),
            nameof(KeyBinding.TaggedEvidence) => SHA256.HashData(claims),
            nameof(KeyBinding.OpenEnclave) => SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", spki) + "\n\0")),
            nameof(KeyBinding.ConceptualMessage) => SHA384.HashData(spki),
            _ => SHA256.HashData(spki),
        };
        byte[] data = new byte[64];
        hash.CopyTo(data, 0);
        return data;
    }

    private byte[] Evidence(string scheme, byte[] reportData, byte[] claims)
    {
        byte[] report = host.Processor(SnpProduct.Milan).Attest(Scene.Launch, reportData);
        var der = new AsnWriter(AsnEncodingRules.DER);
        switch (scheme)
        {
            case nameof(KeyBinding.Enarx):
                using (der.PushSequence())
                    der.WriteOctetString(report);
                return der.Encode();
            case nameof(KeyBinding.TaggedEvidence):
                var cbor = new CborWriter();
                cbor.WriteTag((CborTag)60000);
                cbor.WriteStartArray(2);
                cbor.WriteByteString(report);
                cbor.WriteByteString(claims);
                cbor.WriteEndArray();
                return cbor.Encode();
            case nameof(KeyBinding.ConceptualMessage):
                der.WriteOctetString(EvidenceReaderTests.CborRecord(report, 4));
                return der.Encode();
            default:
                return report;
        }
    }

    private static byte[] Claims(byte[] spki, int algorithm = 1, byte[]? hash = null, string name = "pubkey-hash", bool twice = false, bool more = false)
    {
        var inner = new CborWriter();
        inner.WriteStartArray(2);
        inner.WriteInt32(algorithm);
        inner.WriteByteString(hash ?? SHA256.HashData(spki));
        inner.WriteEndArray();
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap((twice ? 2 : 1) + (more ? 1 : 0));
        for (int i = 0; i < (twice ? 2 : 1); i++)
        {
            writer.WriteTextString(name);
            writer.WriteByteString(inner.Encode());
        }

        if (more)
        {
            writer.WriteTextString("nonce");
            writer.WriteByteString([1, 2]);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Make(string scheme, ECDsa key, bool request, byte[] evidence)
    {
        var template = new CertificateRequest("CN=wrapped", key, HashAlgorithmName.SHA384);
        template.CertificateExtensions.Add(new System.Security.Cryptography.X509Certificates.X509Extension(Oids.GetValueOrDefault(scheme, scheme), evidence, false));
        if (request)
            return template.CreateSigningRequest();
        using X509Certificate2 certificate = template.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.RawData;
    }
}
