namespace Enarx;

/// <summary>Stable identifiers of what can go wrong; docs/errors.md has the table. An id's meaning never changes.</summary>
public static class KeepErrorId
{
    /// <summary>No keep manager answers and none could be started.</summary>
    public const string ManagerUnavailable = nameof(ManagerUnavailable);

    /// <summary>A program on the other side of a connection does not speak this protocol, or not this version.</summary>
    public const string ProtocolViolation = nameof(ProtocolViolation);

    /// <summary>The host program is not where the module expects it.</summary>
    public const string HostProgramMissing = nameof(HostProgramMissing);

    /// <summary>A folder that must belong to the user alone does not.</summary>
    public const string UnsafeDirectory = nameof(UnsafeDirectory);

    /// <summary>The host's simulation root cannot be used or made.</summary>
    public const string SimulationUnusable = nameof(SimulationUnusable);

    /// <summary>The host does not offer, or no longer offers, a keep of that kind.</summary>
    public const string ContractNotOffered = nameof(ContractNotOffered);

    /// <summary>The host has no TEE and simulation was not asked for.</summary>
    public const string TeeUnavailable = nameof(TeeUnavailable);

    /// <summary>The host has as many keeps as it takes.</summary>
    public const string CapacityExhausted = nameof(CapacityExhausted);

    /// <summary>Another keep has that name.</summary>
    public const string KeepNameInUse = nameof(KeepNameInUse);

    /// <summary>The name has characters or a length that a keep's name cannot have.</summary>
    public const string KeepNameInvalid = nameof(KeepNameInvalid);

    /// <summary>There is no such keep, or not any more.</summary>
    public const string KeepNotFound = nameof(KeepNotFound);

    /// <summary>The keep could not be started.</summary>
    public const string KeepStartFailed = nameof(KeepStartFailed);

    /// <summary>The keep ended, or stopped answering, while it was being used.</summary>
    public const string KeepLost = nameof(KeepLost);

    /// <summary>The keep could not give evidence.</summary>
    public const string AttestationFailed = nameof(AttestationFailed);

    /// <summary>The keep does not know the profile of the claims that were asked for.</summary>
    public const string ProfileUnknown = nameof(ProfileUnknown);

    /// <summary>The appraisal that was given has not passed.</summary>
    public const string AppraisalNotPassed = nameof(AppraisalNotPassed);

    /// <summary>The appraisal is of evidence that no keep of ours gave.</summary>
    public const string AppraisalHasNoKeep = nameof(AppraisalHasNoKeep);

    /// <summary>The other side of the connection does not hold the attested key.</summary>
    public const string ChannelKeyMismatch = nameof(ChannelKeyMismatch);

    /// <summary>The attested channel could not be set up.</summary>
    public const string ChannelFailed = nameof(ChannelFailed);

    /// <summary>A policy has a field that policies do not have.</summary>
    public const string PolicyFieldUnknown = nameof(PolicyFieldUnknown);

    /// <summary>A field of a policy has a value that it cannot have.</summary>
    public const string PolicyFieldInvalid = nameof(PolicyFieldInvalid);

    /// <summary>Bytes or text are not evidence of any kind that this release knows, or contradict themselves.</summary>
    public const string EvidenceUnrecognized = nameof(EvidenceUnrecognized);
    /// <summary>What was given is no appraisal.</summary>
    public const string AppraisalExpected = nameof(AppraisalExpected);

    /// <summary>A policy's file is not JSON, or not of the form or the version that this release reads.</summary>
    public const string PolicyMalformed = nameof(PolicyMalformed);

    /// <summary>A policy that must be signed has no signature.</summary>
    public const string PolicyNotSigned = nameof(PolicyNotSigned);

    /// <summary>A policy's signature does not verify, or is of a signer that is not accepted.</summary>
    public const string PolicySignatureInvalid = nameof(PolicySignatureInvalid);

    /// <summary>A key that was given to sign with cannot.</summary>
    public const string SigningKeyUnusable = nameof(SigningKeyUnusable);

