using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using Enarx.Client;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Makes a policy: what evidence must show to pass.</summary>
[Cmdlet(VerbsCommon.New, "KeepPolicy", DefaultParameterSetName = Fields)]
[OutputType(typeof(KeepPolicy))]
public sealed partial class NewKeepPolicyCommand : KeepCmdlet
{
    private const string Fields = "Fields";
    private const string Evidence = "FromEvidence";

    /// <summary>Name for people.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>An appraisal that passed, or evidence that passes: what it shows is pinned. Or what Get-KeepMeasurement computed.</summary>
    [Parameter(ParameterSetName = Evidence, Mandatory = true, ValueFromPipeline = true)]
    public object? FromEvidence { get; set; }

    /// <summary>Accept only the chip that the evidence shows.</summary>
    [Parameter(ParameterSetName = Evidence)]
    public SwitchParameter PinChip { get; set; }

    /// <summary>Accept simulated keeps of this host, whose simulation roots are pinned. Nothing protects such keeps.</summary>
    [Parameter]
    public SwitchParameter AllowSimulation { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Making a policy";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // PowerShell binds parameters by the names of the policy's fields.
        KeyValuePair<string, object?>[] fields = [.. MyInvocation.BoundParameters.Where(bound => PolicyFields.Names.Contains(bound.Key))
            .Select(bound => new KeyValuePair<string, object?>(bound.Key, ShellValue.Unwrap(bound.Value)))];
        Run(Name ?? nameof(KeepPolicy), async (pipeline, stop) =>
        {
            KeepPolicy policy = PolicyFields.Build(fields);
            if (AllowSimulation)
            {
                IReadOnlyList<Sha256Digest> pins = await KeepManager.OfThisUser(pipeline.WriteVerbose).GetSimulationRootsAsync(stop).ConfigureAwait(false);
                policy = policy with { SimulationRoot = [.. policy.SimulationRoot, .. pins] };
            }

            pipeline.WriteObject(ParameterSetName == Evidence ? Pin(policy, fields, pipeline) : policy);
        });
    }

    private KeepPolicy Pin(KeepPolicy given, KeyValuePair<string, object?>[] fields, PipelineThread pipeline)
    {
        object? from = ShellValue.Unwrap(FromEvidence);
        if (from is KeepMeasurement measured)
            return PolicyFields.Build(PolicyFromMeasurement.Make(measured, Name ?? $"{measured.Tee} as computed"), fields) with { SimulationRoot = given.SimulationRoot };
        KeepAppraisal appraisal = from switch
        {
            KeepAppraisal made => made,
            KeepEvidence evidence => EvidenceAppraiser.Appraise(evidence, new KeepPolicy { SimulationRoot = given.SimulationRoot, TrustedRoot = given.TrustedRoot }, DateTimeOffset.UtcNow),
            var other => throw new KeepException(KeepErrorId.AppraisalExpected, $"A policy is made of an appraisal, of evidence or of a computed measurement, not of {other?.GetType().Name ?? "nothing"}."),
        };
        if (!appraisal.Passed)
            throw new KeepException(KeepErrorId.AppraisalNotPassed, $"No policy is made of evidence that does not pass: it was {appraisal}. {appraisal.FirstFailure?.Reason}");
        if (appraisal.IsSimulated)
            pipeline.WriteWarning(given.SimulationRoot.Count > 0 ? "The evidence is simulated: no TEE protects what the policy accepts."
                : "The evidence is simulated, and its simulation root is not pinned: the policy refuses such evidence. Use -AllowSimulation or -SimulationRoot to accept it.");
        KeepPolicy policy = PolicyFromAppraisal.Make(appraisal, Name ?? $"{appraisal.Keep?.Name ?? appraisal.Tee.ToString()} as observed", PinChip);
        return PolicyFields.Build(policy, fields) with { SimulationRoot = given.SimulationRoot };
    }
}
