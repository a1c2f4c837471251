namespace Enarx.Attestation;

/// <summary>A firmware image, signature structure or event log that cannot be measured.</summary>
/// <param name="offset">Where in it, bytes from its start.</param>
/// <param name="problem">What is wrong, and what to do.</param>
public sealed class MeasurementException(int offset, string problem) : FormatException($"at byte 0x{offset:x}: {problem}")
{
    /// <summary>Where in it, bytes from its start.</summary>
    public int Offset { get; } = offset;
}
