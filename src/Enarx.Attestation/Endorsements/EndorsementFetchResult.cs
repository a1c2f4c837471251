namespace Enarx.Attestation;

/// <summary>What vendors' services gave, and what they did not.</summary>
/// <param name="Endorsements">What they gave.</param>
/// <param name="Failures">Why something is not there: EndorsementNotFound, EndorsementThrottled, EndorsementFetchFailed, OperationTimedOut.</param>
public sealed record EndorsementFetchResult(IReadOnlyList<Endorsement> Endorsements, IReadOnlyList<KeepException> Failures);
