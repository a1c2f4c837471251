using System.Collections;
using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>
/// Appraises evidence against a policy. It writes an appraisal only when the evidence passed, so that nothing that
/// follows in the pipeline ever sees evidence that did not.
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "KeepEvidence", DefaultParameterSetName = Evidence)]
[OutputType(typeof(KeepAppraisal), typeof(bool))]
public sealed class TestKeepEvidenceCommand : PSCmdlet, IDisposable
{
    private const string Evidence = "Evidence";
    private const string Wildcard = "Path";
    private const string Literal = "LiteralPath";
    private const int MostThreads = 64;

    /// <summary>Evidence, as Get-KeepAttestation gives it, or bytes or text in which there is some.</summary>
    [Parameter(ParameterSetName = Evidence, Mandatory = true, ValueFromPipeline = true)]
    [EvidenceTransformation]
    [ValidateNotNull]
    public EvidenceArgument? InputObject { get; set; }

    /// <summary>Files with evidence, or folders whose files are its parts; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = Wildcard, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files with evidence, or folders whose files are its parts, by their very names.</summary>
    [Parameter(ParameterSetName = Literal, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Files, folders and bundles with endorsements: certificates, revocation lists, certificate tables, Intel collateral.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] EndorsementPath { get; set; } = [];

    /// <summary>Ask AMD's and Intel's services for endorsements that are missing. Without it nothing is ever fetched.</summary>
    [Parameter]
    public SwitchParameter Online { get; set; }

    /// <summary>Other addresses of the services: a table with AmdKds, IntelPcs, IntelRootCrl and Pccs.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable EndorsementUri { get; set; } = [];

    /// <summary>The policy, or a table of its fields. Without one, debugging and simulation are refused and nothing else is required.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNull]
    public PolicyArgument Policy { get; set; } = new(new KeepPolicy());

    /// <summary>The TEEs of which the evidence must be, whatever else the policy says.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Tee[]? Tee { get; set; }

    /// <summary>The nonce that the evidence must answer: bytes or hexadecimal.</summary>
    [Parameter]
    [NonceTransformation]
    [ValidateNotNull]
    public NonceArgument? Nonce { get; set; }

    /// <summary>The moment as of which certificates and lists are judged; now when it is left out.</summary>
    [Parameter]
    public DateTimeOffset? VerificationTime { get; set; }

    /// <summary>How many pieces of evidence are appraised at a time; the number of processors when it is left out.</summary>
    [Parameter]
    [ValidateRange(1, MostThreads)]
    public int ThrottleLimit { get; set; } = Math.Min(Environment.ProcessorCount, MostThreads);

    /// <summary>Write rejected appraisals to the pipeline too, for audits. The errors are written all the same.</summary>
    [Parameter]
    public SwitchParameter IncludeRejected { get; set; }

    /// <summary>Write $true or $false instead of appraisals and of errors about rejected ones.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private KeepPolicy? _policy;
    private EndorsementSupply? _supply;
    private OrderedWork<Outcome>? _work;

    /// <inheritdoc/>
    public void Dispose() => _supply?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _policy = Insist(Policy.Policy);
            _supply = EndorsementSupply.Open(this, EndorsementPath, Online, EndorsementUri);
            _work = new OrderedWork<Outcome>(ThrottleLimit, PipelineStopToken);
        }
        catch (KeepException e)
        {
            // Without its policy or its endorsements no evidence can be appraised.
            ThrowTerminatingError(KeepErrors.Record(e, Policy.ToString()));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == Evidence)
        {
            EvidenceArgument input = InputObject!;
            Give(null, input.Read);
            return;
        }

