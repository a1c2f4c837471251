namespace Enarx.Attestation;

/// <summary>A check that an appraisal makes, before it is made.</summary>
/// <param name="Id">Stable identifier; docs and scripts name it.</param>
/// <param name="Title">What the check establishes when it passes.</param>
/// <param name="Category">What kind of fault it shows when it fails.</param>
internal sealed record CheckDefinition(string Id, string Title, CheckCategory Category);
