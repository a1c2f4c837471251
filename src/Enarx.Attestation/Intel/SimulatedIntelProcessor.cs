using System.Security.Cryptography;

namespace Enarx.Attestation;

/// <summary>A <see cref="SimulatedIntelPlatform"/> that gives the evidence of one kind of keep: an enclave, or a TD.</summary>
/// <param name="platform">The platform; it is disposed with this.</param>
/// <param name="quoteVersion">3 for an enclave; 4 or 5 for a TD of TDX 1.0 or 1.5.</param>
internal sealed class SimulatedIntelProcessor(SimulatedIntelPlatform platform, int quoteVersion) : ISimulatedProcessor
{
    private const int EnclaveVersion = 3;

    /// <inheritdoc/>
    public int MeasurementLength => quoteVersion == EnclaveVersion ? SHA256.HashSizeInBytes : TdReport.MeasurementLength;

    /// <inheritdoc/>
    public SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData)
    {
        (byte[] report, IReadOnlyList<byte[]> endorsements) = quoteVersion == EnclaveVersion
            ? platform.AttestEnclave(measurement, reportData)
            : platform.AttestTrustDomain(measurement, reportData, quoteVersion);
        return new SimulatedEvidence(report, endorsements);
    }

    /// <inheritdoc/>
    public void Dispose() => platform.Dispose();
}
