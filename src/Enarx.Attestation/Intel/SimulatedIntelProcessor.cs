namespace Enarx.Attestation;

/// <summary>One TEE of a simulated platform, behind a keep.</summary>
internal sealed class SimulatedIntelProcessor : ISimulatedProcessor
{
    /// <summary>Product of the TDX that writes quotes of version 5.</summary>
    public const string Tdx15 = "TDX 1.5";

    private const int MrEnclaveLength = 32;

    private readonly SimulatedIntelPlatform _platform;
    private readonly SimulatedKind _kind;

    private SimulatedIntelProcessor(SimulatedIntelPlatform platform, SimulatedKind kind)
    {
        _platform = platform;
        _kind = kind;
    }

    /// <inheritdoc/>
    public int MeasurementLength => _kind.Tee == Tee.Sgx ? MrEnclaveLength : TdReport.MeasurementLength;

    /// <summary>Opens it.</summary>
    /// <param name="directory">The authority's directory.</param>
    /// <param name="kind">SGX or TDX.</param>
    /// <exception cref="SimulationException">It is not there, not safe to use, or damaged.</exception>
    public static SimulatedIntelProcessor Open(string directory, SimulatedKind kind) => new(SimulatedIntelPlatform.Open(directory), kind);

    /// <inheritdoc/>
    public SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData)
    {
        (byte[] report, IReadOnlyList<byte[]> endorsements) = _kind.Tee == Tee.Sgx
            ? _platform.AttestEnclave(measurement, reportData)
            : _platform.AttestTrustDomain(measurement, reportData, _kind.Product == Tdx15 ? 5 : 4);
        return new SimulatedEvidence(report, endorsements);
    }

    /// <inheritdoc/>
    public void Dispose() => _platform.Dispose();
}
