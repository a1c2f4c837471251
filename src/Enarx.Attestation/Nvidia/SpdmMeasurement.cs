namespace Enarx.Attestation;

/// <summary>One measurement of an SPDM responder (DMTF DSP0274, "DMTF measurement specification format").</summary>
/// <param name="Index">Its number, from 1.</param>
/// <param name="ValueType">What it measures; bit 7 is set when the value is no digest.</param>
/// <param name="Value">The value.</param>
/// <param name="Offset">Where the value stands in the evidence.</param>
internal sealed record SpdmMeasurement(byte Index, byte ValueType, byte[] Value, int Offset)
{
    /// <summary>Whether something was measured: slots that are not used hold zeros.</summary>
    public bool IsUsed => Value.AsSpan().ContainsAnyExcept((byte)0);
}
