using System.Management.Automation;
using Enarx;
using Enarx.Client;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Tells what this host could do, and why not, check by check.</summary>
[Cmdlet(VerbsCommon.Get, "KeepPlatform")]
[OutputType(typeof(KeepPlatform))]
public sealed class GetKeepPlatformCommand : KeepCmdlet
{
    /// <summary>Only this TEE.</summary>
    [Parameter(Position = 0)]
    public Tee? Tee { get; set; }

    /// <inheritdoc/>
    protected override string Activity => "Looking at this host";

    /// <inheritdoc/>
    protected override void ProcessRecord() => Run(null, async (pipeline, stop) =>
    {
        foreach (KeepPlatform platform in await KeepManager.OfThisUser(pipeline.WriteVerbose).GetPlatformsAsync(stop).ConfigureAwait(false))
        {
            if (Tee is null || platform.Tee == Tee)
                pipeline.WriteObject(platform);
        }
    });
}