    /// <summary>A result is to be signed and no key was given.</summary>
    public const string SigningKeyMissing = nameof(SigningKeyMissing);

    /// <summary>A file is in the way.</summary>
    public const string FileExists = nameof(FileExists);

    /// <summary>The file cannot be written.</summary>
    public const string FileUnwritable = nameof(FileUnwritable);

    /// <summary>A firmware image or another input of a measurement is malformed, or not for what is asked.</summary>
    public const string MeasurementInputInvalid = nameof(MeasurementInputInvalid);

    /// <summary>The file is not there.</summary>
    public const string FileNotFound = nameof(FileNotFound);

    /// <summary>The file is there and cannot be read.</summary>
    public const string FileUnreadable = nameof(FileUnreadable);

    /// <summary>The file is not a WebAssembly module.</summary>
    public const string ModuleNotWasm = nameof(ModuleNotWasm);

    /// <summary>The file is a WebAssembly component, which this release does not run.</summary>
    public const string ModuleIsComponent = nameof(ModuleIsComponent);

    /// <summary>The module does not validate.</summary>
    public const string ModuleInvalid = nameof(ModuleInvalid);

    /// <summary>The module is longer than a keep takes.</summary>
    public const string ModuleTooLarge = nameof(ModuleTooLarge);

    /// <summary>The module imports something that a keep does not have.</summary>
    public const string ModuleImportMissing = nameof(ModuleImportMissing);

    /// <summary>The module has no <c>_start</c> to run.</summary>
    public const string ModuleHasNoStart = nameof(ModuleHasNoStart);

    /// <summary>The module needs more memory or tables to start than a workload may have.</summary>
    public const string ModuleOverLimit = nameof(ModuleOverLimit);

    /// <summary>The module that arrived is not the one whose digest was sent.</summary>
    public const string ModuleDigestMismatch = nameof(ModuleDigestMismatch);

    /// <summary>Arguments, environment or another part of the workload's configuration cannot be used.</summary>
    public const string WorkloadConfigInvalid = nameof(WorkloadConfigInvalid);

    /// <summary>The keep has no such workload.</summary>
    public const string WorkloadNotFound = nameof(WorkloadNotFound);

    /// <summary>The keep runs as many workloads as it takes.</summary>
    public const string WorkloadLimit = nameof(WorkloadLimit);

    /// <summary>The program trapped.</summary>
    public const string WorkloadTrapped = nameof(WorkloadTrapped);

    /// <summary>The keep itself failed while it ran the program.</summary>
    public const string WorkloadFailed = nameof(WorkloadFailed);

    /// <summary>Output waits to be received and there is no room for more.</summary>
    public const string WorkloadOutputFull = nameof(WorkloadOutputFull);

    /// <summary>The program ended with an exit status other than 0.</summary>
    public const string WorkloadExitStatus = nameof(WorkloadExitStatus);

    /// <summary>A file, or a part of a bundle, is no endorsement of a kind that this release knows.</summary>
    public const string EndorsementUnrecognized = nameof(EndorsementUnrecognized);

    /// <summary>A bundle of endorsements is not as it was written.</summary>
    public const string EndorsementBundleDamaged = nameof(EndorsementBundleDamaged);

    /// <summary>The vendor's service has no such endorsement, or the evidence does not tell which one it needs.</summary>
    public const string EndorsementNotFound = nameof(EndorsementNotFound);

    /// <summary>The vendor's service asks to be left alone for longer than the caller waits.</summary>
    public const string EndorsementThrottled = nameof(EndorsementThrottled);

    /// <summary>The vendor's service could not be asked, or answered with something else than was asked for.</summary>
    public const string EndorsementFetchFailed = nameof(EndorsementFetchFailed);

    /// <summary>The address of a service for endorsements cannot be used.</summary>
    public const string EndorsementUriInvalid = nameof(EndorsementUriInvalid);

    /// <summary>The operation did not end in the time that it was given.</summary>
    public const string OperationTimedOut = nameof(OperationTimedOut);

    /// <summary>A fault in EnarxPS itself.</summary>
    public const string InternalError = nameof(InternalError);
}
