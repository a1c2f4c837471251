namespace Enarx.Corpus;

/// <summary>What was made of a case.</summary>
/// <param name="IsRight">Whether it is what the manifest expects.</param>
/// <param name="Why">What was found, for people.</param>
public sealed record CaseResult(bool IsRight, string Why);