        foreach (string path in ParameterSetName == Wildcard ? Path : LiteralPath)
        {
            try
            {
                foreach (string file in ParameterSetName == Wildcard ? FilePath.Expand(this, path) : [FilePath.Resolve(this, path)])
                    Give(file, () => EvidenceFile.Read(file));
            }
            catch (KeepException e)
            {
                Give(path, () => throw e);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (Outcome outcome in _work!.TakeRest())
            Write(outcome);
    }

    private void Give(string? path, Func<IReadOnlyList<KeepEvidence>> read)
    {
        // What is written after this may wait for what is under way; the time of an appraisal must not.
        DateTimeOffset time = VerificationTime ?? DateTimeOffset.UtcNow;
        foreach (Outcome outcome in _work!.Give(() => Appraise(path, read, time)))
            Write(outcome);
    }

    private Outcome Appraise(string? path, Func<IReadOnlyList<KeepEvidence>> read, DateTimeOffset time)
    {
        try
        {
            IReadOnlyList<KeepEvidence> all = read();
            var appraisals = new KeepAppraisal[all.Count];
            var failures = new List<KeepException>();
            for (int i = 0; i < appraisals.Length; i++)
                appraisals[i] = Appraise(_supply!.Complete(all[i], time, failures, PipelineStopToken), time);
            return new Outcome(path, appraisals, failures);
        }
        catch (KeepException e)
        {
            return new Outcome(path, [], [e]);
        }
    }

    private KeepAppraisal Appraise(KeepEvidence evidence, DateTimeOffset time)
    {
        KeepPolicy policy = _policy!;
        // A keep's nonce is in its claims; other evidence has it where its format does.
        if (Nonce is { } nonce && evidence.Claims is not null)
            evidence = evidence with { Nonce = nonce.Bytes };
        else if (Nonce is not null)
            policy = policy with { Nonce = Nonce.ToString() };
        return EvidenceAppraiser.Appraise(evidence, policy, time);
    }

    private void Write(Outcome outcome)
    {
        foreach (string said in _supply!.TakeSaid())
            WriteVerbose(said);
        // What could not be fetched is an error beside the appraisal, which tells what came of it.
        foreach (KeepException error in outcome.Errors)
            WriteError(KeepErrors.Record(error, outcome.Path));
        if (Quiet && outcome.Appraisals.Count == 0)
            WriteObject(false);

        foreach (KeepAppraisal appraisal in outcome.Appraisals)
            Write(appraisal, outcome.Path);
    }

    private void Write(KeepAppraisal appraisal, string? path)
    {
        WriteVerbose($"Appraised {appraisal.Tee} evidence{(path is null ? appraisal.Keep is { } keep ? $" of keep '{keep.Name}'" : "" : $" of '{path}'")} against the policy '{_policy!.Name}': {appraisal}.");
        if (Quiet)
        {
            WriteObject(appraisal.Passed);
            return;
        }

        if (appraisal.Passed && appraisal.IsSimulated)
            WriteWarning($"No TEE protects {(appraisal.Keep is { } simulated ? $"keep '{simulated.Name}'" : "what gave this evidence")}: the policy accepts its simulation.");
        if (appraisal.Passed || IncludeRejected)
            WriteObject(path is null ? appraisal : WithPath(appraisal, path));
        if (!appraisal.Passed)
            WriteError(KeepErrors.Rejection(appraisal, path));
    }

    private KeepPolicy Insist(KeepPolicy policy)
    {
        if (Tee is null)
            return policy;
        Tee[] both = policy.Tee.Count == 0 ? Tee : [.. policy.Tee.Intersect(Tee)];
        return both.Length > 0
            ? policy with { Tee = both }
            : throw new KeepException(KeepErrorId.PolicyFieldInvalid, $"-Tee asks for {string.Join(" or ", Tee)} and the policy '{policy.Name}' for {string.Join(" or ", policy.Tee)}; no evidence can be of both.");
    }

    // Of many files, each appraisal tells which it is of, as Get-Content's lines do.
    private static PSObject WithPath(KeepAppraisal appraisal, string path)
    {
        var written = new PSObject(appraisal);
        written.Properties.Add(new PSNoteProperty("Path", path), preValidated: true);
        return written;
    }

    private sealed record Outcome(string? Path, IReadOnlyList<KeepAppraisal> Appraisals, IReadOnlyList<KeepException> Errors);
}
