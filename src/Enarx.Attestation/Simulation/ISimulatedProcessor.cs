namespace Enarx.Attestation;

/// <summary>
/// What stands where a TEE's hardware would: it holds the key that evidence is signed with, and gives evidence of a
/// launched keep. Nothing is protected by it.
/// </summary>
public interface ISimulatedProcessor : IDisposable
{
    /// <summary>Length of a launch measurement, bytes.</summary>
    int MeasurementLength { get; }

    /// <summary>Gives evidence.</summary>
    /// <param name="measurement">The launch measurement, of <see cref="MeasurementLength"/> bytes.</param>
    /// <param name="reportData">What the keep wants to have attested, 64 bytes.</param>
    /// <exception cref="ArgumentException">A length is not as it must be.</exception>
    SimulatedEvidence GiveEvidence(ReadOnlySpan<byte> measurement, ReadOnlySpan<byte> reportData);
}
