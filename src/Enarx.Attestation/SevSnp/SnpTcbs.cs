namespace Enarx.Attestation;

/// <summary>The four TCB versions of a report, taken apart.</summary>
/// <param name="Current">What runs.</param>
/// <param name="Reported">What the signing key is derived from.</param>
/// <param name="Committed">What the firmware can no longer be rolled back from.</param>
/// <param name="Launch">What ran when the guest was launched.</param>
internal sealed record SnpTcbs(SnpTcb Current, SnpTcb Reported, SnpTcb Committed, SnpTcb Launch);
