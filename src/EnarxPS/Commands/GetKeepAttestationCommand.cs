using System.Management.Automation;
using Enarx;
using Enarx.Client;

namespace EnarxPS.Commands;

/// <summary>Asks keeps for evidence over a fresh nonce. The evidence is not appraised yet.</summary>
[Cmdlet(VerbsCommon.Get, "KeepAttestation", DefaultParameterSetName = "Name")]
[OutputType(typeof(KeepEvidence))]
public sealed class GetKeepAttestationCommand : KeepTargetCmdlet
{
    /// <summary>The nonce, 32 bytes; a random one when it is left out.</summary>
    [Parameter]
    [ValidateCount(32, 32)]
    public byte[]? Nonce { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Asking for evidence";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Keep keep in FindKeeps())
        {
            Run(keep, async (pipeline, stop) =>
                pipeline.WriteObject(await KeepManager.OfThisUser(pipeline.WriteVerbose).AttestAsync(keep, Nonce, stop).ConfigureAwait(false)));
        }
    }
}
