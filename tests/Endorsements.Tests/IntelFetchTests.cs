using System.Text;
using System.Text.Json;

namespace Enarx.Attestation.Tests;

public sealed class IntelFetchTests
{
    private const string NotThere = "(no corpus)";

    /// <summary>Cases with everything that a service would have to give out.</summary>
    public static TheoryData<string> Whole => ["sgx-v3-processor-ca", "tdx-v4-uptodate", "tdx-v5-td15-uptodate"];

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task What_a_quote_needs_is_read_from_its_PCK_certificate(string id)
    {
        (KeepEvidence evidence, JsonElement testCase, DateTimeOffset time) = Case(id);
        await using VendorServer server = await VendorServer.StartAsync();
        Serve(server, evidence, testCase);
        using EndorsementFetcher fetcher = Fetcher(server, time, pccs: false);
        EndorsementFetchResult result = await fetcher.FetchAsync(EndorsementNeeds.Of(evidence), null, time, default);
        Assert.Empty(result.Failures);
        Assert.Equal(4, server.Requests.Count);
        foreach (string role in (string[])["tcb_info", "qe_identity", "pck_crl", "root_ca_crl"])
        {
            byte[] file = Corpus.File(testCase, RoleOf(testCase, role));
            Assert.Contains(result.Endorsements, one => one.Content.AsSpan().SequenceEqual(file));
        }

        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence with { Endorsements = [.. result.Endorsements.Select(one => one.Content)] }, new KeepPolicy { RequireRevocationCheck = true }, time);
        Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public async Task A_PCCS_is_asked_for_all_of_it(string id)
    {
        (KeepEvidence evidence, JsonElement testCase, DateTimeOffset time) = Case(id);
        await using VendorServer server = await VendorServer.StartAsync();
        Serve(server, evidence, testCase);
        // A PCCS gives lists in hexadecimal text.
        server.Serve("/sgx/certification/v4/rootcacrl", Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Corpus.File(testCase, RoleOf(testCase, "root_ca_crl")))));
        using EndorsementFetcher fetcher = Fetcher(server, time, pccs: true);
        EndorsementFetchResult result = await fetcher.FetchAsync(EndorsementNeeds.Of(evidence), null, time, default);
        Assert.Empty(result.Failures);
        Assert.Contains("/sgx/certification/v4/rootcacrl", server.Requests);
        Assert.DoesNotContain("/root.der", server.Requests);
    }

    [Fact]
    public async Task Addresses_are_those_of_the_service()
    {
        (KeepEvidence evidence, _, _) = Case("tdx-v4-uptodate");
        EndorsementNeeds needs = EndorsementNeeds.Of(evidence);
        var options = new EndorsementFetcherOptions();
        string[] addresses = [.. needs.Requests.Select(request => options.AddressOf(request).AbsoluteUri)];
        Assert.Matches("^https://api.trustedservices.intel.com/tdx/certification/v4/tcb\\?fmspc=[0-9a-f]{12}$", addresses[0]);
        Assert.Equal("https://api.trustedservices.intel.com/tdx/certification/v4/qe/identity", addresses[1]);
        Assert.Equal("https://api.trustedservices.intel.com/sgx/certification/v4/pckcrl?ca=platform&encoding=der", addresses[2]);
        Assert.Equal("https://certificates.trustedservices.intel.com/IntelSGXRootCA.der", addresses[3]);
        (KeepEvidence sgx, _, _) = Case("sgx-v3-processor-ca");
        Assert.EndsWith("ca=processor&encoding=der", EndorsementNeeds.Of(sgx).Requests[2].Path, StringComparison.Ordinal);
        Assert.StartsWith("/sgx/certification/v4/tcb?fmspc=", EndorsementNeeds.Of(sgx).Requests[0].Path, StringComparison.Ordinal);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Collateral_without_its_issuers_is_no_answer_and_the_older_name_of_the_header_is_known()
    {
        (KeepEvidence evidence, JsonElement testCase, DateTimeOffset time) = Case("tdx-v4-uptodate");
        string path = EndorsementNeeds.Of(evidence).Requests[0].Path;
        byte[] body = Corpus.File(testCase, RoleOf(testCase, "tcb_info"));
        string chain = Uri.EscapeDataString(Encoding.ASCII.GetString(Corpus.File(testCase, RoleOf(testCase, "tcb_info_issuer_chain"))));
        foreach ((int failures, (string, string)[] headers) in ((int, (string, string)[])[])
            [
                (1, []), (1, [("TCB-Info-Issuer-Chain", "no")]), (1, [("TCB-Info-Issuer-Chain", chain[..200])]), (1, [("Other", chain)]),
                (0, [("TCB-Info-Issuer-Chain", chain)]), (0, [("SGX-TCB-Info-Issuer-Chain", chain)]),
            ])
        {
            await using VendorServer server = await VendorServer.StartAsync();
            Serve(server, evidence, testCase);
            server.Serve(path, body, headers);
            using EndorsementFetcher fetcher = Fetcher(server, time, pccs: false);
            EndorsementFetchResult result = await fetcher.FetchAsync(EndorsementNeeds.Of(evidence), null, time, default);
            Assert.Equal(failures, result.Failures.Count);
            Assert.All(result.Failures, failure => Assert.Equal(KeepErrorId.EndorsementFetchFailed, failure.ErrorId));
        }
    }

    [Fact]
    public async Task Collateral_of_another_platform_TEE_or_issuer_is_no_answer()
    {
        (KeepEvidence evidence, JsonElement testCase, DateTimeOffset time) = Case("tdx-v4-uptodate");
        (_, JsonElement other, _) = Case("sgx-v3-processor-ca");
        IReadOnlyList<EndorsementRequest> requests = EndorsementNeeds.Of(evidence).Requests;
        string[] roles = ["tcb_info", "qe_identity", "pck_crl"];
        string[] headers = ["TCB-Info-Issuer-Chain", "SGX-Enclave-Identity-Issuer-Chain", "SGX-PCK-CRL-Issuer-Chain"];
        for (int i = 0; i < roles.Length; i++)
        {
            await using VendorServer server = await VendorServer.StartAsync();
            Serve(server, evidence, testCase);
            server.Serve(requests[i].Path, Corpus.File(other, RoleOf(other, roles[i])),
                (headers[i], Uri.EscapeDataString(Encoding.ASCII.GetString(Corpus.File(other, RoleOf(other, roles[i] + "_issuer_chain"))))));
            using EndorsementFetcher fetcher = Fetcher(server, time, pccs: false);
            EndorsementFetchResult result = await fetcher.FetchAsync(EndorsementNeeds.Of(evidence), null, time, default);
            Assert.Contains("something else", Assert.Single(result.Failures).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_quote_without_a_PCK_certificate_says_so()
    {
        (KeepEvidence evidence, _, _) = Case("tdx-v4-uptodate");
        EndorsementNeeds needs = EndorsementNeeds.Of(evidence with { Report = evidence.Report[..1000] });
        Assert.Empty(needs.Requests);
        Assert.Contains("PCK", needs.Unavailable, StringComparison.Ordinal);
    }

    internal static (KeepEvidence Evidence, JsonElement Case, DateTimeOffset Time) Case(string id)
    {
        Assert.SkipWhen(id == NotThere, "no corpus");
        JsonElement testCase = Corpus.Case(id);
        var evidence = new KeepEvidence { Tee = id.StartsWith("tdx", StringComparison.Ordinal) ? Tee.Tdx : Tee.Sgx, Report = Corpus.File(testCase, "quote") };
        return (evidence, testCase, testCase.GetProperty("verification_time").GetDateTimeOffset());
    }

    internal static string RoleOf(JsonElement testCase, string role)
    {
        Assert.True(Corpus.Has(testCase, role), string.Join(", ", testCase.GetProperty("files").EnumerateObject().Select(file => file.Name)));
        return role;
    }

    private static void Serve(VendorServer server, KeepEvidence evidence, JsonElement testCase)
    {
        IReadOnlyList<EndorsementRequest> requests = EndorsementNeeds.Of(evidence).Requests;
        Assert.Equal(4, requests.Count);
        (string Role, string Header)[] answers =
            [("tcb_info", "TCB-Info-Issuer-Chain"), ("qe_identity", "SGX-Enclave-Identity-Issuer-Chain"), ("pck_crl", "SGX-PCK-CRL-Issuer-Chain")];
        for (int i = 0; i < answers.Length; i++)
        {
            byte[] chain = Corpus.File(testCase, RoleOf(testCase, answers[i].Role + "_issuer_chain"));
            server.Serve(requests[i].Path, Corpus.File(testCase, RoleOf(testCase, answers[i].Role)), (answers[i].Header, Uri.EscapeDataString(Encoding.ASCII.GetString(chain))));
        }

        server.Serve("/root.der", Corpus.File(testCase, RoleOf(testCase, "root_ca_crl")));
    }

    private static EndorsementFetcher Fetcher(VendorServer server, DateTimeOffset time, bool pccs) => new(
        new EndorsementFetcherOptions
        {
            IntelPcs = pccs ? new Uri("https://127.0.0.1:1") : server.Address,
            IntelRootCrl = pccs ? new Uri("https://127.0.0.1:1") : new Uri(server.Address, "/root.der"),
            Pccs = pccs ? server.Address : null,
            RequestTimeout = TimeSpan.FromHours(1),
            OverallTimeout = TimeSpan.FromHours(3),
        },
        cache: null, new FakeTime(time));
}
