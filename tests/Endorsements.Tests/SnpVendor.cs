namespace Enarx.Attestation.Tests;

/// <summary>AMD's KDS, played with what a simulated host has, and a fetcher that asks it.</summary>
internal sealed class SnpVendor : IAsyncDisposable
{
    private readonly Scene _scene;

    private SnpVendor(VendorServer server, Scene scene, FakeTime time)
    {
        Server = server;
        _scene = scene;
        Time = time;
    }

    public VendorServer Server { get; }

    public FakeTime Time { get; }

    public SnpProduct Product => _scene.Product;

    /// <summary>A bare report: nothing came with it.</summary>
    public KeepEvidence Evidence => _scene.Evidence() with { Endorsements = [] };

    public KeepPolicy Policy => _scene.Policy with { RequireRevocationCheck = true };

    public string LeafPath => EndorsementNeeds.Of(Evidence).Requests[0].Path;

    public static async Task<SnpVendor> StartAsync(SimulatedHost host, SnpProduct product = SnpProduct.Milan)
    {
        var scene = new Scene(host, product);
        VendorServer server = await VendorServer.StartAsync();
        var vendor = new SnpVendor(server, scene, new FakeTime(scene.Time));
        server.Serve(vendor.LeafPath, scene.Leaf!);
        server.Serve($"/vcek/v1/{product}/cert_chain", Pem.Write(scene.Issuer!, scene.Root!));
        server.Serve($"/vcek/v1/{product}/crl", scene.RevocationList());
        return vendor;
    }

    public Scene Scene => _scene;

    public EndorsementFetcher Fetcher(EndorsementCache? cache = null, Func<EndorsementFetcherOptions, EndorsementFetcherOptions>? change = null)
    {
        var options = new EndorsementFetcherOptions { AmdKds = Server.Address, RequestTimeout = TimeSpan.FromHours(1), OverallTimeout = TimeSpan.FromHours(3), LongestWait = TimeSpan.FromMinutes(5) };
        return new EndorsementFetcher(change?.Invoke(options) ?? options, cache, Time);
    }

    public Task<EndorsementFetchResult> FetchAsync(EndorsementFetcher fetcher, CancellationToken cancellation = default) =>
        fetcher.FetchAsync(EndorsementNeeds.Of(Evidence), null, Time.GetUtcNow(), cancellation).WaitAsync(VendorServer.Patience, CancellationToken.None);

    /// <summary>Fetches only the leaf.</summary>
    public async Task<EndorsementFetchResult> FetchLeafAsync(EndorsementFetcher fetcher, CancellationToken cancellation = default)
    {
        var pool = new EndorsementPool();
        pool.Add(EndorsementReader.Read(_scene.Issuer!, "test"));
        pool.Add(EndorsementReader.Read(_scene.Root!, "test"));
        pool.Add(EndorsementReader.Read(_scene.RevocationList(), "test"));
        return await fetcher.FetchAsync(EndorsementNeeds.Of(Evidence), pool, Time.GetUtcNow(), cancellation).WaitAsync(VendorServer.Patience, CancellationToken.None);
    }

    public KeepAppraisal Appraise(IEnumerable<Endorsement> endorsements) =>
        EvidenceAppraiser.Appraise(Evidence with { Endorsements = [.. endorsements.Select(one => one.Content)] }, Policy, Time.GetUtcNow());

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
