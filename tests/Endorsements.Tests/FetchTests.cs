using System.Net.Sockets;

namespace Enarx.Attestation.Tests;

public sealed class FetchTests(SimulatedHost host)
{
    public static TheoryData<SnpProduct> Products => [.. Enum.GetValues<SnpProduct>()];

    [Theory]
    [MemberData(nameof(Products))]
    public async Task A_bare_report_passes_with_what_was_fetched_for_it(SnpProduct product)
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host, product);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        Assert.Empty(result.Failures);
        Assert.Equal(["ARK", "ASK", "CRL", "VCEK"], result.Endorsements.Select(one => one.Kind).Order());
        KeepAppraisal appraisal = vendor.Appraise(result.Endorsements);
        Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
        Assert.False(vendor.Appraise([]).Passed);
        Assert.Equal(3, fetcher.RequestCount);
    }

    [Fact]
    public void Addresses_are_those_of_the_specification()
    {
        KeepEvidence milan = new Scene(host).Evidence(), turin = new Scene(host, SnpProduct.Turin).Evidence();
        string chip = Convert.ToHexStringLower(milan.Report.AsSpan(0x1a0, 64)), shortChip = Convert.ToHexStringLower(turin.Report.AsSpan(0x1a0, 8));
        byte[] m = milan.Report[0x180..0x188], t = turin.Report[0x180..0x188];
        Assert.Equal(
            [$"/vcek/v1/Milan/{chip}?blSPL={m[0]}&teeSPL={m[1]}&snpSPL={m[6]}&ucodeSPL={m[7]}", "/vcek/v1/Milan/cert_chain", "/vcek/v1/Milan/crl"],
            EndorsementNeeds.Of(milan).Requests.Select(request => request.Path));
        Assert.Equal($"/vcek/v1/Turin/{shortChip}?fmcSPL={t[0]}&blSPL={t[1]}&teeSPL={t[2]}&snpSPL={t[3]}&ucodeSPL={t[7]}", EndorsementNeeds.Of(turin).Requests[0].Path);
        var options = new EndorsementFetcherOptions();
        Assert.Equal("https://kdsintf.amd.com/vcek/v1/Milan/crl", options.AddressOf(EndorsementNeeds.Of(milan).Requests[2]).AbsoluteUri);
    }

    [Fact]
    public async Task A_report_that_does_not_name_its_product_is_looked_for_under_both()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host, SnpProduct.Genoa);
        vendor.Scene.UseVersion(2);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        Assert.Empty(result.Failures);
        Assert.StartsWith("/vcek/v1/Milan/", vendor.Server.Requests.First(), StringComparison.Ordinal);
        Assert.Equal(4, vendor.Server.Requests.Count);
        KeepAppraisal appraisal = vendor.Appraise(result.Endorsements);
        Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
    }

    [Fact]
    public async Task A_VLEK_is_not_asked_for()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Scene.UseVlek();
        EndorsementNeeds needs = EndorsementNeeds.Of(vendor.Evidence);
        Assert.Equal(["/vlek/v1/Milan/cert_chain", "/vlek/v1/Milan/crl"], needs.Requests.Select(request => request.Path));
        Assert.Contains("VLEK", needs.Unavailable, StringComparison.Ordinal);
        vendor.Server.Serve("/vlek/v1/Milan/cert_chain", Pem.Write(vendor.Scene.Issuer!, vendor.Scene.Root!));
        vendor.Server.Serve("/vlek/v1/Milan/crl", vendor.Scene.RevocationList());
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        KeepAppraisal appraisal = vendor.Appraise([.. result.Endorsements, .. EndorsementReader.Read(vendor.Scene.Leaf!, "host")]);
        Assert.True(appraisal.Passed, appraisal.FirstFailure?.ToString());
    }

    [Fact]
    public void A_hidden_chip_and_a_simulated_keep_are_not_asked_for()
    {
        var scene = new Scene(host);
        scene.EditReport(report => report.AsSpan(0x1a0, 64).Clear());
        EndorsementNeeds hidden = EndorsementNeeds.Of(scene.Evidence());
        Assert.Contains("CHIP_ID", hidden.Unavailable, StringComparison.Ordinal);
        Assert.DoesNotContain(hidden.Requests, request => request.Path.Contains("SPL", StringComparison.Ordinal));
        foreach (Tee tee in (Tee[])[Tee.Nitro, Tee.Cca, Tee.NvidiaGpu, Tee.IbmSecureExecution, Tee.Psa, Tee.Sev])
        {
            EndorsementNeeds none = EndorsementNeeds.Of(new KeepEvidence { Tee = tee, Report = [1] });
            Assert.Empty(none.Requests);
            Assert.NotNull(none.Unavailable);
        }
    }

    [Fact]
    public async Task What_is_there_is_not_asked_for()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        Assert.Equal("VCEK", Assert.Single(result.Endorsements).Kind);
        Assert.Equal(vendor.LeafPath, Assert.Single(vendor.Server.Requests));
    }

    [Fact]
    public async Task What_is_there_and_out_of_date_is_asked_for()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        var pool = new EndorsementPool();
        pool.Add(EndorsementReader.Read(vendor.Scene.RevocationList(nextUpdateDays: 1), "test"));
        await fetcher.FetchAsync(EndorsementNeeds.Of(vendor.Evidence), pool, vendor.Time.GetUtcNow(), default);
        Assert.DoesNotContain("/vcek/v1/Milan/crl", vendor.Server.Requests);
        await fetcher.FetchAsync(EndorsementNeeds.Of(vendor.Evidence), pool, vendor.Time.GetUtcNow().AddDays(2), default);
        Assert.Contains("/vcek/v1/Milan/crl", vendor.Server.Requests);
    }

    [Fact]
    public async Task Many_reports_of_one_chip_are_one_request_each_thing()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        // Nothing is answered before all have asked.
        using var all = new CountdownEvent(100);
        using var go = new SemaphoreSlim(0);
        vendor.Server.Before = _ => go.WaitAsync(VendorServer.Patience);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        Task<EndorsementFetchResult>[] tasks = [.. Enumerable.Range(0, 100).Select(_ => Task.Run(() =>
        {
            Task<EndorsementFetchResult> one = vendor.FetchAsync(fetcher);
            all.Signal();
            return one;
        }))];
        Assert.True(all.Wait(VendorServer.Patience));
        go.Release(1000);
        EndorsementFetchResult[] results = await Task.WhenAll(tasks);
        Assert.All(results, result => Assert.Empty(result.Failures));
        Assert.Equal(3, vendor.Server.Requests.Count);
        await vendor.FetchAsync(fetcher);
        Assert.Equal(3, vendor.Server.Requests.Count);
        Assert.Equal(3, fetcher.RequestCount);
    }

    [Fact]
    public async Task One_that_gives_up_leaves_the_others_their_answer()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        using var go = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        vendor.Server.Before = async _ =>
        {
            begun.TrySetResult();
            await go.WaitAsync(VendorServer.Patience);
        };
        using EndorsementFetcher fetcher = vendor.Fetcher();
        using var impatient = new CancellationTokenSource();
        Task<EndorsementFetchResult> first = vendor.FetchLeafAsync(fetcher, impatient.Token), second = vendor.FetchLeafAsync(fetcher);
        await begun.Task.WaitAsync(VendorServer.Patience);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        go.Release(10);
        Assert.Single((await second).Endorsements);
        Assert.Single(vendor.Server.Requests);
    }

    [Fact]
    public async Task When_all_give_up_the_request_ends_and_the_next_is_a_new_one()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        var begun = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        vendor.Server.Spoil(Faults.Stuck(() => begun.TrySetResult(), () => gone.TrySetResult()));
        using EndorsementFetcher fetcher = vendor.Fetcher();
        using var impatient = new CancellationTokenSource();
        Task<EndorsementFetchResult> first = vendor.FetchLeafAsync(fetcher, impatient.Token), second = vendor.FetchLeafAsync(fetcher, impatient.Token);
        await begun.Task.WaitAsync(VendorServer.Patience);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await gone.Task.WaitAsync(VendorServer.Patience);
        Assert.Single((await vendor.FetchLeafAsync(fetcher)).Endorsements);
        Assert.Equal(2, vendor.Server.Requests.Count);
    }

    [Fact]
    public async Task A_fetcher_that_is_not_asked_asks_nobody()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        using (vendor.Fetcher())
        {
            EndorsementNeeds.Of(vendor.Evidence);
            vendor.Appraise([]);
        }

        Assert.Empty(vendor.Server.Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_an_error_that_names_it()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        using var free = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var nobody = new Uri($"http://{free.LocalEndPoint}");
        using EndorsementFetcher fetcher = vendor.Fetcher(change: options => options with { AmdKds = nobody });
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        KeepException failure = Assert.Single(result.Failures);
        Assert.Equal(KeepErrorId.EndorsementFetchFailed, failure.ErrorId);
        Assert.Contains(nobody.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, vendor.Time.Waits.Count);
    }

    [Theory]
    [InlineData("http://kds.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("https://user:secret@kds.example")]
    [InlineData("https://kds.example/?a=b")]
    [InlineData("https://kds.example/#a")]
    [InlineData("kds.example")]
    public void An_address_over_which_anybody_could_answer_is_refused(string address)
    {
        var uri = new Uri(address, UriKind.RelativeOrAbsolute);
        foreach (EndorsementFetcherOptions options in (EndorsementFetcherOptions[])[new() { AmdKds = uri }, new() { IntelPcs = uri }, new() { IntelRootCrl = uri }, new() { Pccs = uri }])
        {
            KeepException e = Assert.Throws<KeepException>(() => new EndorsementFetcher(options));
            Assert.Equal(KeepErrorId.EndorsementUriInvalid, e.ErrorId);
            Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://kds.example")]
    [InlineData("https://kds.example:8443/mirror/")]
    [InlineData("http://127.0.0.1:8081")]
    [InlineData("http://[::1]:8081")]
    [InlineData("http://localhost:8081")]
    public void Other_addresses_are_taken(string address)
    {
        using var fetcher = new EndorsementFetcher(new EndorsementFetcherOptions { AmdKds = new Uri(address) });
        Assert.Equal(0, fetcher.RequestCount);
    }
}
