namespace Enarx.Attestation;

/// <summary>Bytes that are not the event log that they were read as.</summary>
internal sealed class EventLogException(string field, int offset, string problem)
    : FormatException($"{field} at byte {offset}: {problem}")
{
    /// <summary>Offset in bytes from the start of the log.</summary>
    public int Offset { get; } = offset;
}
