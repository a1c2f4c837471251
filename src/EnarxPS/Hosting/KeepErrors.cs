using System.Management.Automation;
using Enarx;

namespace EnarxPS.Hosting;

/// <summary>How each error id is shown: its category, and what to do next. docs/errors.md is this table for people.</summary>
internal static class KeepErrors
{
    private static readonly Dictionary<string, (ErrorCategory Category, string Action)> Table = new(StringComparer.Ordinal)
    {
        [KeepErrorId.ManagerUnavailable] = (ErrorCategory.ResourceUnavailable, "Run the command again; if it fails again, read the keep manager's log that the message names."),
        [KeepErrorId.ProtocolViolation] = (ErrorCategory.ProtocolError, "Use the same version of EnarxPS on both sides. If they are the same, do not trust the host."),
        [KeepErrorId.HostProgramMissing] = (ErrorCategory.NotInstalled, "Install the module for this machine's architecture, or set ENARXPS_HOST_DIR to the folder with keepmgr, keepldr and wasmldr."),
        [KeepErrorId.UnsafeDirectory] = (ErrorCategory.SecurityError, "Correct the folder as the message says, or set ENARXPS_RUNTIME_DIR, ENARXPS_STATE_DIR and ENARXPS_CACHE_DIR to folders of yours."),
        [KeepErrorId.SimulationUnusable] = (ErrorCategory.ResourceUnavailable, "Correct or delete the simulation folder that the message names; a new simulation root is made, and policies must pin it again."),
        [KeepErrorId.ContractNotOffered] = (ErrorCategory.ObjectNotFound, "Run Get-KeepPlatform to see what this host offers."),
        [KeepErrorId.TeeUnavailable] = (ErrorCategory.ResourceUnavailable, "Run Get-KeepPlatform to see what is missing, or use -Simulate to try without a TEE."),
        [KeepErrorId.CapacityExhausted] = (ErrorCategory.LimitsExceeded, "Remove keeps that are not needed with Remove-Keep."),
        [KeepErrorId.KeepNameInUse] = (ErrorCategory.ResourceExists, "Choose another -Name, or remove that keep with Remove-Keep."),
        [KeepErrorId.KeepNameInvalid] = (ErrorCategory.InvalidArgument, "Choose a -Name of letters, digits, '.', '_' and '-'."),
        [KeepErrorId.KeepNotFound] = (ErrorCategory.ObjectNotFound, "Run Get-Keep to see which keeps there are."),
        [KeepErrorId.KeepStartFailed] = (ErrorCategory.OpenError, "Run Get-KeepPlatform, and read the keep manager's log on the host."),
        [KeepErrorId.KeepLost] = (ErrorCategory.ConnectionError, "Run Get-Keep to see whether the keep is still there; a new one must be attested again."),
        [KeepErrorId.AttestationFailed] = (ErrorCategory.InvalidResult, "Run Get-KeepAttestation again; if it fails again, remove the keep and make another."),
        [KeepErrorId.ProfileUnknown] = (ErrorCategory.NotImplemented, "Use the same version of EnarxPS on both sides."),
        [KeepErrorId.AppraisalNotPassed] = (ErrorCategory.SecurityError, "Look at the appraisal's Checks. Do not send a workload to this keep."),
        [KeepErrorId.AppraisalHasNoKeep] = (ErrorCategory.InvalidArgument, "Give the appraisal of evidence that Get-KeepAttestation got from a keep."),
        [KeepErrorId.ChannelKeyMismatch] = (ErrorCategory.SecurityError, "Somebody stands between you and the keep, or the keep was replaced. Attest again, and do not trust the host."),
        [KeepErrorId.ChannelFailed] = (ErrorCategory.ConnectionError, "Run Get-Keep to see whether the keep is still there, and attest again."),
        [KeepErrorId.PolicyFieldUnknown] = (ErrorCategory.InvalidArgument, "Correct the field's name; see Get-Help New-KeepPolicy. Simulation is allowed by New-KeepPolicy -AllowSimulation."),
        [KeepErrorId.PolicyFieldInvalid] = (ErrorCategory.InvalidArgument, "Correct the field's value; see Get-Help New-KeepPolicy."),
        [KeepErrorId.EvidenceUnrecognized] = (ErrorCategory.InvalidData, "Give the file that holds the evidence itself; the message says what was seen, where, and what is accepted."),
        [KeepErrorId.AppraisalExpected] = (ErrorCategory.InvalidArgument, "Give what Test-KeepEvidence writes: appraisals, or errors about rejected evidence."),
        [KeepErrorId.PolicyMalformed] = (ErrorCategory.InvalidData, "Correct the file where the message says, or export the policy again with Export-KeepPolicy."),
        [KeepErrorId.PolicyNotSigned] = (ErrorCategory.SecurityError, "Get the signature file from who wrote the policy and put it beside it, or leave -Signer and -SignerPath out if you trust the file itself."),
        [KeepErrorId.PolicySignatureInvalid] = (ErrorCategory.SecurityError, "Do not use the policy: it was changed after it was signed, or somebody else signed it. Get it and its signature again."),
        [KeepErrorId.SigningKeyUnusable] = (ErrorCategory.InvalidArgument, "Give a private key on P-256, P-384 or P-521: in PEM with -SigningKeyPath, or of a certificate with -SigningCertificate."),
        [KeepErrorId.SigningKeyMissing] = (ErrorCategory.InvalidArgument, "Give -SigningKeyPath or -SigningCertificate, or -Unsigned if whoever reads the result need not know that it is yours."),
        [KeepErrorId.FileExists] = (ErrorCategory.ResourceExists, "Choose another path, or leave -NoClobber out."),
        [KeepErrorId.FileUnwritable] = (ErrorCategory.WriteError, "Make the folder writable to you, or choose another path."),
        [KeepErrorId.MeasurementInputInvalid] = (ErrorCategory.InvalidData, "Give an image that was built for this TEE, and what else the message asks for; see Get-Help Get-KeepMeasurement."),
        [KeepErrorId.FileNotFound] = (ErrorCategory.ObjectNotFound, "Correct the path."),
        [KeepErrorId.FileUnreadable] = (ErrorCategory.ReadError, "Make the file readable to you."),
        [KeepErrorId.ModuleNotWasm] = (ErrorCategory.InvalidData, "Compile the program for wasm32-wasi and give the .wasm file."),
        [KeepErrorId.ModuleIsComponent] = (ErrorCategory.NotImplemented, "Compile the program for wasm32-wasi (wasm32-wasip1), which makes a module."),
        [KeepErrorId.ModuleInvalid] = (ErrorCategory.InvalidData, "Compile the program again; the message says where the module is wrong."),
        [KeepErrorId.ModuleTooLarge] = (ErrorCategory.LimitsExceeded, "Make the module smaller: compile with optimization, and strip it."),
        [KeepErrorId.ModuleImportMissing] = (ErrorCategory.NotImplemented, "Compile the program for WASI preview 1, without the import that the message names."),
        [KeepErrorId.ModuleHasNoStart] = (ErrorCategory.InvalidData, "Compile the program as a command, with a main function, and not as a library."),
        [KeepErrorId.ModuleOverLimit] = (ErrorCategory.LimitsExceeded, "Compile the program with a smaller initial memory."),
        [KeepErrorId.ModuleDigestMismatch] = (ErrorCategory.InvalidData, "Send the workload again."),
        [KeepErrorId.WorkloadConfigInvalid] = (ErrorCategory.InvalidArgument, "Correct the arguments or the environment as the message says."),
        [KeepErrorId.WorkloadNotFound] = (ErrorCategory.ObjectNotFound, "Use the workload in the session that started it."),
        [KeepErrorId.WorkloadLimit] = (ErrorCategory.LimitsExceeded, "Wait for a workload of that keep with Wait-KeepWorkload, or make another keep."),
        [KeepErrorId.WorkloadTrapped] = (ErrorCategory.OperationStopped, "The program is at fault; the message has its backtrace."),
        [KeepErrorId.WorkloadFailed] = (ErrorCategory.NotSpecified, "Make another keep and try again; report it if it happens again."),
        [KeepErrorId.WorkloadOutputFull] = (ErrorCategory.LimitsExceeded, "Take the output with Receive-KeepWorkload; the program goes on when there is room."),
        [KeepErrorId.WorkloadExitStatus] = (ErrorCategory.FromStdErr, "Look at the program's messages; its exit status is in $LASTEXITCODE."),
        [KeepErrorId.EndorsementUnrecognized] = (ErrorCategory.InvalidData, "Give a certificate, a revocation list, a certificate table, Intel collateral, a key, a CoRIM or a bundle; in folders other files are passed over."),
        [KeepErrorId.EndorsementBundleDamaged] = (ErrorCategory.InvalidData, "Copy the bundle again, or make it anew with Save-KeepEndorsement."),
        [KeepErrorId.EndorsementNotFound] = (ErrorCategory.ObjectNotFound, "Give the endorsement with -EndorsementPath; the host can export it. If the evidence lies about its chip or TCB, do not trust it."),
        [KeepErrorId.EndorsementThrottled] = (ErrorCategory.LimitsExceeded, "Run the command again later; what was fetched so far is kept. Save-KeepEndorsement fetches ahead."),
        [KeepErrorId.EndorsementFetchFailed] = (ErrorCategory.ConnectionError, "Check the network and the addresses in -EndorsementUri, then run the command again; or give the endorsement with -EndorsementPath."),
        [KeepErrorId.EndorsementUriInvalid] = (ErrorCategory.InvalidArgument, "Give AmdKds, IntelPcs, IntelRootCrl or Pccs an address that begins with https://."),
        [KeepErrorId.OperationTimedOut] = (ErrorCategory.OperationTimeout, "Run the command again, with a longer -TimeoutSeconds where there is one."),
        [KeepErrorId.InternalError] = (ErrorCategory.NotSpecified, "Report it, with the message."),
    };

