namespace Enarx.Attestation;

/// <summary>What could not be appraised at all, and so has no appraisal; a report without it would look clean.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Message">Why it could not be.</param>
public sealed record ReportFailure(string Name, string Message);
