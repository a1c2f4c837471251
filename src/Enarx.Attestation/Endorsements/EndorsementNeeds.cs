namespace Enarx.Attestation;

/// <summary>
/// What evidence needs to be appraised that a vendor's service can give. It is read from evidence that nobody has
/// verified: evidence that lies has the wrong thing asked for, which the verifier then refuses.
/// </summary>
public sealed class EndorsementNeeds
{
    private EndorsementNeeds(IReadOnlyList<EndorsementRequest> requests) => Requests = requests;

    /// <summary>What to ask for. The first is for what is the evidence's own, such as its chip's certificate.</summary>
    public IReadOnlyList<EndorsementRequest> Requests { get; }

    /// <summary>What to ask for instead when the service does not know the first request; null when there is nothing.</summary>
    public EndorsementNeeds? Otherwise { get; private init; }

    /// <summary>What is needed and cannot be fetched, and why; null when everything can.</summary>
    public string? Unavailable { get; private init; }

    /// <summary>Every role (<see cref="EndorsementRole"/>) that can serve the evidence, those included that no service gives out.</summary>
    internal IReadOnlyCollection<string> Roles { get; private init; } = [];

    /// <summary>Reads the needs of evidence. Evidence of a TEE whose endorsements nobody gives out needs nothing.</summary>
    public static EndorsementNeeds Of(KeepEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        if (evidence.Keep?.IsSimulated == true)
            return None("The keep is simulated; what it needs came with its evidence.");
        return evidence.Tee switch
        {
            Tee.SevSnp => SnpNeeds.Of(evidence.Report, evidence.Endorsements),
            Tee.AzureSevSnp => SnpNeeds.Of(HclReport(evidence.Report), evidence.Endorsements),
            Tee.Sgx or Tee.Tdx => IntelNeeds.Of(evidence.Tee == Tee.Tdx, evidence.Report, evidence.Endorsements),
            Tee.AzureTdx => IntelNeeds.Of(isTdx: true, evidence.Parts.GetValueOrDefault(EvidencePart.TdQuote) ?? [], evidence.Endorsements),
            _ => None($"There is no service that gives out endorsements of {evidence.Tee}; give them with the evidence."),
        };
    }

    internal static EndorsementNeeds None(string reason) => Make([], unavailable: reason);

    internal static EndorsementNeeds Make(
        IReadOnlyList<EndorsementRequest> requests, EndorsementNeeds? otherwise = null, string? unavailable = null, params ReadOnlySpan<string> more) =>
        new(requests)
        {
            Otherwise = otherwise,
            Unavailable = unavailable,
            Roles = new HashSet<string>([.. requests.SelectMany(request => request.Roles), .. more, .. otherwise?.Roles ?? []]),
        };

    // An HCL report has the SNP report behind a header of 32 bytes (attestation report of OpenHCL, version 1 and 2).
    private static byte[] HclReport(byte[] report) =>
        report.AsSpan().StartsWith("HCLA"u8) && report.Length >= 0x20 + SnpReport.Length ? report[0x20..(0x20 + SnpReport.Length)] : report;
}
