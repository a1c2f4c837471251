using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Tells what changed between two pieces of evidence or two appraisals. What is compared is not trusted for it.</summary>
[Cmdlet(VerbsData.Compare, "KeepEvidence")]
[OutputType(typeof(EvidenceDifference))]
public sealed class CompareKeepEvidenceCommand : PSCmdlet
{
    /// <summary>The first, usually the older: an appraisal, evidence, or bytes or text of evidence.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public object? ReferenceObject { get; set; }

    /// <summary>The second; each one from the pipeline is compared with the first.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNull]
    public object? DifferenceObject { get; set; }

    /// <summary>Leave out what differs in any two pieces of fresh evidence: report_data, nonces and times.</summary>
    [Parameter]
    public SwitchParameter IgnoreFreshness { get; set; }

    private KeepAppraisal? _reference;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            _reference ??= Appraisal(ReferenceObject, nameof(ReferenceObject));
            foreach (EvidenceDifference difference in EvidenceComparison.Compare(_reference, Appraisal(DifferenceObject, nameof(DifferenceObject))))
            {
                if (!IgnoreFreshness || !EvidenceComparison.IsOfFreshness(difference))
                    WriteObject(difference);
            }
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, DifferenceObject));
        }
    }

    // Evidence that was not appraised yet is, by a policy that asks for nothing, so that its claims are read.
    private static KeepAppraisal Appraisal(object? value, string name) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        KeepAppraisal appraisal => appraisal,
        var other => EvidenceArgument.Read(other) is [var evidence]
            ? EvidenceAppraiser.Appraise(evidence, new KeepPolicy(), evidence.ReceivedAt ?? DateTimeOffset.UtcNow)
            : throw new KeepException(KeepErrorId.EvidenceUnrecognized, $"-{name} has more than one piece of evidence; compare them one by one."),
    };
}
