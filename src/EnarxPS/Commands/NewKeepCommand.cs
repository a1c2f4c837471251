using System.Management.Automation;
using System.Security.Cryptography;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Makes a keep. There is no falling back: without a TEE and without -Simulate it is an error.</summary>
[Cmdlet(VerbsCommon.New, "Keep", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(Keep))]
public sealed class NewKeepCommand : KeepCmdlet
{
    private const int NameBytes = 4;

    /// <summary>The keep's name; one is made up when it is left out.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Simulate this TEE: nothing protects the keep, and only a policy that says so accepts it.</summary>
    [Parameter]
    [ArgumentCompletions("SevSnp", "Sgx", "Tdx", "Cca", "Nitro")]
    public Tee? Simulate { get; set; }

    /// <summary>Product of the TEE; the one that the host names first when it is left out.</summary>
    [Parameter]
    [ArgumentCompletions("Genoa", "Milan", "Turin", "1.0", "1.5")]
    [ValidateNotNullOrEmpty]
    public string? Product { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Making a keep";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = Name ?? $"keep-{RandomNumberGenerator.GetHexString(2 * NameBytes, lowercase: true)}";
        string what = Simulate is { } tee ? $"Make a keep that simulates {tee}, without a TEE" : "Make a keep";
        if (!ShouldProcess(name, what))
            return;

        Run(name, async (pipeline, stop) =>
        {
            KeepManager manager = KeepManager.OfThisUser(pipeline.WriteVerbose);
            KeepContract offer = await FindOfferAsync(manager, stop).ConfigureAwait(false);
            Keep keep = await manager.CreateAsync(offer, name, stop).ConfigureAwait(false);
            foreach (SandboxMeasure wall in keep.Sandbox.Where(wall => !wall.Applied))
                pipeline.WriteWarning($"Keep '{name}': the sandbox has no {wall.Name} ({wall.Reason}).");
            pipeline.WriteObject(keep);
        });
    }

    private async Task<KeepContract> FindOfferAsync(KeepManager manager, CancellationToken stop)
    {
        IReadOnlyList<KeepContract> offers = await manager.GetOffersAsync(stop).ConfigureAwait(false);
        KeepContract[] kind = [.. offers.Where(offer => offer.IsSimulated == Simulate.HasValue && (Simulate is null || offer.Tee == Simulate))];
        if (kind.FirstOrDefault(offer => Product is null || string.Equals(offer.Product, Product, StringComparison.OrdinalIgnoreCase)) is { } found)
            return found;
        if (kind.Length > 0)
            throw new KeepException(KeepErrorId.ContractNotOffered, $"This host does not offer a keep of product '{Product}'; it offers {string.Join(", ", kind.Select(offer => offer.Product))}.");
        if (Simulate is not null && offers.Any(offer => offer.IsSimulated))
            throw new KeepException(KeepErrorId.ContractNotOffered, $"This host does not simulate {Simulate}; it simulates {string.Join(", ", offers.Where(offer => offer.IsSimulated).Select(offer => offer.Tee).Distinct())}.");
        if (Simulate is not null)
            throw new KeepException(KeepErrorId.CapacityExhausted, "This host offers no keep now: it has as many as it takes.");
        IReadOnlyList<KeepPlatform> platforms = await manager.GetPlatformsAsync(stop).ConfigureAwait(false);
        throw new KeepException(KeepErrorId.TeeUnavailable, $"This host offers no TEE. {string.Join(" ", platforms.Where(platform => !platform.IsSimulated).Select(platform => $"{platform.Tee}: {platform.Missing}."))}");
    }
}
