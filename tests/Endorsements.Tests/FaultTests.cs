using Microsoft.AspNetCore.Http;

namespace Enarx.Attestation.Tests;

public sealed class FaultTests(SimulatedHost host)
{
    public static TheoryData<string> Transient => [.. TransientFaults.Keys];

    public static TheoryData<string> Final => [.. FinalFaults.Keys];

    private static Dictionary<string, Func<HttpContext, Task>> TransientFaults { get; } = new()
    {
        ["429"] = Faults.Status(429),
        ["429 with Retry-After"] = Faults.Busy(7),
        ["429 with Retry-After 0"] = Faults.Busy(0),
        ["429 with a Retry-After that is none"] = Faults.Status(429, ("Retry-After", "soon")),
        ["503"] = Faults.Status(503),
        ["503 with Retry-After"] = Faults.Busy(7, 503),
        ["500"] = Faults.Status(500),
        ["502"] = Faults.Status(502),
        ["504"] = Faults.Status(504),
        ["408"] = Faults.Status(408),
        ["reset"] = Faults.Reset,
        ["truncated"] = Faults.Truncated,
    };

    private static Dictionary<string, (Func<HttpContext, Task> Fault, string ErrorId)> FinalFaults { get; } = new()
    {
        ["404"] = (Faults.Status(404), KeepErrorId.EndorsementNotFound),
        ["400"] = (Faults.Status(400), KeepErrorId.EndorsementFetchFailed),
        ["401"] = (Faults.Status(401), KeepErrorId.EndorsementFetchFailed),
        ["403"] = (Faults.Status(403), KeepErrorId.EndorsementFetchFailed),
        ["204"] = (Faults.Status(204), KeepErrorId.EndorsementFetchFailed),
        ["301"] = (Faults.Status(301, ("Location", "/elsewhere")), KeepErrorId.EndorsementFetchFailed),
        ["302"] = (Faults.Status(302, ("Location", "/elsewhere")), KeepErrorId.EndorsementFetchFailed),
        ["307"] = (Faults.Status(307, ("Location", "/elsewhere")), KeepErrorId.EndorsementFetchFailed),
        ["oversize by its word"] = (Faults.Oversize, KeepErrorId.EndorsementFetchFailed),
        ["oversize without a word"] = (Faults.Endless, KeepErrorId.EndorsementFetchFailed),
        ["empty"] = (Faults.Body([]), KeepErrorId.EndorsementFetchFailed),
        ["a page for people"] = (Faults.Body("<html>Sign in</html>"u8.ToArray()), KeepErrorId.EndorsementFetchFailed),
        ["JSON"] = (Faults.Body("{\"error\":\"no\"}"u8.ToArray()), KeepErrorId.EndorsementFetchFailed),
        ["damaged DER"] = (Faults.Body([0x30, 0x82, 0x05, 0x00, 0x30, 0x01]), KeepErrorId.EndorsementFetchFailed),
        ["too long a wait"] = (Faults.Busy(301), KeepErrorId.EndorsementThrottled),
        ["a wait of an hour"] = (Faults.Status(429, ("Retry-After", DateTimeOffset.UtcNow.AddHours(1).ToString("R"))), KeepErrorId.EndorsementThrottled),
    };

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_fault_that_passes_is_got_over(string name)
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Spoil(TransientFaults[name], times: 2);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        Assert.Empty(result.Failures);
        Assert.Equal("VCEK", Assert.Single(result.Endorsements).Kind);
        Assert.Equal(3, vendor.Server.Requests.Count);
        Assert.Equal(2, vendor.Time.Waits.Count);
    }

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_fault_that_does_not_pass_ends_after_the_last_attempt(string name)
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Always = TransientFaults[name];
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        KeepException failure = Assert.Single(result.Failures);
        bool isBusy = name.StartsWith("429", StringComparison.Ordinal) || name.StartsWith("503", StringComparison.Ordinal);
        Assert.Equal(isBusy ? KeepErrorId.EndorsementThrottled : KeepErrorId.EndorsementFetchFailed, failure.ErrorId);
        Assert.Contains(vendor.Server.Address.Authority, failure.Message, StringComparison.Ordinal);
        Assert.Contains("VCEK of Milan", failure.Message, StringComparison.Ordinal);
        Assert.Equal(5, vendor.Server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Final))]
    public async Task A_fault_that_stays_is_not_asked_again(string name)
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Serve("/elsewhere", vendor.Scene.Leaf!);
        vendor.Server.Spoil(FinalFaults[name].Fault);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        Assert.Empty(result.Endorsements);
        KeepException failure = Assert.Single(result.Failures);
        Assert.Equal(FinalFaults[name].ErrorId, failure.ErrorId);
        Assert.Equal(vendor.LeafPath, Assert.Single(vendor.Server.Requests));
        Assert.Empty(vendor.Time.Waits);
    }

    [Fact]
    public async Task The_service_says_how_long_to_wait()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        DateTimeOffset start = vendor.Time.GetUtcNow();
        string date = start.AddSeconds(90).ToString("R");
        vendor.Server.Spoil(Faults.Busy(7)).Spoil(Faults.Status(503, ("Retry-After", date)));
        using EndorsementFetcher fetcher = vendor.Fetcher();
        Assert.Empty((await vendor.FetchLeafAsync(fetcher)).Failures);
        Assert.Equal(7, vendor.Time.Waits[0].TotalSeconds);
        // Dates of HTTP have whole seconds.
        Assert.InRange((vendor.Time.GetUtcNow() - start).TotalSeconds, 88.9, 90);
    }

    [Fact]
    public async Task Without_its_word_the_waits_grow_and_differ()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Always = Faults.Status(500);
        using EndorsementFetcher fetcher = vendor.Fetcher(change: options => options with { Attempts = 9, LongestWait = TimeSpan.FromSeconds(20) });
        await vendor.FetchLeafAsync(fetcher);
        double[] most = [1, 2, 4, 8, 16, 20, 20, 20];
        Assert.Equal(most.Length, vendor.Time.Waits.Count);
        Assert.All(most.Zip(vendor.Time.Waits), pair => Assert.InRange(pair.Second.TotalSeconds, pair.First / 2, pair.First));
        Assert.Equal(most.Length, vendor.Time.Waits.Distinct().Count());
    }

    [Fact]
    public async Task Who_is_told_to_wait_tells_the_others()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Always = Faults.Busy(600);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        Assert.Equal(KeepErrorId.EndorsementThrottled, Assert.Single((await vendor.FetchLeafAsync(fetcher)).Failures).ErrorId);
        EndorsementFetchResult others = await vendor.FetchAsync(fetcher);
        Assert.Equal(3, others.Failures.Count);
        Assert.All(others.Failures, failure => Assert.Equal(KeepErrorId.EndorsementThrottled, failure.ErrorId));
        Assert.Single(vendor.Server.Requests);
        vendor.Server.Always = null;
        vendor.Time.Advance(TimeSpan.FromSeconds(601));
        Assert.Empty((await vendor.FetchAsync(fetcher)).Failures);
    }

    [Fact]
    public async Task A_wait_that_would_go_beyond_the_overall_time_is_not_begun()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Spoil(Faults.Busy(60)).Spoil(Faults.Busy(100));
        vendor.Time.Patience = TimeSpan.FromSeconds(70);
        using EndorsementFetcher fetcher = vendor.Fetcher(change: options => options with { OverallTimeout = TimeSpan.FromSeconds(150), RequestTimeout = TimeSpan.FromSeconds(140) });
        DateTimeOffset start = vendor.Time.GetUtcNow();
        KeepException failure = Assert.Single((await vendor.FetchLeafAsync(fetcher)).Failures);
        Assert.Equal(KeepErrorId.EndorsementThrottled, failure.ErrorId);
        Assert.Equal(60, (vendor.Time.GetUtcNow() - start).TotalSeconds, 0.5);
        Assert.Equal(2, vendor.Server.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_does_not_come_times_out_and_is_asked_for_again()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        var gone = new TaskCompletionSource();
        vendor.Server.Spoil(Faults.Stuck(() => vendor.Time.Advance(TimeSpan.FromHours(1)), () => gone.TrySetResult()));
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchLeafAsync(fetcher);
        Assert.Empty(result.Failures);
        Assert.Equal(2, vendor.Server.Requests.Count);
        await gone.Task.WaitAsync(VendorServer.Patience);
    }

    [Fact]
    public async Task The_overall_time_ends_it_whatever_happens()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Always = Faults.Stuck(() => vendor.Time.Advance(TimeSpan.FromHours(1)));
        using EndorsementFetcher fetcher = vendor.Fetcher(change: options => options with { OverallTimeout = TimeSpan.FromMinutes(150) });
        DateTimeOffset start = vendor.Time.GetUtcNow();
        KeepException failure = Assert.Single((await vendor.FetchLeafAsync(fetcher)).Failures);
        Assert.Equal(KeepErrorId.OperationTimedOut, failure.ErrorId);
        Assert.Equal(3, vendor.Server.Requests.Count);
        Assert.InRange((vendor.Time.GetUtcNow() - start).TotalMinutes, 150, 181);
    }

    [Fact]
    public async Task Another_chips_certificate_is_no_answer()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Serve(vendor.LeafPath, new Scene(host, SnpProduct.Genoa).Leaf!);
        using EndorsementFetcher fetcher = vendor.Fetcher();
        KeepException failure = Assert.Single((await vendor.FetchLeafAsync(fetcher)).Failures);
        Assert.Equal(KeepErrorId.EndorsementFetchFailed, failure.ErrorId);
        Assert.Contains("something else", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_without_its_root_or_with_more_than_asked_is_no_answer()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        foreach (byte[] chain in (byte[][])[Pem.Write(vendor.Scene.Issuer!), Pem.Write(vendor.Scene.Issuer!, vendor.Scene.Root!, Scene.SelfSigned())])
        {
            vendor.Server.Serve("/vcek/v1/Milan/cert_chain", chain);
            using EndorsementFetcher fetcher = vendor.Fetcher();
            Assert.Equal(KeepErrorId.EndorsementFetchFailed, Assert.Single((await vendor.FetchAsync(fetcher)).Failures).ErrorId);
        }
    }

    [Fact]
    public async Task What_the_service_does_not_know_is_asked_for_once_and_again_later()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Spoil(Faults.Status(404));
        using EndorsementFetcher fetcher = vendor.Fetcher();
        for (int i = 0; i < 3; i++)
            Assert.Equal(KeepErrorId.EndorsementNotFound, Assert.Single((await vendor.FetchLeafAsync(fetcher)).Failures).ErrorId);
        Assert.Single(vendor.Server.Requests);
        vendor.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Empty((await vendor.FetchLeafAsync(fetcher)).Failures);
    }

    [Fact]
    public async Task What_is_there_comes_with_what_failed()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(host);
        vendor.Server.Serve("/vcek/v1/Milan/crl", "no"u8.ToArray());
        using EndorsementFetcher fetcher = vendor.Fetcher();
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        Assert.Single(result.Failures);
        Assert.Equal(3, result.Endorsements.Count);
        AppraisalCheck? failure = vendor.Appraise(result.Endorsements).FirstFailure;
        Assert.Equal(CheckVerdict.NotDone, failure?.Verdict);
    }
}
