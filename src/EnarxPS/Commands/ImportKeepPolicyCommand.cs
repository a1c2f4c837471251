using System.Management.Automation;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Reads policies from files, and verifies who signed them.</summary>
[Cmdlet(VerbsData.Import, "KeepPolicy", DefaultParameterSetName = ByPath)]
[OutputType(typeof(KeepPolicy))]
public sealed class ImportKeepPolicyCommand : PSCmdlet
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const int MostSignerBytes = 64 * 1024;

    /// <summary>Files; wildcards are allowed.</summary>
    [Parameter(ParameterSetName = ByPath, Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files, as they are spelled.</summary>
    [Parameter(ParameterSetName = ByLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Pins of who may have signed: SHA-256 of the SubjectPublicKeyInfo. Without a signature of one of them a policy is refused.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public Sha256Digest[] Signer { get; set; } = [];

    /// <summary>Files with the certificates or public keys of who may have signed. Their dates are not judged.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] SignerPath { get; set; } = [];

    private Sha256Digest[] _signers = [];

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _signers = [.. Signer, .. SignerPath.Select(path => PolicySignature.PinOf(PolicyFile.ReadBytes(FilePath.Resolve(this, path), MostSignerBytes)))];
        }
        catch (KeepException e)
        {
            // Without the signers that were meant, policies of anybody would pass.
            ThrowTerminatingError(KeepErrors.Record(e, SignerPath));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in ParameterSetName == ByPath ? Path : LiteralPath)
        {
            try
            {
                foreach (string file in ParameterSetName == ByPath ? FilePath.Expand(this, path) : [FilePath.Resolve(this, path)])
                    Import(file);
            }
            catch (KeepException e)
            {
                WriteError(KeepErrors.Record(e, path));
            }
        }
    }

    private void Import(string file)
    {
        try
        {
            (KeepPolicy policy, Sha256Digest? signer) = PolicyFile.Read(file, _signers);
            if (signer is not null)
                WriteVerbose($"The policy '{file}' was signed by {signer}.");
            else if (PolicyFile.IsSigned(file))
                WriteVerbose($"The policy '{file}' has a signature, which was not verified: neither -Signer nor -SignerPath says whose it must be.");
            WriteObject(policy);
        }
        catch (KeepException e)
        {
            WriteError(KeepErrors.Record(new KeepException(e.ErrorId, e.Message.Contains(file, StringComparison.Ordinal) ? e.Message : $"{file}: {e.Message}", e), file));
        }
    }
}
