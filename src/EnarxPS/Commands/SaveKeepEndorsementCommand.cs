using System.Collections;
using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using Enarx.Client;
using EnarxPS.Binding;
using EnarxPS.Completion;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>
/// Fetches what evidence will need to be appraised, so that it can be appraised later without a network, and tells what
/// expires when.
/// </summary>
[Cmdlet(VerbsData.Save, "KeepEndorsement", DefaultParameterSetName = ByEvidence, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SavedEndorsement))]
public sealed class SaveKeepEndorsementCommand : KeepCmdlet
{
    private const string ByEvidence = "Evidence";
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByName = "Name";
    private const string Fetching = "Fetch endorsements";

    private readonly Dictionary<Sha256Digest, Endorsement> _fetched = [];
    private EndorsementFetcher? _fetcher;
    private volatile PipelineThread? _pipeline;
    private string _cacheFolder = "";
    private string? _folder;
    private string? _bundle;

    /// <summary>Evidence, as Get-KeepAttestation gives it. It need not pass, and is not looked at beyond what it needs.</summary>
    [Parameter(ParameterSetName = ByEvidence, Mandatory = true, ValueFromPipeline = true)]
    public KeepEvidence[] InputObject { get; set; } = [];

    /// <summary>Files with evidence; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files with evidence, as they are named.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Keeps, whose evidence is asked for; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true)]
    [ArgumentCompleter(typeof(KeepNameCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>A folder to write one file an endorsement to.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>A file to write all of them to.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BundlePath { get; set; }

    /// <summary>Leave a bundle that is there as it is, and say so.</summary>
    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Warn of what expires within this time.</summary>
    [Parameter]
    public TimeSpan ExpiringWithin { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Other addresses of the services: a table with AmdKds, IntelPcs, IntelRootCrl and Pccs.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable EndorsementUri { get; set; } = [];

    /// <inheritdoc/>
    protected override string Activity => "Fetching endorsements";

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _folder = Destination is null ? null : FilePath.Resolve(this, Destination);
            _bundle = BundlePath is null ? null : FilePath.Resolve(this, BundlePath);
            if (_bundle is not null && NoClobber && System.IO.Path.Exists(_bundle))
                throw new KeepException(KeepErrorId.FileExists, $"There is a file '{BundlePath}' already.");
            EndorsementCache cache = EndorsementCache.Open(EndorsementCache.DefaultFolder);
            _cacheFolder = cache.Folder;
            _fetcher = new EndorsementFetcher(EndorsementAddresses.Read(EndorsementUri), cache) { Log = text => _pipeline?.WriteVerbose(text) };
        }
        catch (KeepException e)
        {
            ThrowTerminatingError(KeepErrors.Record(e, BundlePath ?? Destination));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (KeepEvidence evidence in InputObject)
            Fetch(evidence, evidence);
        foreach (string path in Path.SelectMany(Expand).Concat(LiteralPath))
            FetchFile(path);
        foreach (Keep keep in FindKeeps().Where(keep => ShouldProcess(keep.Name, Fetching)))
        {
            Run(keep, async (pipeline, stop) =>
            {
                KeepEvidence evidence = await KeepManager.OfThisUser(pipeline.WriteVerbose).AttestAsync(keep, null, stop).ConfigureAwait(false);
                await FetchAsync(evidence, keep, pipeline, stop).ConfigureAwait(false);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Endorsement[] all = [.. _fetched.Values.OrderBy(one => one.Kind, StringComparer.Ordinal).ThenBy(one => one.Subject, StringComparer.Ordinal)];
        try
        {
            string[] paths = new string[all.Length];
            Array.Fill(paths, _cacheFolder);
            // An empty bundle in the place of a good one would be worse than none.
            if (all.Length == 0)
                return;
            if (_folder is not null && ShouldProcess(_folder, $"Write {all.Length} endorsements"))
                paths = [.. EndorsementDestination.WriteFolder(_folder, all)];
            if (_bundle is not null && ShouldProcess(_bundle, $"Write a bundle of {all.Length} endorsements"))
            {
                EndorsementDestination.WriteBundle(_bundle, all);
                if (_folder is null)
                    Array.Fill(paths, _bundle);
            }

            for (int i = 0; i < all.Length; i++)
                Tell(all[i], paths[i]);
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, BundlePath ?? Destination));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _fetcher?.Dispose();
    }

    private IReadOnlyList<Keep> FindKeeps()
    {
        IReadOnlyList<Keep> found = [];
        if (Name.Length > 0)
            Run(null, async (pipeline, stop) => found = await KeepNames.FindAsync(pipeline, Name, stop).ConfigureAwait(false));
        return found;
    }

    private IReadOnlyList<string> Expand(string path)
    {
        try
        {
            return FilePath.Expand(this, path);
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, path));
            return [];
        }
    }

    private void FetchFile(string path)
    {
        try
        {
            foreach (KeepEvidence evidence in EvidenceFile.Read(FilePath.Resolve(this, path)))
                Fetch(evidence, path);
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, path));
        }
    }

    private void Fetch(KeepEvidence evidence, object target)
    {
        if (ShouldProcess(target.ToString(), Fetching))
            Run(target, (pipeline, stop) => FetchAsync(evidence, target, pipeline, stop));
    }

    private async Task FetchAsync(KeepEvidence evidence, object target, PipelineThread pipeline, CancellationToken stop)
    {
        _pipeline = pipeline;
        EndorsementNeeds needs = EndorsementNeeds.Of(evidence);
        if (needs.Unavailable is { } reason)
            pipeline.WriteWarning(reason);
        EndorsementFetchResult result = await _fetcher!.FetchAsync(needs, have: null, DateTimeOffset.UtcNow, stop).ConfigureAwait(false);
        foreach (KeepException failure in result.Failures)
            pipeline.WriteError(KeepErrors.Record(failure, target));
        foreach (Endorsement endorsement in result.Endorsements)
            _fetched.TryAdd(endorsement.Sha256, endorsement);
    }

    private void Tell(Endorsement endorsement, string path)
    {
        if (endorsement.NotAfter is { } end && end - DateTimeOffset.UtcNow is var left && left < ExpiringWithin)
            WriteWarning(left < TimeSpan.Zero ? $"{endorsement} expired at {end:u}." : $"{endorsement} expires at {end:u}, in {(left.TotalDays < 2 ? $"{left.TotalHours:0} hours" : $"{left.TotalDays:0} days")}.");
        WriteObject(new SavedEndorsement
        {
            Kind = endorsement.Kind,
            Subject = endorsement.Subject,
            Sha256 = endorsement.Sha256,
            NotBefore = endorsement.NotBefore,
            NotAfter = endorsement.NotAfter,
            Path = path,
            Source = endorsement.Source,
        });
    }
}