    private static readonly Dictionary<CheckCategory, (string Id, ErrorCategory Category, string Action)> Rejections = new()
    {
        [CheckCategory.Format] = ("EvidenceMalformed", ErrorCategory.InvalidData, "Get the evidence again. It is not of the format that it should be."),
        [CheckCategory.Signature] = ("EvidenceSignature", ErrorCategory.SecurityError, "Do not trust the evidence: it was changed after it was signed, or signed by somebody else."),
        [CheckCategory.Binding] = ("EvidenceBinding", ErrorCategory.SecurityError, "Do not trust the keep: its evidence belongs to another key or another keep."),
        [CheckCategory.Nonce] = ("EvidenceNonce", ErrorCategory.SecurityError, "Ask for evidence again with Get-KeepAttestation. If it is refused again, the host replays old evidence."),
        [CheckCategory.Chain] = ("EvidenceChain", ErrorCategory.SecurityError, "Get the endorsements again, from the vendor."),
        [CheckCategory.WrongKey] = ("EvidenceWrongKey", ErrorCategory.SecurityError, "Get the endorsement for this evidence, from the vendor."),
        [CheckCategory.UntrustedRoot] = ("EvidenceUntrustedRoot", ErrorCategory.SecurityError, "Do not trust the evidence: its chain does not end in the vendor's root."),
        [CheckCategory.Simulation] = ("EvidenceSimulated", ErrorCategory.SecurityError, "No TEE protects this keep. To accept it for a trial, use New-KeepPolicy -AllowSimulation."),
        [CheckCategory.Revoked] = ("EvidenceRevoked", ErrorCategory.SecurityError, "Do not trust the evidence: the vendor revoked a certificate of its chain, or the list that says so is not the vendor's."),
        [CheckCategory.Expired] = ("EvidenceExpired", ErrorCategory.SecurityError, "Get fresh evidence and endorsements, or give the -VerificationTime that you mean."),
        [CheckCategory.TcbMismatch] = ("EvidenceTcbMismatch", ErrorCategory.SecurityError, "Get the endorsement for the TCB that the evidence reports, from the vendor."),
        [CheckCategory.HwidMismatch] = ("EvidenceHwidMismatch", ErrorCategory.SecurityError, "Get the endorsement for this chip, from the vendor."),
        [CheckCategory.TcbOutOfDate] = ("EvidenceTcbOutOfDate", ErrorCategory.SecurityError, "Have the host's firmware updated, or lower the policy's floor if you accept what that means."),
        [CheckCategory.DebugPolicy] = ("EvidenceDebug", ErrorCategory.SecurityError, "The host can read this keep. Use a keep without debugging."),
        [CheckCategory.Policy] = ("EvidencePolicy", ErrorCategory.SecurityError, "The evidence is good and is not what the policy asks for. Compare the check's Expected and Actual."),
        [CheckCategory.CollateralSignature] = ("EvidenceCollateralSignature", ErrorCategory.SecurityError, "Get the collateral again, from the vendor: it was changed after it was signed."),
        [CheckCategory.CollateralMismatch] = ("EvidenceCollateralMismatch", ErrorCategory.SecurityError, "Get the collateral for this platform and TEE, from the vendor."),
        [CheckCategory.TrustAnchor] = ("EvidenceTrustAnchor", ErrorCategory.InvalidData, "Give the key in a form that the message names."),
        [CheckCategory.Endorsement] = ("EvidenceEndorsement", ErrorCategory.ObjectNotFound, "Give the missing endorsements with -EndorsementPath, or have them fetched with -Online."),
    };

