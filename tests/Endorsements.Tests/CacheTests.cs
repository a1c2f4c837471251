namespace Enarx.Attestation.Tests;

public sealed class CacheTests : IDisposable
{
    private readonly SimulatedHost _host;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"enarx-cache-{Guid.NewGuid():N}");

    public CacheTests(SimulatedHost host) => _host = host;

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Another_process_finds_what_was_fetched()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        await FetchAsync(vendor, requests: 3);
        EndorsementFetchResult again = await FetchAsync(vendor, requests: 0);
        Assert.True(vendor.Appraise(again.Endorsements).Passed);
        Assert.Equal(3, vendor.Server.Requests.Count);
    }

    [Fact]
    public async Task Folder_and_files_are_the_users_alone_and_nothing_else_is_left()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are those of Linux.");
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        await FetchAsync(vendor, requests: 3);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder));
            foreach (string file in Directory.GetFiles(_folder))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal(3, Directory.GetFileSystemEntries(_folder).Length);
    }

    [Fact]
    public void A_folder_that_others_reach_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Modes are those of Linux.");
        if (OperatingSystem.IsLinux())
            Directory.CreateDirectory(_folder, (UnixFileMode)0b111_101_101);
        Assert.Equal(KeepErrorId.UnsafeDirectory, Assert.Throws<KeepException>(() => EndorsementCache.Open(_folder)).ErrorId);
        string link = _folder + "-link";
        Directory.CreateSymbolicLink(link, Path.GetTempPath());
        try
        {
            Assert.Equal(KeepErrorId.UnsafeDirectory, Assert.Throws<KeepException>(() => EndorsementCache.Open(link)).ErrorId);
        }
        finally
        {
            Directory.Delete(link);
        }
    }

    [Fact]
    public async Task Whatever_is_done_to_an_entry_it_is_asked_for_anew_or_says_the_same()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        await FetchAsync(vendor, requests: 3);
        EndorsementRequest leaf = EndorsementNeeds.Of(vendor.Evidence).Requests[0];
        var address = new Uri(vendor.Server.Address, leaf.Path);
        EndorsementCache cache = Open(vendor);
        string path = cache.PathOf(address);
        byte[] good = File.ReadAllBytes(path);
        int refused = 0, taken = 0;
        for (int i = 0; i < good.Length; i++)
        {
            byte[] bad = [.. good];
            bad[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, bad);
            CachedAnswer? found = cache.Find(address, leaf);
            if (found is null)
            {
                refused++;
                Assert.False(File.Exists(path));
                continue;
            }

            // Where it came from and when are notes for people; the endorsement itself is whole.
            taken++;
            Assert.Equal(vendor.Scene.Leaf, Assert.Single(found.Endorsements).Content);
        }

        Assert.True(refused > vendor.Scene.Leaf!.Length, $"{refused} refused, {taken} taken");
        for (int length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Assert.Null(cache.Find(address, leaf));
        }

        File.WriteAllBytes(path, [.. good, 0]);
        Assert.Null(cache.Find(address, leaf));
        File.WriteAllBytes(path, good);
        Assert.NotNull(cache.Find(address, leaf));
        File.WriteAllBytes(path, good[..^5]);
        await FetchAsync(vendor, requests: 1);
        await FetchAsync(vendor, requests: 0);
    }

    [Fact]
    public async Task An_entry_of_another_request_is_not_taken()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        await FetchAsync(vendor, requests: 3);
        EndorsementCache cache = Open(vendor);
        IReadOnlyList<EndorsementRequest> requests = EndorsementNeeds.Of(vendor.Evidence).Requests;
        Uri leaf = new(vendor.Server.Address, requests[0].Path), list = new(vendor.Server.Address, requests[2].Path);
        File.Copy(cache.PathOf(list), cache.PathOf(leaf), overwrite: true);
        Assert.Null(cache.Find(leaf, requests[0]));
        Assert.NotNull(cache.Find(list, requests[2]));
        // Nor one that says that it is the answer, and is not.
        Endorsement other = Assert.Single(EndorsementReader.Read(new Scene(_host, SnpProduct.Genoa).Leaf!, "test"));
        File.WriteAllBytes(cache.PathOf(leaf), EndorsementBundle.Write([other], leaf.AbsoluteUri, vendor.Time.GetUtcNow()));
        Assert.Null(cache.Find(leaf, requests[0]));
        // Nor one from the future, which would never age.
        Endorsement right = Assert.Single(EndorsementReader.Read(vendor.Scene.Leaf!, "test"));
        File.WriteAllBytes(cache.PathOf(leaf), EndorsementBundle.Write([right], leaf.AbsoluteUri, vendor.Time.GetUtcNow().AddYears(1)));
        Assert.Null(cache.Find(leaf, requests[0]));
        File.WriteAllBytes(cache.PathOf(leaf), EndorsementBundle.Write([right], leaf.AbsoluteUri, vendor.Time.GetUtcNow()));
        Assert.NotNull(cache.Find(leaf, requests[0]));
    }

    [Fact]
    public async Task What_is_old_is_asked_for_anew_and_used_when_nobody_answers()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        await FetchAsync(vendor, requests: 3);
        vendor.Time.Advance(TimeSpan.FromDays(8));
        vendor.Server.Always = Faults.Status(500);
        EndorsementFetchResult stale = await FetchAsync(vendor, requests: 15);
        Assert.Empty(stale.Failures);
        Assert.Equal(4, stale.Endorsements.Count);
        vendor.Server.Always = null;
        await FetchAsync(vendor, requests: 3);
        await FetchAsync(vendor, requests: 0);
    }

    [Fact]
    public async Task What_is_out_of_date_is_never_used()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        vendor.Server.Serve("/vcek/v1/Milan/crl", vendor.Scene.RevocationList(nextUpdateDays: 2));
        await FetchAsync(vendor, requests: 3);
        vendor.Time.Advance(TimeSpan.FromDays(3));
        vendor.Server.Always = Faults.Status(500);
        EndorsementFetchResult result = await FetchAsync(vendor, requests: 5);
        Assert.Single(result.Failures);
        Assert.DoesNotContain(result.Endorsements, one => one.Kind == "CRL");
        // The service itself is behind: it is handed on to be refused, and not kept.
        vendor.Server.Always = null;
        result = await FetchAsync(vendor, requests: 1);
        Assert.Contains(result.Endorsements, one => one.Kind == "CRL");
        Assert.Equal(CheckCategory.Expired, vendor.Appraise(result.Endorsements).FirstFailure?.Category);
        await FetchAsync(vendor, requests: 1);
    }

    [Fact]
    public async Task What_was_not_an_answer_is_not_kept()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        vendor.Server.Always = Faults.Body("<html/>"u8.ToArray());
        EndorsementFetchResult result = await FetchAsync(vendor, requests: 3);
        Assert.Equal(3, result.Failures.Count);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_no_reason_to_fail()
    {
        await using SnpVendor vendor = await SnpVendor.StartAsync(_host);
        EndorsementCache cache = Open(vendor);
        Directory.Delete(_folder);
        var said = new List<string>();
        using var fetcher = new EndorsementFetcher(new EndorsementFetcherOptions { AmdKds = vendor.Server.Address, RequestTimeout = TimeSpan.FromHours(1), OverallTimeout = TimeSpan.FromHours(3) }, cache, vendor.Time)
        {
            Log = text =>
            {
                lock (said)
                    said.Add(text);
            },
        };
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        Assert.Empty(result.Failures);
        Assert.Contains(said, text => text.Contains("could not be kept", StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_left_half_written_is_removed()
    {
        var time = new FakeTime(DateTimeOffset.UtcNow);
        EndorsementCache.Open(_folder, time);
        string left = Path.Combine(_folder, "a.endorsements.00.tmp"), young = Path.Combine(_folder, "b.endorsements.00.tmp"), old = Path.Combine(_folder, "c.endorsements");
        foreach (string path in (string[])[left, young, old])
            File.WriteAllBytes(path, [1]);
        File.SetLastWriteTimeUtc(left, time.GetUtcNow().UtcDateTime.AddDays(-2));
        File.SetLastWriteTimeUtc(old, time.GetUtcNow().UtcDateTime.AddDays(-500));
        EndorsementCache.Open(_folder, time);
        Assert.Equal([young], Directory.GetFiles(_folder));
    }

    private EndorsementCache Open(SnpVendor vendor) => EndorsementCache.Open(_folder, vendor.Time);

    private async Task<EndorsementFetchResult> FetchAsync(SnpVendor vendor, int requests)
    {
        int before = vendor.Server.Requests.Count;
        using EndorsementFetcher fetcher = vendor.Fetcher(Open(vendor));
        EndorsementFetchResult result = await vendor.FetchAsync(fetcher);
        Assert.Equal(requests, vendor.Server.Requests.Count - before);
        return result;
    }
}
