namespace Enarx.Attestation;

/// <summary>An answer from the cache.</summary>
/// <param name="Endorsements">What was answered; all of it is in date.</param>
/// <param name="IsFresh">Whether it is young enough to be used without asking again.</param>
internal sealed record CachedAnswer(IReadOnlyList<Endorsement> Endorsements, bool IsFresh);
