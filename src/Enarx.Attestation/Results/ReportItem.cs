namespace Enarx.Attestation;

/// <summary>An appraisal in a report.</summary>
/// <param name="Name">What people call what was appraised: the name of a keep, or a file.</param>
/// <param name="Appraisal">The appraisal.</param>
public sealed record ReportItem(string Name, KeepAppraisal Appraisal);
