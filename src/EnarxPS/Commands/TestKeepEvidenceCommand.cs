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
[OutputType(typeof(KeepAppraisal), ParameterSetName = [Evidence, File])]
[OutputType(typeof(bool), ParameterSetName = [Evidence, File])]
public sealed class TestKeepEvidenceCommand : PSCmdlet, IDisposable
{
    private const string Evidence = "Evidence";
    private const string File = "Path";

    /// <summary>Evidence, as Get-KeepAttestation gives it.</summary>
    [Parameter(ParameterSetName = Evidence, Mandatory = true, ValueFromPipeline = true)]
    public KeepEvidence[] InputObject { get; set; } = [];

    /// <summary>A file with a TEE's own evidence, for SEV-SNP the report of 1184 bytes.</summary>
    [Parameter(ParameterSetName = File, Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

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

    /// <summary>The moment as of which certificates and lists are judged; now when it is left out.</summary>
    [Parameter]
    public DateTimeOffset? VerificationTime { get; set; }

    /// <summary>Write rejected appraisals to the pipeline too, for audits. The errors are written all the same.</summary>
    [Parameter]
    public SwitchParameter IncludeRejected { get; set; }

    /// <summary>Write $true or $false instead of appraisals and of errors about rejected ones.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private KeepPolicy? _policy;
    private EndorsementSupply? _supply;

    /// <inheritdoc/>
    public void Dispose() => _supply?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _policy = Policy.Policy;
        }
        catch (KeepException e)
        {
            // With a policy that cannot be read no evidence can be appraised.
            ThrowTerminatingError(KeepErrors.Record(e, Policy.ToString()));
        }

        try
        {
            _supply = EndorsementSupply.Open(this, EndorsementPath, Online, EndorsementUri);
        }
        catch (KeepException e)
        {
            // Nor can it be where endorsements that were named are not there.
            ThrowTerminatingError(KeepErrors.Record(e, EndorsementPath));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            KeepEvidence[] evidence = ParameterSetName == File ? [new KeepEvidence { Tee = Tee.SevSnp, Report = Read(Path) }] : InputObject;
            foreach (KeepEvidence one in evidence)
                Appraise(_supply!.Complete(one, VerificationTime ?? DateTimeOffset.UtcNow, WriteVerbose, e => WriteError(KeepErrors.Record(e, one)), PipelineStopToken));
        }
        catch (OperationCanceledException) when (PipelineStopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, ParameterSetName == File ? Path : null));
            if (Quiet)
                WriteObject(false);
        }
    }

    private void Appraise(KeepEvidence evidence)
    {
        WriteVerbose($"Appraising {evidence.Tee} evidence{(evidence.Keep is { } keep ? $" of keep '{keep.Name}'" : "")} against the policy '{_policy!.Name}'.");
        KeepAppraisal appraisal = EvidenceAppraiser.Appraise(evidence, _policy, VerificationTime ?? DateTimeOffset.UtcNow);
        if (Quiet)
        {
            WriteObject(appraisal.Passed);
            return;
        }

        if (appraisal.Passed && appraisal.IsSimulated)
            WriteWarning($"No TEE protects {(appraisal.Keep is { } simulated ? $"keep '{simulated.Name}'" : "what gave this evidence")}: the policy accepts its simulation.");
        if (appraisal.Passed || IncludeRejected)
            WriteObject(appraisal);
        if (!appraisal.Passed)
            WriteError(KeepErrors.Rejection(appraisal));
    }

    private byte[] Read(string path)
    {
        const long most = 16 * 1024 * 1024;
        string resolved = FilePath.Resolve(this, path);
        try
        {
            return new FileInfo(resolved) is { Exists: true, Length: > most } large
                ? throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' has {large.Length} bytes; evidence and endorsements have {most} at most.")
                : System.IO.File.ReadAllBytes(resolved);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeepException(KeepErrorId.FileNotFound, $"There is no file '{path}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeepException(KeepErrorId.FileUnreadable, $"'{path}' cannot be read: {e.Message}", e);
        }
    }
}
