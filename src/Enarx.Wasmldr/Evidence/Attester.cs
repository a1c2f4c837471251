using Enarx.Protocol;
using Enarx.Wasmldr.Workloads;

namespace Enarx.Wasmldr.Evidence;

/// <summary>Gives evidence over a verifier's nonce, the keep's key, and what the keep has accepted to run.</summary>
internal sealed class Attester(KeepIdentity identity, SimulatedEvidenceSource tee, WorkloadStore workloads)
{
    /// <summary>Answers one verifier.</summary>
    /// <exception cref="KeepException">ProfileUnknown, AttestationFailed.</exception>
    public async Task<EvidenceMessage> AttestAsync(AttestRequest request, CancellationToken cancellationToken)
    {
        if (request.Profile != KeepClaims.CurrentProfile)
            throw new KeepException(KeepErrorId.ProfileUnknown, $"This keep attests under the profile '{KeepClaims.CurrentProfile}' and not under '{request.Profile}'.");

        AcceptedWorkload? accepted = workloads.LastAccepted;
        byte[] claims = new KeepClaims
        {
            Nonce = request.Nonce,
            Key = identity.Credential.KeyDigest,
            Workload = accepted?.ModuleDigest,
            Config = accepted?.ConfigDigest,
            Launch = accepted?.Launch,
        }.Encode();
        ReportMessage report = await tee.GetReportAsync(KeepClaims.ReportData(claims), cancellationToken).ConfigureAwait(false);
        var evidence = new EvidenceMessage
        {
            Tee = report.Tee,
            Report = report.OutBlob,
            Claims = claims,
            Endorsements = report.Endorsements,
        };
        return evidence with { Certificate = identity.Certify(evidence) };
    }
}
