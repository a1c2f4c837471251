using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Makes a policy: what evidence must show to pass.</summary>
[Cmdlet(VerbsCommon.New, "KeepPolicy")]
[OutputType(typeof(KeepPolicy))]
public sealed class NewKeepPolicyCommand : KeepCmdlet
{
    /// <summary>Name for people.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Accept simulated keeps of this host, whose simulation roots are pinned. Nothing protects such keeps.</summary>
    [Parameter]
    public SwitchParameter AllowSimulation { get; set; }

    /// <summary>Pins of simulation roots of other hosts: SHA-256 of the SubjectPublicKeyInfo.</summary>
    [Parameter]
    public Sha256Digest[]? SimulationRoot { get; set; }

    /// <summary>Pins of roots to trust beside the vendor's: SHA-256 of the SubjectPublicKeyInfo.</summary>
    [Parameter]
    public Sha256Digest[]? TrustedRoot { get; set; }

    /// <summary>Accept keeps that their host can debug, and so read.</summary>
    [Parameter]
    public SwitchParameter AllowDebug { get; set; }

    /// <summary>Refuse evidence whose endorsements were not checked against a revocation list.</summary>
    [Parameter]
    public SwitchParameter RequireRevocationCheck { get; set; }

    /// <summary>Launch measurements to accept, hexadecimal.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Measurement { get; set; }

    /// <summary>Chips to accept, hexadecimal.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? ChipId { get; set; }

    /// <summary>Privilege levels to accept, 0 to 3.</summary>
    [Parameter]
    public int[]? Vmpl { get; set; }

    /// <summary>Least TCB: a table with Bootloader, Tee, Snp, Microcode and, for Turin, Fmc.</summary>
    [Parameter]
    [ValidateNotNull]
    public object? MinimumTcb { get; set; }

    /// <summary>Least GUEST_SVN.</summary>
    [Parameter]
    public uint? MinimumGuestSvn { get; set; }

    /// <summary>Greatest time between the receipt of evidence and its appraisal.</summary>
    [Parameter]
    public TimeSpan? MaximumAge { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Making a policy";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(Name ?? nameof(KeepPolicy), async (pipeline, stop) =>
    {
        var fields = new Dictionary<string, object?>
        {
            [nameof(Name)] = Name,
            [nameof(SimulationRoot)] = SimulationRoot,
            [nameof(TrustedRoot)] = TrustedRoot,
            [nameof(AllowDebug)] = AllowDebug ? true : null,
            [nameof(RequireRevocationCheck)] = RequireRevocationCheck ? true : null,
            [nameof(Measurement)] = Measurement,
            [nameof(ChipId)] = ChipId,
            [nameof(Vmpl)] = Vmpl,
            [nameof(MinimumTcb)] = MinimumTcb is PSObject wrapped ? wrapped.BaseObject : MinimumTcb,
            [nameof(MinimumGuestSvn)] = MinimumGuestSvn,
            [nameof(MaximumAge)] = MaximumAge,
        };
        KeepPolicy policy = PolicyFields.Build(fields.Where(field => field.Value is not null));
        if (AllowSimulation)
        {
            IReadOnlyList<Sha256Digest> pins = await KeepManager.OfThisUser(pipeline.WriteVerbose).GetSimulationRootsAsync(stop).ConfigureAwait(false);
            policy = policy with { SimulationRoot = [.. policy.SimulationRoot, .. pins] };
        }

        pipeline.WriteObject(policy);
    });
}