    /// <summary>The record of a failure.</summary>
    public static ErrorRecord Record(KeepException exception, object? target)
    {
        // An id from the other side that this release does not know must not break the telling of it.
        (ErrorCategory category, string action) = Table.GetValueOrDefault(exception.ErrorId, (ErrorCategory.NotSpecified, "Use the same version of EnarxPS on both sides."));
        return Record(exception, exception.ErrorId, category, target, action);
    }

    /// <summary>The record of a rejection; its target is the whole appraisal.</summary>
    /// <param name="appraisal">The appraisal that was not passed.</param>
    /// <param name="path">The file of the evidence; null when it came from none.</param>
    public static ErrorRecord Rejection(KeepAppraisal appraisal, string? path = null)
    {
        AppraisalCheck failure = appraisal.FirstFailure!;
        (string id, ErrorCategory category, string action) = Rejections[failure.Category];
        string detail = string.Join("; ", new[]
        {
            failure.Reason?.TrimEnd('.'),
            failure.Expected is null ? null : $"expected {failure.Expected}",
            failure.Actual is null ? null : $"found {failure.Actual}",
            failure.Source is null ? null : $"at {failure.Source}",
        }.OfType<string>());
        string who = appraisal.Keep is { } keep ? $"of keep '{keep.Name}' " : path is null ? "" : $"in '{path}' ";
        return Record(new KeepException(id, $"The evidence {who}was refused by the check {failure.Id} ({failure.Title}): {detail}."), id, category, appraisal, action);
    }

    private static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string action) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(exception.Message) { RecommendedAction = action } };
}
