using System.Security.Cryptography;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

/// <summary>The host key documents of the corpus get the verdict that they must.</summary>
public sealed class IbmCorpusTests
{
    private static readonly string[] Roles = ["signing_key", "intermediate", "root", "crl_ibm", "crl_inter_ca", "crl_root_ca"];

    [Theory]
    [InlineData("ibm-se-host-key", null)]
    [InlineData("ibm-se-host-key-revoked", "ibm.host-key.crl.entries")]
    [InlineData("ibm-se-host-key-expired", "ibm.host-key.validity")]
    [InlineData("ibm-se-wrong-signing-subject", "ibm.signing-key.subject")]
    public void Evidence_of_the_corpus_gets_its_verdict(string id, string? check)
    {
        JsonElement testCase = Corpus.Case(id);
        KeepAppraisal appraisal = Appraise(testCase, trusted: true);
        Assert.Equal(check is null ? [] : [check], AzureVerifierTests.Failed(appraisal));
        Assert.Equal(check is null, appraisal.Passed);
    }

    [Fact]
    public void No_root_is_trusted_unless_the_policy_names_it() =>
        Assert.Equal(["ibm.signing-key.root.trusted"], AzureVerifierTests.Failed(Appraise(Corpus.Case("ibm-se-host-key"), trusted: false)));

    private static KeepAppraisal Appraise(JsonElement testCase, bool trusted)
    {
        var root = new EndorsementSet();
        root.Add(Corpus.File(testCase, "root"));
        var evidence = new KeepEvidence
        {
            Tee = Tee.IbmSecureExecution,
            Report = Corpus.File(testCase, "host_key_document"),
            Endorsements = [.. Roles.Select(role => Corpus.File(testCase, role))],
        };
        Sha256Digest digest = Sha256Digest.FromBytes(SHA256.HashData(root.Certificates[0].PublicKey.Span));
        return EvidenceAppraiser.Appraise(evidence, new KeepPolicy { TrustedRoot = trusted ? [digest] : [] }, testCase.GetProperty("verification_time").GetDateTimeOffset());
    }
}
