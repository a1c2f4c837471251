using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Writes a policy to a file, and its signature beside it when there is a key to sign with.</summary>
[Cmdlet(VerbsData.Export, "KeepPolicy", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportKeepPolicyCommand : PSCmdlet
{
    /// <summary>The policy, or a table of its fields.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("Policy")]
    [ValidateNotNull]
    public PolicyArgument InputObject { get; set; } = new(new KeepPolicy());

    /// <summary>The file, as it is spelled.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath", "PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>A file with the private key to sign with, in PEM.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SigningKeyPath { get; set; }

    /// <summary>A certificate whose private key signs.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2? SigningCertificate { get; set; }

    /// <summary>Do not write over a file.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Write the file to the pipeline.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private bool _written;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            string path = FilePath.Resolve(this, Path);
            KeepPolicy policy = InputObject.Policy;
            if (_written)
                throw new KeepException(KeepErrorId.FileExists, $"A policy was written to '{Path}' already; a file has one.");
            using SigningKey? key = SigningKeyArgument.Open(this, SigningKeyPath, SigningCertificate);
            if (!ShouldProcess(path, key is null ? $"Write the policy '{policy.Name}'" : $"Write the policy '{policy.Name}' and its signature"))
                return;
            PolicyFile.Write(path, policy, key, overwrite: !NoClobber);
            _written = true;
            if (key is not null)
                WriteVerbose($"Signed with {key.Algorithm} by {key.PublicKeyDigest}.");
            if (PassThru)
                WriteObject(new FileInfo(path));
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(e, Path));
        }
    }
}
