using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using Enarx;
using Enarx.Attestation;
using EnarxPS.Binding;
using EnarxPS.Hosting;

namespace EnarxPS.Commands;

/// <summary>Writes appraisals as EAT Attestation Results, in JSON Web Tokens.</summary>
[Cmdlet(VerbsData.ConvertTo, "Ear")]
[OutputType(typeof(string))]
public sealed class ConvertToEarCommand : PSCmdlet, IDisposable
{
    /// <summary>Appraisals, passed or not.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, Position = 0)]
    [Alias("Appraisal")]
    public KeepAppraisal[] InputObject { get; set; } = [];

    /// <summary>A file with the verifier's private key, in PEM.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SigningKeyPath { get; set; }

    /// <summary>A certificate whose private key is the verifier's.</summary>
    [Parameter]
    [ValidateNotNull]
    public X509Certificate2? SigningCertificate { get; set; }

    /// <summary>Write tokens that nobody signed (alg none).</summary>
    [Parameter]
    public SwitchParameter Unsigned { get; set; }

    private SigningKey? _key;

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            _key = SigningKeyArgument.Open(this, SigningKeyPath, SigningCertificate);
            if (_key is null && !Unsigned)
                throw new KeepException(KeepErrorId.SigningKeyMissing, "An attestation result is signed by its verifier, and no key was given.");
            if (_key is not null && Unsigned)
                throw new KeepException(KeepErrorId.SigningKeyMissing, "A key was given, and -Unsigned: a result is signed, or it is not.");
        }
        catch (KeepException e)
        {
            ThrowTerminatingError(KeepErrors.Record(e, SigningKeyPath));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (KeepAppraisal appraisal in InputObject)
        {
            try
            {
                WriteObject(AttestationResult.ToToken(appraisal, _key, DateTimeOffset.UtcNow));
            }
            catch (KeepException e)
            {
                WriteError(KeepErrors.Record(e, appraisal));
            }
        }
    }
}
